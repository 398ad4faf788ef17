"""A member's own rhythm, by days or by weeks, shown to nobody else: what is, never what was lost."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Small
from bot.cards.markup import Rich, Span
from bot.cards.say import paragraph, say
from bot.domain.milestones import LENGTHS
from bot.domain.own import Award
from bot.domain.people import Member, Rhythm
from bot.domain.streak import SATURATION, Streak, View
from bot.screens.human import ask_human
from bot.screens.membership import rhythm_question
from bot.texts import Words

SUBJECTS: Final = ("day", "week", "variety", "helping")
"""What a milestone or a badge is about: the first part of its name."""


def rhythm_card(words: Words, member: Member, streak: Streak, awards: Sequence[Award] = ()) -> Card:
    """Draw the rhythm with what it has reached, or the choice if none was made."""
    elements: list[Element] = [Heading(words("streak.heading")), *rhythm_elements(words, member, streak)]
    if names := ", ".join(_reached(words, awards)):
        elements.append(paragraph(words, "streak.reached", names=names))
    if member.rhythm is not Rhythm.UNDECIDED:
        elements.append(Buttons(tuple(_ways(words, member, streak))))
    return Card(_summary(words, member, streak), tuple(elements))


def rhythm_elements(words: Words, member: Member, streak: Streak) -> tuple[Element, ...]:
    """Lay the rhythm out, for its own card and for Home."""
    match member.rhythm:
        case Rhythm.UNDECIDED:
            return rhythm_question(words)
        case Rhythm.OFF:
            return (Paragraph(say(words, "streak.off")),)
        case Rhythm.WEEKLY:
            return tuple(_weekly(words, streak))
        case Rhythm.DAILY:
            return tuple(_daily(words, streak))


def _summary(words: Words, member: Member, streak: Streak) -> str:
    match member.rhythm:
        case Rhythm.DAILY if not streak.days.is_saturated:
            return words("streak.summary", count=streak.days.current)
        case Rhythm.WEEKLY if not streak.weeks.is_saturated:
            return words("streak.summary_weeks", count=streak.weeks.current)
        case _:
            return words("streak.heading")


def _daily(words: Words, streak: Streak) -> Iterator[Element]:
    view = streak.days
    yield from _back(words, view, "streak.back")
    length = _length(words, view, "streak.days", "streak.many_days")
    yield Paragraph((*length, *say(words, _today(streak))))
    if view.spared_on:
        yield paragraph(words, "streak.used", day=words.day(view.spared_on))
    if view.is_saturated:
        yield paragraph(words, "streak.lighter")
    yield _margin(words, view, "streak.freezes", "streak.best")
    yield Small(say(words, "streak.yours"))


def _weekly(words: Words, streak: Streak) -> Iterator[Element]:
    view = streak.weeks
    yield from _back(words, view, "streak.back_weeks")
    length = _length(words, view, "streak.weeks", "streak.many_weeks")
    yield Paragraph((*length, *_this_week(words, streak)))
    if not streak.is_today_due and streak.week_needed:
        yield paragraph(words, "streak.today_free")
    if view.spared_on:
        yield paragraph(words, "streak.used_week", day=words.day(view.spared_on))
    yield _margin(words, view, "streak.weeks_off", "streak.best_weeks")
    yield Small(say(words, "streak.yours"))


def _back(words: Words, view: View, key: str) -> Iterator[Paragraph]:
    """Greet somebody who comes back, and offer the way on; what is over is not spoken of (domain research, E9, E11)."""
    if view.repair:
        yield paragraph(words, key, count=view.repair.needed, kept=view.repair.kept)


def _length(words: Words, view: View, few: str, many: str) -> Rich:
    """Say how long, with a space behind; nothing when a way on is offered and nothing has counted since."""
    if view.repair and not view.current:
        return ()
    if view.is_saturated:
        return (*say(words, many, count=SATURATION), Span(" "))
    return (*say(words, few, count=view.current), Span(" "))


def _margin(words: Words, view: View, reserve: str, best: str) -> Small:
    details = say(words, reserve, count=view.reserve)
    if 0 < view.current < view.best < SATURATION:
        details = (*say(words, best, count=view.best), Span(" "), *details)
    return Small(details)


def _today(streak: Streak) -> str:
    if streak.is_today_counted:
        return "streak.counted_today"
    return "streak.today_open" if streak.is_today_due else "streak.today_free"


def _this_week(words: Words, streak: Streak) -> Rich:
    if not streak.week_needed:
        return say(words, "streak.week_free")
    if streak.week_counted >= streak.week_needed:
        return say(words, "streak.week_counted")
    needed = say(words, "streak.week_open", count=streak.week_needed)
    if not streak.week_counted:
        return needed
    return (*needed, Span(" "), *say(words, "streak.week_so_far", count=streak.week_counted))


def _reached(words: Words, awards: Sequence[Award]) -> Iterator[str]:
    """Name the highest of each subject; what comes before it is in it."""
    for subject in SUBJECTS:
        read = (read_award(award.name) for award in awards)
        figures = [figure for about, figure in read if about == subject]
        if figures:
            yield words(f"streak.badge.{subject}", count=max(figures))


def read_award(name: str) -> tuple[str, int]:
    """Read `day-10` as what it is about and how many."""
    subject, _, figure = name.rpartition("-")
    return subject, int(figure)


def is_longest(name: str) -> bool:
    """Tell whether the rhythm is as long as any that is told of."""
    subject, figure = read_award(name)
    return subject == "day" and figure >= LENGTHS[-1]


def _ways(words: Words, member: Member, streak: Streak) -> Iterator[Button]:
    if member.rhythm is Rhythm.DAILY and streak.days.is_saturated:
        yield weekly_button(words)
    yield Button(words("settings.open"), "settings.open", hint=words("settings.open_hint"), opens_form=True)
    if member.rhythm is not Rhythm.OFF:
        yield Button(words("pause.week"), "pause.week")
    yield ask_human(words)


def weekly_button(words: Words) -> Button:
    """Make the button that proposes the weekly rhythm."""
    return Button(words("rhythm.weekly"), "streak.choose", Rhythm.WEEKLY.value)
