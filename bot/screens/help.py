"""What `/advocacy` can do, in the asker's language, and whom to ask instead of a machine (R22)."""

from collections.abc import Sequence

from bot.cards.elements import Card, Heading, Paragraph, Quote
from bot.cards.markup import Rich, Span, mention
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.texts import Words


def help_card(
    words: Words,
    commands: Sequence[tuple[str, str]],
    champions: Sequence[PersonRef],
    *,
    unknown: str = "",
    close: str | None = None,
) -> Card:
    """List commands as (typed name, text key). `unknown` is what was typed, `close` the name it resembles."""
    lines = [Paragraph(say(words, "help.line", name=name, help=words(key))) for name, key in commands]
    head: list[Heading | Paragraph] = [Heading(words("help.heading"))]
    if unknown:
        head = [paragraph(words, "help.unknown", text=unknown)]
        if close:
            head.append(paragraph(words, "help.did_you_mean", name=close))
    return Card(words("help.summary"), (*head, *lines, _human(words, champions)))


def suggest_card(words: Words, said: str, champions: Sequence[PersonRef]) -> Card:
    """Say whom to bring an idea to. `said` is the link or the words of it, to be passed on as they are."""
    quoted = [Quote(said)] if said else []
    text = paragraph(words, "suggest.text")
    return Card(
        words("suggest.summary"), (Heading(words("suggest.heading")), text, *quoted, _human(words, champions))
    )


def _human(words: Words, champions: Sequence[PersonRef]) -> Paragraph:
    names: list[Span] = []
    for person in champions:
        names += [*([Span(", ")] if names else []), *mention(person)]
    human: Rich = tuple(names)
    return Paragraph(say(words, "help.human" if champions else "help.human_unknown", champions=human))
