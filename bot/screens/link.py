"""Linking accounts: a code with what it does, and the question before the things of one account move to another."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.say import note, paragraph, say
from bot.domain.links import spelled
from bot.domain.people import PersonRef
from bot.screens.human import ask_human, with_human
from bot.texts import Words

PLATFORM_NAMES: Final = {"slack": "Slack", "teams": "Microsoft Teams"}


def code_card(words: Words, code: str, others: Sequence[PersonRef]) -> Card:
    """Show a code, what the accounts will share and how to undo it. The notification's line does not hold the code."""
    return with_human(words, Card(words("link.summary"), tuple(_code(words, code, others))))


def question_card(words: Words, owner: PersonRef, digest: str, *, moves_here: bool) -> Card:
    """Ask before anything moves. Yes and no have the same weight."""
    key = "link.moves_here" if moves_here else "link.moves_there"
    buttons = (
        Button(words("link.yes"), "link.yes", digest, hint=words("link.yes_hint")),
        Button(words("link.no"), "link.no", digest, hint=words("link.no_hint")),
    )
    elements = (
        Heading(words("link.question")),
        paragraph(words, key, platform=named(owner)),
        paragraph(words, "link.shared"),
        Small(say(words, "link.undo")),
        Buttons((*buttons, ask_human(words))),
    )
    return Card(words("link.question"), elements)


def linked_card(words: Words, owner: PersonRef) -> Card:
    """Say that two accounts are one."""
    elements = (paragraph(words, "link.linked", platform=named(owner)), Small(say(words, "link.undo")))
    return with_human(words, Card(words("link.linked", platform=named(owner)), elements))


def parted_card(words: Words, kept: PersonRef, accounts: Sequence[PersonRef], *, is_kept_here: bool) -> Card:
    """Say which account keeps everything, and that the other keeps nothing."""
    if is_kept_here:
        return note(words, "unlink.others", platforms=_names(accounts))
    return note(words, "unlink.this", platform=named(kept))


def named(account: PersonRef) -> str:
    """Name the platform of an account, as people know it."""
    return PLATFORM_NAMES.get(account.platform, account.platform)


def _code(words: Words, code: str, others: Sequence[PersonRef]) -> Iterator[Element]:
    yield Heading(words("link.summary"))
    yield paragraph(words, "link.how", code=spelled(code))
    yield paragraph(words, "link.private")
    yield Rule()
    yield paragraph(words, "link.shared")
    yield paragraph(words, "link.same_person")
    if others:
        yield Paragraph(say(words, "link.so_far", platforms=_names(others)))
    yield Small(say(words, "link.undo"))


def _names(accounts: Sequence[PersonRef]) -> str:
    return ", ".join(dict.fromkeys(named(account) for account in accounts))
