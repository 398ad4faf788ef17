"""What `/advocacy` can do, in the asker's language, and whom to ask instead of a machine (R22)."""

from collections.abc import Iterator, Mapping, Sequence

from bot.cards.elements import Card, Heading, Paragraph
from bot.cards.markup import Span, rich
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.screens.human import Contact, named
from bot.texts import Words


def help_card(
    words: Words, groups: Mapping[str, Sequence[tuple[str, str]]], champions: Sequence[PersonRef]
) -> Card:
    """List commands, each as (typed name, text key), under the name of their group."""
    listed = (Paragraph(tuple(_group(words, name, commands))) for name, commands in groups.items())
    return Card(words("help.summary"), (Heading(words("help.heading")), *listed, _human(words, champions)))


def unknown_card(
    words: Words, typed: str, champions: Sequence[PersonRef], *, close: str | None = None
) -> Card:
    """Say that there is no such command. `close` is the name it resembles."""
    head = [paragraph(words, "help.unknown", text=typed)]
    if close:
        head.append(paragraph(words, "help.did_you_mean", name=close))
    head.append(paragraph(words, "help.all"))
    return Card(words("help.summary"), (*head, _human(words, champions)))


def _group(words: Words, name: str, commands: Sequence[tuple[str, str]]) -> Iterator[Span]:
    yield Span(words(f"help.group.{name}"), italic=True)
    # Two runs a line and no more: the whole table has to fit one message.
    yield from rich(
        "".join(f"\n{words('help.line', name=typed, help=words(key))}" for typed, key in commands)
    )


def _human(words: Words, champions: Sequence[PersonRef]) -> Paragraph:
    names = named([Contact(person) for person in champions])
    return Paragraph(say(words, "help.human" if champions else "help.human_unknown", champions=names))
