"""Pausing and coming back: what was understood, said back with its dates, and nothing that asks why."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    DateInput,
    Element,
    Form,
    Heading,
    Paragraph,
    Quote,
    Small,
)
from bot.cards.say import paragraph, say
from bot.domain.pauses import pause_on, planned_after
from bot.domain.people import Member
from bot.domain.wishes import FURTHEST_BACK, LONGEST, Flaw, Wish
from bot.screens.human import ask_human, with_human
from bot.texts import Words

EXAMPLES = ("length", "until", "between", "dates")


def pause_card(words: Words, wish: Wish, today: date) -> Card:
    """Say back which dates were understood, and how to come back before."""
    return with_human(words, Card(words("pause.taken"), tuple(_taken(words, wish, today))))


def unreadable_card(words: Words) -> Card:
    """Say kindly that no dates could be read, with sentences that work and buttons for those who would rather press."""
    examples = "\n".join(words(f"pause.example_{each}") for each in EXAMPLES)
    choose = Button(words("pause.choose"), "pause.form", opens_form=True)
    elements = (
        paragraph(words, "pause.unreadable"),
        Quote(examples),
        Buttons((choose, *short_ways(words), ask_human(words))),
    )
    return Card(words("pause.title"), elements)


def flawed_card(words: Words, wish: Wish, flaw: Flaw, today: date) -> Card:
    """Say what stands in the way of the dates, with the ways that go."""
    buttons = Buttons((*pause_buttons(words), ask_human(words)))
    said = flaw_sentence(words, wish, flaw, today)
    return Card(said, (Paragraph(say(words, f"pause.{flaw}", **_values(words, wish, today))), buttons))


def flaw_sentence(words: Words, wish: Wish, flaw: Flaw, today: date) -> str:
    """Word what is to be repaired, for a dialog's field."""
    return words(f"pause.{flaw}", **_values(words, wish, today))


def pause_form(words: Words, today: date) -> Form:
    """Draw the dialog with the two days."""
    return Form(
        name="pause_dates",
        title=words("pause.title"),
        submit=words("pause.send"),
        cancel=words("settings.cancel"),
        elements=(
            DateInput("first", words("pause.first"), value=today.isoformat(), hint=words("pause.first_hint")),
            DateInput("last", words("pause.last"), hint=words("pause.last_hint"), optional=True),
        ),
    )


def pause_state(words: Words, member: Member, today: date) -> Iterator[Element]:
    """Say whether a pause holds or is planned, with the way out of it; nothing otherwise."""
    if holding := pause_on(member.pauses, today):
        if holding.ends:
            yield paragraph(words, "pause.on_until", last=long_day(words, holding.ends, today))
        else:
            yield paragraph(words, "pause.on_open")
        yield paragraph(words, "pause.quiet")
        yield Buttons((Button(words("resume.now"), "resume.now"), dates_button(words)))
        return
    if planned := planned_after(member.pauses, today):
        first, ends = long_day(words, planned[0].starts, today), planned[0].ends
        if ends:
            yield paragraph(words, "pause.planned", first=first, last=long_day(words, ends, today))
        else:
            yield paragraph(words, "pause.planned_open", first=first)
        yield Buttons((Button(words("resume.cancel"), "resume.now"), dates_button(words)))


def pause_buttons(words: Words) -> tuple[Button, ...]:
    """Make the three ways into a pause."""
    return (*short_ways(words), dates_button(words))


def short_ways(words: Words) -> tuple[Button, ...]:
    """Make the two ways into a pause that need no dates."""
    return (
        Button(words("pause.week"), "pause.week"),
        Button(words("pause.open"), "pause.open", hint=words("pause.open_hint")),
    )


def dates_button(words: Words) -> Button:
    """Make the way to choose dates."""
    return Button(words("pause.dates"), "pause.form", hint=words("pause.dates_hint"), opens_form=True)


def long_day(words: Words, on: date, today: date) -> str:
    """Write a day with its weekday, and with its year where that is not this one."""
    return words.day(on) if on.year == today.year else f"{words.day(on)} {on.year}"


def _taken(words: Words, wish: Wish, today: date) -> Iterator[Element]:
    key = "endless" if wish.ends is None else "one" if wish.ends == wish.starts else "span"
    yield Heading(words("pause.taken"))
    yield paragraph(words, f"pause.{key}", **_values(words, wish, today))
    if wish.ends and wish.ends < today:
        yield paragraph(words, "pause.past")
        yield Buttons((dates_button(words),))
        return
    way_out = "resume.now" if wish.starts <= today else "resume.cancel"
    yield paragraph(words, "pause.means")
    yield Buttons((Button(words(way_out), "resume.now"), dates_button(words)))
    yield Small(say(words, "pause.end"))


def _values(words: Words, wish: Wish, today: date) -> dict[str, str]:
    earliest = today - timedelta(days=FURTHEST_BACK)
    return {
        "first": long_day(words, wish.starts, today),
        "last": long_day(words, wish.ends or wish.starts, today),
        "day": long_day(words, earliest, today),
        "days": str(LONGEST),
    }
