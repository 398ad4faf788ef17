"""`streak`: one's own rhythm, which nobody else sees."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Rhythm
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.membership import invitation
from bot.screens.rhythm import rhythm_card
from bot.usecases.membership import choose
from bot.usecases.record_act import view_streak
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the rhythm, or the choice if none was made."""
    if asker.member is None:
        return Reply(invitation(asker.words))
    streak = await view_streak(asker.services, asker.member)
    return Reply(rhythm_card(asker.words, asker.member, streak))


async def press_choose(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep the choice of a rhythm."""
    if event.value not in {Rhythm.DAILY, Rhythm.OFF}:
        return None
    rhythm = Rhythm(event.value)
    member = await choose(services, event.person, rhythm=rhythm)
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words), replace=True)
    return Reply(note(words, f"rhythm.chosen_{rhythm.value}"), replace=True)


STREAK = Command(
    name="streak", aliases=("rythme", "rhythm"), run=run, buttons={"streak.choose": press_choose}
)
