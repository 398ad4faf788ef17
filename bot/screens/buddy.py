"""A buddy: the champion who is named to a member, and what that champion is told if the member wishes so (R28)."""

from bot.cards.elements import Button, Buttons, Card, Heading, Small
from bot.cards.markup import mention
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.screens.human import Contact, ask_human, named
from bot.texts import Words


def buddy_card(words: Words, contact: Contact) -> Card:
    """Name somebody to turn to. They know nothing of it until the member writes, or presses."""
    tell = Button(words("buddy.tell"), "buddy.tell", contact.person.user, hint=words("buddy.tell_hint"))
    elements = (
        Heading(words("buddy.heading")),
        paragraph(words, "buddy.named", buddy=named([contact])),
        paragraph(words, "buddy.what_for"),
        Small(say(words, "buddy.private")),
        Buttons((tell, ask_human(words))),
    )
    return Card(words("buddy.heading"), elements)


def wish_card(words: Words, person: PersonRef) -> Card:
    """Tell a champion who would like a talk; it is the one message about it."""
    elements = (
        paragraph(words, "buddy.wish", member=mention(person)),
        paragraph(words, "buddy.wish_how"),
        Small(say(words, "buddy.wish_private")),
    )
    return Card(words("buddy.wish_summary"), elements)
