"""`help`: what can be typed, in the asker's language, and a human to ask instead."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.human import contacts_near
from bot.domain.people import PersonRef
from bot.events import CommandTyped, Reply
from bot.screens.help import help_card, unknown_card

LONGEST_ECHO = 80


def help_for(groups: Mapping[str, Sequence[Command]]) -> Command:
    """Make the help command, which lists the others, group by group."""

    async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
        listed = {
            name: [(spelling(each, asker.words.language), f"commands.{each.name}.help") for each in commands]
            for name, commands in groups.items()
        }
        return Reply(help_card(asker.words, listed, champions_of(asker)))

    return Command(name="help", aliases=("aide", "?"), run=run)


def unknown_command(commands: Sequence[Command], asker: Asker, text: str) -> Reply:
    """Answer something we do not know with the nearest name, and the way to the list."""
    names = {
        name: command
        for command in commands
        if command.is_listed
        for name in (command.name, *command.aliases)
    }
    first = text.split(maxsplit=1)[0].lower()
    close = get_close_matches(first, names, n=1, cutoff=0.7)
    card = unknown_card(
        asker.words, text[:LONGEST_ECHO], champions_of(asker), close=close[0] if close else None
    )
    return Reply(card)


def spelling(command: Command, language: str) -> str:
    """Give the word people of a language type: the French alias comes first in the table."""
    return command.aliases[0] if language == "fr" and command.aliases else command.name


def champions_of(asker: Asker) -> list[PersonRef]:
    """List the champions of the nearest playbook that has some, as people of the asker's platform."""
    return [contact.person for contact in contacts_near(asker)]
