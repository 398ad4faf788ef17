"""The silence of the whole programme: what beginning it means, whether it goes on, and who gives the all-clear (R59)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Form,
    Heading,
    Paragraph,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.texts import Words

LONGEST_LINE: Final = 300
LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Silenced:
    """A playbook that keeps silent now."""

    playbook: str
    since: date
    says: str
    all_clear: str
    is_from_chat: bool
    """An admin's file says it otherwise, and only there it ends."""


def line_card(says: str) -> Card:
    """Say the one line that was agreed on, as it was written and nothing else."""
    return Card(says, (Paragraph(plain(says)),))


def before_card(words: Words) -> Card:
    """Say what a silence does, before anybody begins one."""
    begin = Button(words("silence.open"), "silence.open", style=Style.DANGER, opens_form=True)
    return Card(
        words("silence.heading"),
        (
            Heading(words("silence.heading")),
            paragraph(words, "silence.before"),
            Small(say(words, "silence.gently")),
            Buttons((begin,)),
        ),
    )


def silence_form(words: Words, name: str = "") -> Form:
    """Ask for the one line and for who ends it; sending it begins the silence. `name`: who asks."""
    who, line = words("silence.all_clear"), words("silence.says")
    return Form(
        name="silence.begin",
        title=words("silence.title"),
        submit=words("silence.begin"),
        cancel=words("silence.cancel"),
        elements=(
            paragraph(words, "silence.before"),
            TextInput(
                "all_clear",
                who,
                name[:LONGEST_NAME],
                words("silence.all_clear_hint"),
                limit=LONGEST_NAME,
            ),
            TextInput(
                "says",
                line,
                hint=words("silence.says_hint"),
                many_lines=True,
                optional=True,
                limit=LONGEST_LINE,
            ),
        ),
    )


def silenced_card(words: Words, silenced: Sequence[Silenced], begun: str = "silence.goes_on") -> Card:
    """Show what keeps silent, with the all-clear where it can be given. `begun` is the sentence at its head."""
    return Card(words(begun), tuple(_silenced(words, silenced, begun)))


def _silenced(words: Words, silenced: Sequence[Silenced], begun: str) -> Iterator[Element]:
    yield Heading(words("silence.heading"))
    yield paragraph(words, begun)
    for says, who, since in dict.fromkeys((each.says, each.all_clear, each.since) for each in silenced):
        yield paragraph(words, "silence.since", day=words.day(since), who=who)
        if says:
            yield paragraph(words, "silence.said", line=says)
    for each in silenced:
        if not each.is_from_chat:
            yield Small(say(words, "silence.in_file", playbook=each.playbook))
    if any(each.is_from_chat for each in silenced):
        hint = words("silence.end_hint")
        yield Buttons((Button(words("silence.end"), "silence.end", style=Style.PRIMARY, hint=hint),))
