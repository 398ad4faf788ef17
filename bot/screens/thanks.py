"""Thanks: the private question to whoever is thanked, and the channel's card after their yes."""

from bot.cards.elements import Button, Buttons, Card, Quote, Small
from bot.cards.markup import mention
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.screens.human import ask_human
from bot.texts import Words

LONGEST = 300


def asking_card(words: Words, id_: str, giver: PersonRef, text: str) -> Card:
    """Ask whether a colleague's thanks may be said in the channel; both answers weigh the same."""
    elements = (
        paragraph(words, "thanks.asking", giver=mention(giver)),
        Quote(text),
        Small(say(words, "thanks.asking_free")),
        Buttons(
            (
                Button(words("thanks.yes"), "thanks.yes", id_),
                Button(words("thanks.no"), "thanks.no", id_),
                ask_human(words),
            )
        ),
    )
    return Card(words("thanks.asking_summary"), elements)


def thanks_card(words: Words, giver: PersonRef, receiver: PersonRef, text: str) -> Card:
    """Say it in the channel."""
    said = paragraph(words, "thanks.said", giver=mention(giver), receiver=mention(receiver))
    return Card(words("thanks.summary"), (said, Quote(text)))
