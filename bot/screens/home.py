"""Home: one's own rhythm and ideas, what is open now, and the way to settings and out."""

from collections.abc import Iterator, Sequence

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.people import Member
from bot.domain.streak import Streak
from bot.screens.claims import Held, Shown, claims_elements, open_elements
from bot.screens.membership import invitation
from bot.screens.rhythm import rhythm_elements
from bot.texts import Words


def visitor_home(words: Words) -> Card:
    """Home of someone who has not joined: what to expect, and nothing about anybody."""
    return Card(words("home.summary"), (paragraph(words, "home.intro"), Rule(), *invitation(words).elements))


def member_home(
    words: Words, member: Member, streak: Streak, held: Sequence[Held], shown: Sequence[Shown]
) -> Card:
    """Home of a member; nobody else ever sees it."""
    return Card(words("home.summary"), tuple(_elements(words, member, streak, held, shown)))


def _elements(
    words: Words, member: Member, streak: Streak, held: Sequence[Held], shown: Sequence[Shown]
) -> Iterator[Element]:
    yield paragraph(words, "home.intro")
    yield Heading(words("streak.heading"))
    yield from rhythm_elements(words, member, streak)
    yield Rule()
    yield Heading(words("home.claims"))
    yield from claims_elements(words, held, "home.no_claims")
    if shown:
        yield Rule()
        yield Heading(words("home.latest"))
        yield from open_elements(words, shown)
    yield Rule()
    yield Buttons(
        (
            Button(
                words("home.settings"),
                "settings.open",
                hint=words("home.settings_hint"),
                opens_form=True,
            ),
            Button(words("home.leave"), "leave.ask", hint=words("home.leave_hint")),
        )
    )
    yield Small(say(words, "home.help"))
