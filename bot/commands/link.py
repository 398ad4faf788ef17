"""`link`: one person on two platforms. A code, shown in one account and typed in the other, makes them one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.links import read_code
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.ports import PlatformError
from bot.screens.link import code_card, linked_card, question_card
from bot.texts import Words
from bot.usecases.link_accounts import Outcome, Typed, confirm, decline, make_code, type_code
from bot.usecases.membership import GuestsCannotJoin, find_member
from bot.usecases.services import Services

_NOTES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.ALREADY: "link.already",
        Outcome.OWN_CODE: "link.own_code",
        Outcome.SAME_WORKSPACE: "link.same_workspace",
        Outcome.UNKNOWN: "link.unknown",
        Outcome.TOO_OFTEN: "link.too_often",
    }
)


async def run(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show a code, or use the one that was typed."""
    if rest:
        return await _type(event, rest, asker)
    offered = await make_code(asker.services, event.person)
    if offered is None:
        return Reply(note(asker.words, "link.join_first"))
    return Reply(code_card(asker.words, offered.code, offered.others))


async def press_yes(event: ButtonPressed, services: Services) -> Reply | None:
    """Make the two accounts one."""
    typed = await confirm(services, event.person, event.value)
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(_card(services, words, typed), replace=True)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave both as they are."""
    await decline(services, event.person, event.value)
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "link.left_apart"), replace=True)


async def _type(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    code = read_code(rest)
    if code is None:
        return Reply(note(asker.words, "link.unreadable"))
    try:
        typed = await type_code(asker.services, event.person, code)
    except GuestsCannotJoin:
        return Reply(note(asker.words, "join.guest"))
    except PlatformError:
        return Reply(note(asker.words, "link.try_later"))
    return Reply(_card(asker.services, asker.words, typed))


def _card(services: Services, words: Words, typed: Typed) -> Card:
    if typed.owner is None or typed.member is None:
        return note(words, _NOTES[typed.outcome])
    if typed.outcome is Outcome.TO_CONFIRM:
        return question_card(words, typed.owner, typed.digest, moves_here=typed.moves_here)
    return linked_card(services.words_in(typed.member.locale), typed.owner)


LINK = Command(
    name="link",
    aliases=("lier", "relier"),
    run=run,
    buttons={"link.yes": press_yes, "link.no": press_no},
)
