"""The house without doors: real rules on a real database, with a platform and a clock that do as they are told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.cards.elements import Button, Buttons, Card, LinkButton
from bot.domain.people import MessageRef, PersonRef, Place, Profile, Rhythm
from bot.engine import Engine
from bot.events import ButtonPressed, CommandTyped, Event, Gestured, Installed, Reply
from bot.playbook.book import Book
from bot.playbook.load import load
from bot.ports import Abilities, PlatformError, Store, Unknown
from bot.router import Router
from bot.settings import Settings
from bot.texts import Texts
from bot.usecases.services import Services
from sandbox.clock import SandboxClock
from tests.factories import a_person, a_place

PLAYBOOKS = Path(__file__).parents[1] / "playbooks"
MORNING = datetime.fromisoformat("2026-11-23T08:30:00+00:00")
"""Monday, 09:30 in Paris and 08:30 in London."""


ABILITIES = Abilities(
    private_replies=True, reaction_removal=True, dialogs=True, card_characters=13_000, finds_messages=False
)


@dataclass
class ObedientPlatform:
    """A platform of one workspace: keeps what it is told, fails as it is told, next call first."""

    name: str = "slack"
    abilities: Abilities = ABILITIES
    failures: list[PlatformError] = field(default_factory=list)
    posted: list[tuple[Place, Card, str]] = field(default_factory=list)
    updated: list[tuple[MessageRef, Card]] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    found: dict[str, MessageRef] = field(default_factory=dict)
    effect_before_failure: bool = False

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        if self.failures and not self.effect_before_failure:
            raise self.failures.pop(0)
        self.posted.append((place, card, marker))
        if self.failures:
            raise self.failures.pop(0)
        return MessageRef(self.name, place.workspace, f"{place.channel}/{len(self.posted)}")

    async def update(self, message: MessageRef, card: Card) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.updated.append((message, card))

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        return await self.post(Place(self.name, person.workspace, person.user), card, "")

    async def profile(self, person: PersonRef) -> Profile:
        if self.failures:
            raise self.failures.pop(0)
        return self.profiles.get(person.user, Profile(person.user, "en-GB", "Europe/London"))

    async def is_admin(self, person: PersonRef) -> bool:
        return person.user in self.admins

    async def find(self, place: Place, marker: str) -> MessageRef | None:
        if marker not in self.found:
            raise Unknown("history is not read")
        return self.found[marker]


@dataclass
class Bot:
    """What a test speaks to."""

    services: Services
    router: Router
    engine: Engine
    platform: ObedientPlatform
    teams: ObedientPlatform
    """A second platform, where the same people may have another account."""
    clock: SandboxClock
    _count: int = 0

    @property
    def store(self) -> Store:
        return self.services.store

    async def tick(self, **later: float) -> None:
        """Move the clock and let the engine look for due work."""
        self.clock.advance(timedelta(**later))
        await self.engine.tick(self.clock.now())

    async def hear(self, event: Event) -> Reply | None:
        """Take an event as a door does."""
        return await self.router.answer(event) if await self.router.accept(event) else None

    async def type(
        self, text: str, *, user: str = "U0CAMILLE", channel: str = "C0SHARES", on: str = "slack"
    ) -> Card:
        """Type `/advocacy TEXT` and give the card that comes back."""
        event = CommandTyped(
            id=self._id(),
            at=self.clock.now(),
            person=someone(user, on),
            text=text,
            place=replace(a_place(channel), platform=on),
        )
        return _card(await self.hear(event))

    async def press(
        self,
        action: str,
        value: str = "",
        *,
        user: str = "U0CAMILLE",
        channel: str = "C0SHARES",
        on: str = "slack",
    ) -> Card:
        """Press one of our buttons and give the card that comes back."""
        event = ButtonPressed(
            id=self._id(),
            at=self.clock.now(),
            person=someone(user, on),
            action=action,
            value=value,
            place=replace(a_place(channel), platform=on),
        )
        return _card(await self.hear(event))

    async def react(
        self, message: MessageRef, *, user: str = "U0CAMILLE", added: bool = True, emoji: str = "raising_hand"
    ) -> Reply | None:
        """Put a reaction on, or take it off."""
        place = a_place(message.opaque.partition("/")[0])
        return await self.hear(
            Gestured(
                id=self._id(),
                at=self.clock.now(),
                person=a_person(user),
                message=message,
                emoji=emoji,
                added=added,
                place=place,
            )
        )

    async def join(
        self, user: str = "U0CAMILLE", *, rhythm: Rhythm = Rhythm.DAILY, on: str = "slack"
    ) -> None:
        """Join by one's own act and choose a rhythm."""
        await self.type("join", user=user, on=on)
        await self.press("join.yes", user=user, on=on)
        if rhythm is not Rhythm.UNDECIDED:
            await self.press("streak.choose", rhythm.value, user=user, on=on)

    def _id(self) -> str:
        self._count += 1
        self.clock.advance(timedelta(milliseconds=1))
        return f"event-{self._count}"


@asynccontextmanager
async def a_bot(store: Store, *, at: datetime = MORNING, **settings: object) -> AsyncIterator[Bot]:
    """Put the house together as `app` does, without doors and without a page."""
    book = the_starters()
    clock, platform, woken = SandboxClock(at), ObedientPlatform(), asyncio.Event()
    teams = ObedientPlatform("teams")
    chosen = Settings(
        playbooks=PLAYBOOKS, public_url="https://bot.example.com", secret_keys=("k" * 32,), admins=frozenset()
    )
    services = Services(
        store=store,
        platforms={"slack": platform, "teams": teams},
        book=lambda: book,
        texts=Texts.load(),
        clock=clock,
        settings=replace(chosen, **settings),
        wake=woken.set,
    )
    router = Router(services)
    bot = Bot(services, router, Engine(services, router.finish_waiting, woken), platform, teams, clock)
    await bot.hear(Installed(id="install", at=at, platform="slack", workspace="T0SANDBOX", present=True))
    yield bot
    await router.close()


@cache
def the_starters() -> Book:
    """The playbooks that come with the house, read once."""
    loaded = load(PLAYBOOKS)
    assert loaded.book is not None, loaded.problems
    return loaded.book


def someone(user: str, on: str = "slack") -> PersonRef:
    """One of the cast's accounts; each platform has its own workspace."""
    return a_person(user) if on == "slack" else PersonRef(on, "T0TENANT", user)


def labels(card: Card) -> list[str]:
    """List the labels of a card's buttons."""
    return [item.label for element in card.elements if isinstance(element, Buttons) for item in element.items]


def button(card: Card, action: str) -> Button:
    """Find a button by its action."""
    buttons = [item for element in card.elements if isinstance(element, Buttons) for item in element.items]
    return next(item for item in buttons if isinstance(item, Button) and item.action == action)


def links(card: Card) -> dict[str, str]:
    """Give the addresses of a card's link buttons by label."""
    buttons = [item for element in card.elements if isinstance(element, Buttons) for item in element.items]
    return {item.label: item.url for item in buttons if isinstance(item, LinkButton)}


def _card(reply: Reply | None) -> Card:
    assert reply is not None
    assert isinstance(reply.show, Card)
    return reply.show
