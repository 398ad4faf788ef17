"""`helped`: one's own word that one commented for, helped or thanked a colleague. No name is asked (R91)."""

from bot.cards.answers import read_day
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.helped import helped_before_card, helped_card
from bot.screens.membership import invitation
from bot.usecases.learn import help_before, help_today, unhelp
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Note it for today. What is typed behind it, perhaps a name, is neither read nor kept."""
    helped = await help_today(asker.services, event.person, event.at)
    if helped.on is None:
        return Reply(invitation(asker.words, because_of_claim=True))
    return Reply(helped_card(asker.words, helped.on, is_new=helped.is_new, before=helped.before))


async def press_before(event: ButtonPressed, services: Services) -> Reply | None:
    """Note it for the day before, while that is open."""
    helped = await help_before(services, event.person)
    words = await services.words_for(event.person, helped.member)
    if helped.member is None:
        return Reply(invitation(words, because_of_claim=True), replace=True)
    return Reply(helped_before_card(words, helped.on), replace=True)


async def press_undo(event: ButtonPressed, services: Services) -> Reply | None:
    """Take it back, while its day is open."""
    on = read_day(event.value)
    if on is None:
        return None
    member = await unhelp(services, event.person, on)
    return Reply(note(await services.words_for(event.person, member), "helped.undone"), replace=True)


HELPED = Command(
    name="helped",
    aliases=("entraide", "coup-de-main"),
    run=run,
    buttons={"helped.before": press_before, "helped.undo": press_undo},
    # Somebody may type a colleague's name behind it.
    unwritten=frozenset({"helped"}),
)
