"""`help`: what can be typed, in the asker's language, and a human to ask instead."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import CommandTyped, Reply
from bot.screens.help import help_card

LONGEST_ECHO = 80


def help_for(others: Sequence[Command]) -> Command:
    """Make the help command, which lists itself and the others."""

    async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
        return Reply(help_card(asker.words, _lines((command, *others), asker), champions_of(asker)))

    command = Command(name="help", aliases=("aide", "?"), run=run)
    return command


def unknown_command(commands: Sequence[Command], asker: Asker, text: str) -> Reply:
    """Answer something we do not know with the list and the nearest name."""
    names = {
        name: command
        for command in commands
        if command.is_listed
        for name in (command.name, *command.aliases)
    }
    first = text.split(maxsplit=1)[0].lower()
    close = get_close_matches(first, names, n=1, cutoff=0.6)
    card = help_card(
        asker.words,
        _lines(commands, asker),
        champions_of(asker),
        unknown=text[:LONGEST_ECHO],
        close=close[0] if close else None,
    )
    return Reply(card)


def spelling(command: Command, language: str) -> str:
    """Give the word people of a language type: the French alias comes first in the table."""
    return command.aliases[0] if language == "fr" and command.aliases else command.name


def _lines(commands: Sequence[Command], asker: Asker) -> list[tuple[str, str]]:
    return [
        (spelling(command, asker.words.language), f"commands.{command.name}.help")
        for command in commands
        if command.is_listed
    ]


def champions_of(asker: Asker) -> list[PersonRef]:
    """List the champions of the nearest playbook, as people of the asker's platform."""
    playbook = next(iter(asker.playbooks_by_nearness()), None)
    if playbook is None:
        return []
    return [
        PersonRef(each.platform, asker.person.workspace, each.id)
        for each in (champion.person for champion in playbook.champions)
        if each.platform == asker.person.platform and each.workspace in {"", asker.person.workspace}
    ]
