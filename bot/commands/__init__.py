"""What people type, press or react with. COMMANDS is the whole table; a new command is a file and a line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.commands.claims import CLAIMS
from bot.commands.command import Command, Gesture, Press, Submit
from bot.commands.help import help_for
from bot.commands.home import HOME
from bot.commands.join import JOIN
from bot.commands.leave import LEAVE
from bot.commands.link import LINK
from bot.commands.post import POST
from bot.commands.scenario import SCENARIO
from bot.commands.settings import SETTINGS
from bot.commands.streak import STREAK
from bot.commands.suggest import SUGGEST
from bot.commands.tip import TIP
from bot.commands.today import TODAY
from bot.commands.unlink import UNLINK

_OTHERS: Final = (
    JOIN,
    LEAVE,
    TODAY,
    TIP,
    SCENARIO,
    CLAIMS,
    STREAK,
    SETTINGS,
    LINK,
    UNLINK,
    POST,
    HOME,
    SUGGEST,
)
COMMANDS: Final[tuple[Command, ...]] = (help_for(_OTHERS), *_OTHERS)

_BY_NAME: Final[Mapping[str, Command]] = MappingProxyType(
    {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
)
BUTTONS: Final[Mapping[str, Press]] = MappingProxyType(
    {action: press for command in COMMANDS for action, press in command.buttons.items()}
)
GESTURES: Final[Mapping[str, Gesture]] = MappingProxyType(
    {name: gesture for command in COMMANDS for name, gesture in command.gestures.items()}
)
FORMS: Final[Mapping[str, Submit]] = MappingProxyType(
    {name: submit for command in COMMANDS for name, submit in command.forms.items()}
)


def find_command(text: str) -> tuple[Command | None, str]:
    """Read what was typed after `/advocacy`: the command, and the rest. Nothing typed asks for help."""
    first, _, rest = text.strip().partition(" ")
    return _BY_NAME.get(first.casefold() or "help"), rest.strip()
