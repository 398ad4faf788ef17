"""`session`: five minutes a day for an executive, in direct messages alone (R70, R71)."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.kinds.session import Session
from bot.screens.membership import invitation
from bot.screens.session import finished_card, session_card
from bot.usecases.lead_executive import finish, is_executive, stop, track_of
from bot.usecases.learn import item_at
from bot.usecases.membership import find_member
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the session that comes next."""
    services, words = asker.services, asker.words
    if asker.member is None:
        is_named = any(is_executive(each, asker.person) for each in services.book().playbooks)
        return Reply(invitation(words) if is_named else note(words, "session.not_yours"))
    track = await track_of(services, asker.member)
    if track is None:
        return Reply(note(words, "session.not_yours"))
    if track.coming is None:
        return Reply(finished_card(words) if track.playbook.executive else note(words, "session.none"))
    is_first = track.done_on is None or track.is_stopped
    return Reply(session_card(words, track.coming, track.key, is_first=is_first))


async def press_done(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep that a session was done, by one's own word."""
    found = item_at(services, event.value)
    if found is None or not isinstance(found[1], Session):
        words = await services.words_for(event.person, await find_member(services, event.person))
        return Reply(note(words, "session.none"))
    member, is_new = await finish(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words))
    if not is_new:
        return Reply(note(words, "session.already"))
    track = await track_of(services, member)
    return Reply(note(words, "session.noted" if track and track.coming else "session.noted_last"))


async def press_later(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave it for another day; nothing is kept."""
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, "session.postponed"), replace=True)


async def press_stop(event: ButtonPressed, services: Services) -> Reply | None:
    """Stop the letters at once."""
    member = await find_member(services, event.person)
    track = await track_of(services, member) if member else None
    if track:
        await stop(services, event.person, track.playbook, event.at)
    return Reply(note(await services.words_for(event.person, member), "session.stopped"), replace=True)


SESSION = Command(
    name="session",
    aliases=("seance", "séance", "dirigeant"),
    run=run,
    buttons={"session.done": press_done, "session.later": press_later, "session.stop": press_stop},
)
