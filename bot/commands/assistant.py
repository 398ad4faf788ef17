"""`assistant`: an executive names who may prepare for them, agrees to a proposal, or takes it back (R70)."""

from dataclasses import replace

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Member, PersonRef
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.ports import PlatformError
from bot.screens.link import named
from bot.screens.membership import invitation
from bot.screens.session import assistant_card, named_card, naming_card
from bot.usecases.lead_executive import delegate_of, name_assistant, read_person, track_of
from bot.usecases.membership import GuestsCannotJoin, profile_of_colleague
from bot.usecases.services import Services


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show who prepares, or ask whether the person named shall."""
    member = await _executive(asker)
    if isinstance(member, Card):
        return Reply(member)
    if not rest:
        return Reply(_present(asker, member))
    person = await _named(asker, rest)
    return Reply(naming_card(asker.words, person) if isinstance(person, PersonRef) else person)


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Show who prepares."""
    asker = await Asker.of(event.person, event.place, services)
    member = await _executive(asker)
    return Reply(member if isinstance(member, Card) else _present(asker, member))


async def press_yes(event: ButtonPressed, services: Services) -> Reply | None:
    """Let them prepare from now on."""
    asker = await Asker.of(event.person, event.place, services)
    member = await _executive(asker)
    if isinstance(member, Card):
        return Reply(member, replace=True)
    person = await _named(asker, event.value)
    if isinstance(person, Card):
        return Reply(person, replace=True)
    await name_assistant(services, member.person, person.user)
    return Reply(named_card(asker.words, person), replace=True)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave it as it is."""
    return Reply(
        note((await Asker.of(event.person, event.place, services)).words, "assistant.kept"), replace=True
    )


async def press_remove(event: ButtonPressed, services: Services) -> Reply | None:
    """Let nobody prepare any more, at once."""
    member = await name_assistant(services, event.person, "")
    return Reply(note(await services.words_for(event.person, member), "assistant.removed"), replace=True)


async def _executive(asker: Asker) -> Member | Card:
    """Give the member whom a playbook names for the track, or what to answer in the place of it."""
    member = asker.member
    if member is None:
        return invitation(asker.words)
    if await track_of(asker.services, member) is None:
        return note(asker.words, "session.not_yours")
    if (member.person.platform, member.person.workspace) != (asker.person.platform, asker.person.workspace):
        # An assistant is somebody of the workspace where the executive's things are kept.
        return note(asker.words, "assistant.elsewhere", platform=named(member.person))
    return member


async def _named(asker: Asker, text: str) -> PersonRef | Card:
    person = read_person(text, asker.person)
    if person is None:
        return note(asker.words, "assistant.unreadable")
    if person == asker.person:
        return note(asker.words, "assistant.yourself")
    try:
        await profile_of_colleague(asker.services, person)
    except GuestsCannotJoin:
        return note(asker.words, "assistant.unreadable")
    except PlatformError:
        pass  # Teams knows only people whom the bot has met; an id that is nobody's opens nothing to anybody
    return person


def _present(asker: Asker, member: Member) -> Card:
    current = replace(member.person, user=member.assistant) if member.assistant else None
    return assistant_card(asker.words, current, delegate_of(asker.services, asker.person))


ASSISTANT = Command(
    name="assistant",
    aliases=("assistante",),
    run=run,
    buttons={
        "assistant.open": press_open,
        "assistant.yes": press_yes,
        "assistant.no": press_no,
        "assistant.remove": press_remove,
    },
)
