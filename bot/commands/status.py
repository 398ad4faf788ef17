"""`status`: posts that perhaps appeared, and channels that take nothing any more, with what a human can do about them."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.delivery import status_card, stopped_place
from bot.usecases.answer_doubts import list_doubts, post_again, say_it_appeared
from bot.usecases.installation import go_on_in
from bot.usecases.services import Services
from bot.usecases.tell_admins import is_named_admin


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List what waits for a human in this workspace."""
    if not await asker.may("status"):
        return Reply(not_allowed(asker.words, "status"))
    held, halts = await list_doubts(asker.services, asker.person)
    return Reply(status_card(asker.words, held, halts))


async def press_appeared(event: ButtonPressed, services: Services) -> Reply | None:
    """Settle a doubt: it is there."""
    return await _answer(event, services, is_there=True)


async def press_post(event: ButtonPressed, services: Services) -> Reply | None:
    """Settle a doubt: it is not there, so it is posted."""
    return await _answer(event, services, is_there=False)


async def press_resume(event: ButtonPressed, services: Services) -> Reply | None:
    """Go on posting in a channel that was stopped."""
    place = stopped_place(event.value)
    asker = await Asker.of(event.person, place, services)
    is_theirs = place is None or (place.platform, place.workspace) == (
        event.person.platform,
        event.person.workspace,
    )
    may_answer = await asker.may("status.resume") if is_theirs else is_named_admin(services, event.person)
    if not may_answer:
        return Reply(not_allowed(asker.words, "status.resume"), replace=True)
    if place is None:
        return Reply(note(asker.words, "status.settled"), replace=True)
    is_changed = await go_on_in(services, place, await asker.deed(event, "status.resume", event.value))
    return Reply(note(asker.words, "status.resumed" if is_changed else "status.settled"), replace=True)


async def _answer(event: ButtonPressed, services: Services, *, is_there: bool) -> Reply:
    asker = await Asker.of(event.person, event.place, services)
    action, work = ("status.appeared", say_it_appeared) if is_there else ("status.post", post_again)
    if not await asker.may(action):
        return Reply(not_allowed(asker.words, action), replace=True)
    title = await work(services, await asker.deed(event, action, event.value))
    if title is None:
        return Reply(note(asker.words, "status.settled"), replace=True)
    return Reply(
        note(asker.words, "status.marked" if is_there else "status.posted", title=title), replace=True
    )


STATUS = Command(
    name="status",
    aliases=("etat", "état"),
    run=run,
    for_champions=True,
    buttons={
        "status.appeared": press_appeared,
        "status.post": press_post,
        "status.resume": press_resume,
    },
)
