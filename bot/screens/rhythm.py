"""A member's own rhythm, shown to nobody else: what is, never what was lost."""

from collections.abc import Iterator

from bot.cards.elements import Card, Element, Heading, Paragraph, Small
from bot.cards.markup import Rich, Span
from bot.cards.say import say
from bot.domain.people import Member, Rhythm
from bot.domain.streak import Streak
from bot.screens.membership import rhythm_question
from bot.texts import Words


def rhythm_card(words: Words, member: Member, streak: Streak) -> Card:
    """Draw the rhythm, or the choice if none was made."""
    summary = (
        words("streak.summary", count=streak.current)
        if member.rhythm is Rhythm.DAILY
        else words("streak.heading")
    )
    return Card(summary, (Heading(words("streak.heading")), *rhythm_elements(words, member, streak)))


def rhythm_elements(words: Words, member: Member, streak: Streak) -> tuple[Element, ...]:
    """Lay the rhythm out, for its own card and for Home."""
    if member.rhythm is Rhythm.UNDECIDED:
        return rhythm_question(words)
    if member.rhythm is Rhythm.OFF:
        return (Paragraph(say(words, "streak.off")),)
    return tuple(_daily(words, streak))


def _daily(words: Words, streak: Streak) -> Iterator[Element]:
    yield Paragraph((*say(words, "streak.days", count=streak.current), *_gap(say(words, _today(streak)))))
    if streak.used_freeze_on:
        yield Paragraph(say(words, "streak.used", day=words.day(streak.used_freeze_on)))
    details = list(say(words, "streak.freezes", count=streak.freezes))
    if streak.best > streak.current:
        details = [*say(words, "streak.best", count=streak.best), *_gap(tuple(details))]
    yield Small(tuple(details))
    yield Small(say(words, "streak.yours"))


def _today(streak: Streak) -> str:
    if streak.is_today_counted:
        return "streak.counted_today"
    return "streak.today_open" if streak.is_today_due else "streak.today_free"


def _gap(words: Rich) -> Rich:
    return (Span(" "), *words)
