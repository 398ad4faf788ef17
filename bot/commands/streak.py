"""`streak`: one's own rhythm, which nobody else sees, with what belongs to it: milestones and reminders."""

from bot.cards.elements import Card
from bot.cards.markup import text_of
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Rhythm
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.membership import invitation, rhythm_chosen, target_question
from bot.screens.rhythm import rhythm_card
from bot.usecases import plan_nudges
from bot.usecases.membership import choose_rhythm, find_member, read_rhythm
from bot.usecases.record_act import view_streak
from bot.usecases.services import Services
from bot.usecases.tell_milestones import Telling, announce, preview


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the rhythm, or the choice if none was made."""
    member = asker.member
    if member is None:
        return Reply(invitation(asker.words))
    streak = await view_streak(asker.services, member)
    async with asker.services.store.reading() as shelves:
        awards = await shelves.awards.of(member.person)
    return Reply(rhythm_card(asker.words, member, streak, awards))


async def press_choose(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep the choice of a rhythm; a weekly one is chosen with its number of days."""
    found = read_rhythm(event.value)
    if found is None:
        return None
    rhythm, target = found
    if rhythm is Rhythm.WEEKLY and target is None:
        member = await find_member(services, event.person)
        words = await services.words_for(event.person, member)
        if member:
            return Reply(Card(words("rhythm.weekly"), target_question(words)), replace=True)
    else:
        member = await choose_rhythm(services, event.person, rhythm, weekly_target=target)
        words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words), replace=True)
    chosen = rhythm_chosen(words, member)
    return Reply(Card(text_of(chosen.text), (chosen,)), replace=True)


async def press_tell(event: ButtonPressed, services: Services) -> Reply | None:
    """Show what a channel would be told."""
    shown = await preview(services, event.person, event.value)
    if isinstance(shown, Card):
        return Reply(shown)
    return await _say(event, services, f"milestone.{shown.value}")


async def press_confirm(event: ButtonPressed, services: Services) -> Reply | None:
    """Tell the channel."""
    telling: Telling = await announce(services, event.person, event.value)
    return await _say(event, services, f"milestone.{telling.value}")


async def press_keep(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep it to oneself."""
    return await _say(event, services, "milestone.kept")


async def press_stop(event: ButtonPressed, services: Services) -> Reply | None:
    """Stop reminders at once."""
    member = await plan_nudges.stop(services, event.person)
    return await _say(event, services, "nudge.stopped" if member else "nudge.join_first")


async def press_start(event: ButtonPressed, services: Services) -> Reply | None:
    """Begin reminders again."""
    member = await plan_nudges.start(services, event.person)
    return await _say(event, services, "nudge.started" if member else "nudge.join_first")


async def _say(event: ButtonPressed, services: Services, key: str) -> Reply:
    words = await services.words_for(event.person, await find_member(services, event.person))
    return Reply(note(words, key), replace=True)


STREAK = Command(
    name="streak",
    aliases=("rythme", "rhythm"),
    run=run,
    buttons={
        "streak.choose": press_choose,
        "milestone.tell": press_tell,
        "milestone.confirm": press_confirm,
        "milestone.keep": press_keep,
        "nudge.stop": press_stop,
        "nudge.start": press_start,
    },
)
