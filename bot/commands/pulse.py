"""`pulse`: three anonymous questions a quarter about the programme, and what came of them; whoever animates it sees no more."""

from datetime import date

from bot.cards.answers import read_day
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.opinions import ANSWERS, QUESTIONS, SKIP, quarter_of
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.membership import invitation
from bot.screens.opinions import question_card, results_card
from bot.usecases.ask_opinions import answer, end_rest, is_open
from bot.usecases.make_edition import smallest_group
from bot.usecases.membership import today_of
from bot.usecases.report import closed_opinions
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Ask a member while the questions are open; show everybody what came of the last ones otherwise."""
    services, member = asker.services, asker.member
    smallest = smallest_group(services)
    if member and is_open(services, member, quarter := quarter_of(today_of(services, member))):
        return Reply(question_card(asker.words, quarter, QUESTIONS[0], smallest))
    found = await closed_opinions(services, (event.person.platform, event.person.workspace))
    return Reply(results_card(asker.words, found, smallest))


async def press_answer(event: ButtonPressed, services: Services) -> Reply | None:
    """Count an answer and ask the next question in its place."""
    found = _read(event.value)
    if found is None:
        return None
    quarter, question, said = found
    asker = await Asker.of(event.person, event.place, services)
    if asker.member is None:
        return Reply(invitation(asker.words), replace=True)
    if not is_open(services, asker.member, quarter):
        return Reply(note(asker.words, "pulse.closed"), replace=True)
    after = await answer(services, asker.member, quarter, question, said)
    if after is None:
        return Reply(note(asker.words, "pulse.thanks"), replace=True)
    return Reply(question_card(asker.words, quarter, after, smallest_group(services)), replace=True)


async def press_lift(event: ButtonPressed, services: Services) -> Reply | None:
    """Let reminders go on after a talk. Rights were looked at just now; who did it is written down."""
    asker = await Asker.of(event.person, event.place, services)
    deed = await asker.deed(event, "pulse.lift", "reminders")
    async with services.store.writing() as shelves:
        is_lifted = await end_rest(shelves, (event.person.platform, event.person.workspace))
        if is_lifted:
            await shelves.deeds.put(deed)
    services.wake()
    return Reply(note(asker.words, "pulse.rest.lifted" if is_lifted else "pulse.rest.goes_on"), replace=True)


def _read(value: str) -> tuple[date, str, str] | None:
    written, question, said = (*value.split("/"), "", "", "")[:3]
    quarter = read_day(written)
    if quarter is None or question not in QUESTIONS or said not in {*ANSWERS, SKIP}:
        return None
    return quarter, question, said


PULSE = Command(
    name="pulse",
    aliases=("barometre", "baromètre"),
    run=run,
    buttons={"pulse.answer": press_answer, "pulse.lift": press_lift},
    unwritten=frozenset({"pulse.answer"}),
)
