"""Joining and leaving: what to expect, a neutral choice, and a goodbye without regret."""

from collections.abc import Iterator

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Rule
from bot.cards.say import paragraph
from bot.domain.people import Rhythm
from bot.texts import Words


def invitation(words: Words, *, because_of_claim: bool = False) -> Card:
    """Say what taking part means. Yes and no have the same weight (R1); nothing is preselected."""
    return Card(words("join.summary"), tuple(_invitation(words, because_of_claim=because_of_claim)))


def welcome(words: Words) -> Card:
    """Greet a new member and ask about the rhythm, apart from joining (E13)."""
    return Card(
        words("join.welcome_summary"),
        (paragraph(words, "join.welcome"), Rule(), *rhythm_question(words)),
    )


def rhythm_question(words: Words) -> tuple[Element, ...]:
    """Ask which rhythm, with nothing preselected."""
    return (
        paragraph(words, "rhythm.question"),
        Buttons(
            (
                Button(words("rhythm.daily"), "streak.choose", Rhythm.DAILY),
                Button(words("rhythm.off"), "streak.choose", Rhythm.OFF),
            )
        ),
    )


def _invitation(words: Words, *, because_of_claim: bool) -> Iterator[Element]:
    if because_of_claim:
        yield paragraph(words, "join.first")
    yield Heading(words("join.heading"))
    for line in ("what", "never", "kept", "stop", "free"):
        yield paragraph(words, f"join.{line}")
    yield Buttons((Button(words("join.yes"), "join.yes"), Button(words("join.not_now"), "join.no")))
