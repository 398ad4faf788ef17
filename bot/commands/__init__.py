"""What people type, press or react with. COMMANDS is the whole table; a new command is a file and a line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.commands.ask import ASK
from bot.commands.assistant import ASSISTANT
from bot.commands.brainstorm import BRAINSTORM
from bot.commands.buddy import BUDDY
from bot.commands.campaign import CAMPAIGN
from bot.commands.charter import CHARTER
from bot.commands.check import CHECK
from bot.commands.checkup import CHECKUP
from bot.commands.claims import CLAIMS
from bot.commands.command import Command, Gesture, Press, Submit
from bot.commands.conversation import CONVERSATION
from bot.commands.examples import EXAMPLES
from bot.commands.export import EXPORT
from bot.commands.guide import GUIDE
from bot.commands.help import help_for
from bot.commands.helped import HELPED
from bot.commands.home import HOME
from bot.commands.human import HUMAN
from bot.commands.join import JOIN
from bot.commands.launch import LAUNCH
from bot.commands.leave import LEAVE
from bot.commands.link import LINK
from bot.commands.me import ME
from bot.commands.mute import MUTE
from bot.commands.notebook import NOTEBOOK
from bot.commands.path import PATH
from bot.commands.pause import PAUSE
from bot.commands.plan import PLAN
from bot.commands.post import POST
from bot.commands.prepare import PREPARE
from bot.commands.privacy import PRIVACY
from bot.commands.propose import PROPOSE
from bot.commands.pulse import PULSE
from bot.commands.questions import QUESTIONS
from bot.commands.queue import QUEUE
from bot.commands.recap import RECAP
from bot.commands.report import REPORT
from bot.commands.resume import RESUME
from bot.commands.retract import RETRACT
from bot.commands.scenario import SCENARIO
from bot.commands.session import SESSION
from bot.commands.settings import SETTINGS
from bot.commands.setup import SETUP
from bot.commands.silence import SILENCE
from bot.commands.status import STATUS
from bot.commands.streak import STREAK
from bot.commands.team import TEAM
from bot.commands.thanks import THANKS
from bot.commands.tip import TIP
from bot.commands.today import TODAY
from bot.commands.unlink import UNLINK
from bot.commands.why import WHY
from bot.commands.workshop import WORKSHOP
from bot.commands.write import WRITE
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted

GROUPS: Final[Mapping[str, tuple[Command, ...]]] = MappingProxyType(
    {
        "day": (TODAY, TIP, CLAIMS, WRITE, CHECK, CONVERSATION, HELPED, PROPOSE),
        "learning": (PATH, SCENARIO, CHECKUP, SESSION, ASSISTANT, PREPARE),
        "own": (STREAK, NOTEBOOK, RECAP, TEAM, PULSE),
        "together": (WORKSHOP, THANKS, CAMPAIGN, EXAMPLES),
        "questions": (GUIDE, CHARTER, WHY, ASK, HUMAN, BUDDY),
        "taking_part": (JOIN, SETTINGS, PAUSE, RESUME, MUTE, LINK, UNLINK, LEAVE),
        "data": (PRIVACY, ME, EXPORT),
        "champions": (
            *(POST, PLAN, QUEUE, RETRACT, BRAINSTORM, QUESTIONS),
            *(STATUS, REPORT, SILENCE, SETUP, LAUNCH),
        ),
    }
)
"""How `help` lays the commands out, each group under the text `help.group.<name>`."""
COMMANDS: Final[tuple[Command, ...]] = (
    help_for(GROUPS),
    *(command for group in GROUPS.values() for command in group),
    HOME,
)

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


_UNWRITTEN: Final = frozenset(name for command in COMMANDS for name in command.unwritten)


def find_command(text: str) -> tuple[Command | None, str]:
    """Read what was typed after `/advocacy`: the command, and the rest. Nothing typed asks for help."""
    first, rest = (*text.split(maxsplit=1), "", "")[:2]
    return _BY_NAME.get(first.casefold() or "help"), rest.strip()


def is_unwritten(event: Event) -> bool:
    """Tell whether what an event says is private and is never written down (`Command.unwritten`).

    What no command knows counts as private: it may be a text that lost its first word.
    """
    match event:
        case CommandTyped(text=text):
            command, _ = find_command(text)
            return command is None or command.name in _UNWRITTEN
        case ButtonPressed(action=name) | FormSubmitted(form=name):
            return name in _UNWRITTEN
    return False
