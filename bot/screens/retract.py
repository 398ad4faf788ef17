"""Withdrawing an entry: the question before it, and what stands in its place afterwards."""

from bot.cards.elements import Button, Buttons, Card, Heading, Small, Style
from bot.cards.say import paragraph, say
from bot.texts import Words


def withdrawn_card(words: Words, title: str) -> Card:
    """Say in the place of an entry that it was withdrawn."""
    return Card(words("retract.card", title=title), (paragraph(words, "retract.card", title=title),))


def asking_card(words: Words, name: str, title: str, open_posts: int) -> Card:
    """Ask before an entry is withdrawn. `name` is what the button carries, `open_posts` how many of its posts are open."""
    hint = words("retract.now_hint", title=title)[:75]
    return Card(
        words("retract.question", title=title),
        (
            Heading(words("retract.heading")),
            paragraph(words, "retract.question", title=title),
            paragraph(words, "retract.what", count=open_posts),
            Small(say(words, "retract.back")),
            Buttons((Button(words("retract.now"), "retract.now", name, Style.DANGER, hint),)),
        ),
    )
