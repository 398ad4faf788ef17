"""Turning a catalogue sentence into rich words, the same way on every screen."""

from bot.cards.elements import Card, Paragraph
from bot.cards.markup import Rich, rich
from bot.texts import Words


def say(words: Words, key: str, /, **values: str | int | Rich) -> Rich:
    """Word a key with its markup; the values stay plain text."""
    return rich(words.template(key, **values), **values)


def paragraph(words: Words, key: str, /, **values: str | int | Rich) -> Paragraph:
    """Word a key as a paragraph."""
    return Paragraph(say(words, key, **values))


def note(words: Words, key: str, /, **values: str | int) -> Card:
    """Make a card of one sentence."""
    return Card(words(key, **values), (paragraph(words, key, **values),))
