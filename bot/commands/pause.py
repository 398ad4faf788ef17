"""`pause`: nothing for a while, from now or between dates. Nobody asks why, and what else was typed is kept nowhere."""

from bot.cards.answers import read_day
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.wishes import Wish, flaw_of, read_wish, week_from
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.pause import flaw_sentence, flawed_card, pause_card, pause_form, unreadable_card
from bot.usecases.membership import today_of
from bot.usecases.services import Services
from bot.usecases.take_pause import take_pause

MONTH_FIRST = frozenset({"en-us"})
"""Where people write 3/4 for the fourth of March."""


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Pause by what was typed; when it cannot be read for sure, nothing changes and there are buttons."""
    member = asker.member
    if member is None:
        return Reply(note(asker.words, "pause.join_first"))
    today = today_of(asker.services, member)
    is_month_first = member.locale.replace("_", "-").lower() in MONTH_FIRST
    wish = read_wish(rest, asker.words.language, today, month_first=is_month_first)
    if wish is None:
        return Reply(unreadable_card(asker.words))
    return await _take(asker, wish)


async def press_week(event: ButtonPressed, services: Services) -> Reply | None:
    """Pause for seven days."""
    asker = await Asker.of(event.person, event.place, services)
    if asker.member is None:
        return Reply(note(asker.words, "pause.join_first"))
    return await _take(asker, week_from(today_of(services, asker.member)))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Pause until one comes back."""
    asker = await Asker.of(event.person, event.place, services)
    if asker.member is None:
        return Reply(note(asker.words, "pause.join_first"))
    return await _take(asker, Wish(today_of(services, asker.member), None))


async def press_form(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog with two days."""
    asker = await Asker.of(event.person, event.place, services)
    if asker.member is None:
        return Reply(note(asker.words, "pause.join_first"))
    return Reply(pause_form(asker.words, today_of(services, asker.member)))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Pause by the dialog, or say beside the field what is to be repaired."""
    asker = await Asker.of(event.person, None, services)
    words, member = asker.words, asker.member
    if member is None:
        return Reply(note(words, "pause.join_first"))
    today = today_of(services, member)
    first, last = read_day(event.answers.get("first", "")), read_day(event.answers.get("last", ""))
    form = pause_form(words, today).filled(event.answers)
    if first is None:
        return Reply(form, errors={"first": words("pause.no_first")})
    wish = Wish(first, last)
    if flaw := flaw_of(wish, today):
        field = "first" if flaw in {"too_early", "too_late"} else "last"
        return Reply(form, errors={field: flaw_sentence(words, wish, flaw, today)})
    return await _take(asker, wish)


async def _take(asker: Asker, wish: Wish) -> Reply:
    member = asker.member
    if member is None:
        return Reply(note(asker.words, "pause.join_first"))
    today = today_of(asker.services, member)
    if flaw := flaw_of(wish, today):
        return Reply(flawed_card(asker.words, wish, flaw, today))
    await take_pause(asker.services, asker.person, wish)
    return Reply(pause_card(asker.words, wish, today), replace=True)


PAUSE = Command(
    name="pause",
    aliases=(),  # it is the same word in French
    run=run,
    buttons={"pause.week": press_week, "pause.open": press_open, "pause.form": press_form},
    forms={"pause_dates": submit},
    unwritten=frozenset({"pause"}),
)
