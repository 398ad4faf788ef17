"""Home: what is open today, one's own ideas, rhythm and path, and the ways to settings, a pause, and a human."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.pauses import pause_on
from bot.domain.people import Member
from bot.domain.streak import Streak
from bot.screens.claims import Held, Shown, claims_elements, open_elements
from bot.screens.human import ask_human
from bot.screens.membership import what_to_expect
from bot.screens.path import Found
from bot.screens.pause import pause_buttons, pause_state
from bot.screens.rhythm import rhythm_elements
from bot.screens.settings import form_buttons, private_button
from bot.texts import Words

MOST_HELD = 3
"""Ideas shown as held; all of them are under `claims`."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """All that a member's Home is drawn from."""

    member: Member
    today: date
    """The member's logical date."""
    streak: Streak
    held: Sequence[Held] = ()
    shown: Sequence[Shown] = ()
    """What is open and wanted."""
    tip: Found | None = None
    """The tip that comes next."""


def visitor_home(words: Words) -> Card:
    """Home of someone who has not joined: what to expect, and nothing about anybody."""
    return Card(
        words("home.summary"),
        (
            paragraph(words, "home.intro"),
            Rule(),
            *what_to_expect(words),
            Rule(),
            Buttons((_privacy(words), ask_human(words))),
        ),
    )


def member_home(words: Words, view: HomeView) -> Card:
    """Home of a member; nobody else ever sees it. In a pause it asks nothing."""
    is_paused = pause_on(view.member.pauses, view.today) is not None
    return Card(words("home.summary"), tuple((_paused if is_paused else _usual)(words, view)))


def _usual(words: Words, view: HomeView) -> Iterator[Element]:
    yield Heading(words("home.today"))
    yield from open_elements(words, view.shown)
    if not view.shown:
        yield paragraph(words, "home.nothing_open")
    yield from _tip(words, view.tip)
    if view.held:
        yield Rule()
        yield Heading(words("home.claims"))
        yield from claims_elements(words, view.held[:MOST_HELD], "home.no_claims")
    yield Rule()
    yield Heading(words("streak.heading"))
    yield from rhythm_elements(words, view.member, view.streak)
    yield Rule()
    yield Heading(words("home.yours"))
    yield from pause_state(words, view.member, view.today)
    yield Buttons((*form_buttons(words), _topics(words), private_button(words, view.member)))
    yield Buttons(pause_buttons(words))
    yield from _foot(words)


def _paused(words: Words, view: HomeView) -> Iterator[Element]:
    yield from pause_state(words, view.member, view.today)
    if view.held:
        yield Rule()
        yield Heading(words("home.claims"))
        yield from claims_elements(words, view.held[:MOST_HELD], "home.no_claims")
    yield Rule()
    yield Heading(words("home.yours"))
    yield Buttons(form_buttons(words))
    yield from _foot(words)


def _tip(words: Words, tip: Found | None) -> Iterator[Element]:
    if tip:
        title = tip.tip.title
        yield paragraph(words, "home.tip", title=title)
        yield Buttons(
            (
                Button(
                    words("home.tip_open"),
                    "tip.open",
                    tip.key,
                    hint=words("home.tip_open_hint", title=title)[:75].rstrip(),
                ),
            )
        )


def _foot(words: Words) -> Iterator[Element]:
    leave = Button(words("home.leave"), "leave.ask", hint=words("home.leave_hint"))
    path = Button(words("path.open"), "path.open", hint=words("path.open_hint"))
    notebook = Button(words("notebook.open"), "notebook.open", hint=words("notebook.open_hint"))
    me = Button(words("home.me"), "me.show", hint=words("home.me_hint"))
    yield Buttons((path, notebook, me, _privacy(words), leave, ask_human(words)))
    yield Small(say(words, "home.help"))


def _privacy(words: Words) -> Button:
    return Button(words("home.privacy"), "privacy.show", hint=words("home.privacy_hint"))


def _topics(words: Words) -> Button:
    return Button(words("home.topics"), "mute.show", hint=words("home.topics_hint"))
