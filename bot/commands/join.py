"""`join`: first what taking part means, then a neutral choice, then switches of which each is off until it is chosen."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Member, Rhythm
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.ports import PlatformError
from bot.screens.membership import invitation, welcome
from bot.usecases.membership import GuestsCannotJoin, choose, choose_rhythm, find_member, join, read_rhythm
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show what to expect. Nothing is kept yet."""
    return Reply(note(asker.words, "join.already") if asker.member else invitation(asker.words))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Show what to expect, by the button of a call in a channel."""
    asker = await Asker.of(event.person, event.place, services)
    return Reply(note(asker.words, "join.already") if asker.member else invitation(asker.words))


async def press_yes(event: ButtonPressed, services: Services) -> Reply | None:
    """Join, by one's own press."""
    known = await find_member(services, event.person)
    if known and known.rhythm is not Rhythm.UNDECIDED:
        return Reply(note(services.words_in(known.locale), "join.already"), replace=True)
    try:
        member = await join(services, event.person, event.place)
    except GuestsCannotJoin:
        words = await services.words_for(event.person, None)
        return Reply(note(words, "join.guest"), replace=True)
    except PlatformError:
        words = await services.words_for(event.person, None)
        return Reply(note(words, "join.try_later"), replace=True)
    return Reply(welcome(services.words_in(member.locale), member), replace=True)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Say no: nothing is kept, nobody is told."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "join.refused"), replace=True)


async def press_rhythm(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep the choice of a rhythm; a weekly one is chosen with its number of days."""
    found = read_rhythm(event.value)
    if found is None:
        return None
    rhythm, target = found
    if rhythm is Rhythm.WEEKLY and target is None:
        member = await find_member(services, event.person)
        return await _switches(event, services, member, is_asking_target=True)
    return await _switches(
        event, services, await choose_rhythm(services, event.person, rhythm, weekly_target=target)
    )


async def press_links(event: ButtonPressed, services: Services) -> Reply | None:
    """Agree to a link counter in one's own kits, if there is ever one, or take it back."""
    is_on = event.value == "on"
    return await _switches(event, services, await choose(services, event.person, allows_tracked_links=is_on))


async def press_examples(event: ButtonPressed, services: Services) -> Reply | None:
    """Let champions ask for a post as an example, or not."""
    is_on = event.value == "on"
    return await _switches(event, services, await choose(services, event.person, allows_examples=is_on))


async def _switches(
    event: ButtonPressed, services: Services, member: Member | None, *, is_asking_target: bool = False
) -> Reply:
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words), replace=True)
    return Reply(welcome(words, member, is_asking_target=is_asking_target), replace=True)


JOIN = Command(
    name="join",
    aliases=("rejoindre", "participer"),
    run=run,
    buttons={
        "join.open": press_open,
        "join.yes": press_yes,
        "join.no": press_no,
        "join.rhythm": press_rhythm,
        "join.links": press_links,
        "join.examples": press_examples,
    },
    # Whoever looks and says no has left no trace, not even for a moment.
    unwritten=frozenset({"join", "join.open", "join.no"}),
)
