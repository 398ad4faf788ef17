"""Joining: what to expect, a neutral choice, and after it switches that are all off until they are chosen."""

from collections.abc import Iterator

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.arrangement import MOST_WEEKLY
from bot.domain.people import Member, Rhythm
from bot.screens.human import with_human
from bot.texts import Words


def invitation(words: Words, *, because_of_claim: bool = False) -> Card:
    """Say what taking part means. Yes and no have the same weight (R1); nothing is preselected."""
    elements = tuple(what_to_expect(words, because_of_claim=because_of_claim))
    return with_human(words, Card(words("join.summary"), elements))


def welcome(words: Words, member: Member, *, is_asking_target: bool = False) -> Card:
    """Greet a new member and offer what is apart from joining: the rhythm (E13), the link counter, examples.

    `is_asking_target`: they wish for a weekly rhythm and choose how many days make a week.
    """
    elements = tuple(_welcome(words, member, is_asking_target))
    return with_human(words, Card(words("join.welcome_summary"), elements))


def rhythm_question(words: Words, action: str = "streak.choose") -> tuple[Element, ...]:
    """Ask which rhythm, with nothing preselected."""
    rhythms = (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.OFF)
    buttons = tuple(Button(words(f"rhythm.{each.value}"), action, each.value) for each in rhythms)
    return (paragraph(words, "rhythm.question"), Buttons(buttons))


def target_question(words: Words, action: str = "streak.choose") -> tuple[Element, ...]:
    """Ask how many days make a week, for those who wish for a weekly rhythm; nothing is preselected."""
    buttons = tuple(
        Button(words("rhythm.days", count=days), action, f"{Rhythm.WEEKLY}-{days}")
        for days in range(1, MOST_WEEKLY + 1)
    )
    return (paragraph(words, "rhythm.target"), Buttons(buttons))


def rhythm_chosen(words: Words, member: Member) -> Paragraph:
    """Say back which rhythm was chosen."""
    if member.rhythm is Rhythm.WEEKLY:
        return paragraph(words, "rhythm.chosen_weekly", count=member.arrangement.weekly_target)
    return paragraph(words, f"rhythm.chosen_{member.rhythm.value}")


def what_to_expect(words: Words, *, because_of_claim: bool = False) -> Iterator[Element]:
    """Lay the invitation out, for its own card and for Home."""
    if because_of_claim:
        yield paragraph(words, "join.first")
    yield Heading(words("join.heading"))
    for line in ("what", "never", "kept", "stop", "free"):
        yield paragraph(words, f"join.{line}")
    yield Buttons((Button(words("join.yes"), "join.yes"), Button(words("join.not_now"), "join.no")))


def _welcome(words: Words, member: Member, is_asking_target: bool) -> Iterator[Element]:
    yield paragraph(words, "join.welcome")
    yield paragraph(words, "join.yours")
    yield Rule()
    if is_asking_target:
        yield from target_question(words, "join.rhythm")
    elif member.rhythm is Rhythm.UNDECIDED:
        yield from rhythm_question(words, "join.rhythm")
    else:
        yield rhythm_chosen(words, member)
    choices = member.choices
    yield from _switch(words, "links", is_on=choices.allows_tracked_links)
    yield from _switch(words, "examples", is_on=choices.allows_examples)
    yield Rule()
    yield paragraph(words, "join.buddy")
    yield Buttons((Button(words("join.buddy_show"), "buddy.show", hint=words("join.buddy_hint")),))
    yield Small(say(words, "join.later"))


def _switch(words: Words, name: str, *, is_on: bool) -> Iterator[Element]:
    """Draw one consent with the way to the other side; both weigh the same."""
    label, value = ("stop", "off") if is_on else ("allow", "on")
    yield Rule()
    yield paragraph(words, f"join.{name}_{'on' if is_on else 'off'}")
    yield Buttons((Button(words(f"join.{name}_{label}"), f"join.{name}", value),))
