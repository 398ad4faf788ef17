"""The house without doors: real rules on a real database, with a platform and a clock that do as they are told."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.cards.elements import Button, Buttons, Card, LinkButton
from bot.domain.edits import Edit
from bot.domain.people import MessageRef, PersonRef, Place, Profile, Rhythm
from bot.domain.skew import Skew
from bot.engine import Engine
from bot.events import ButtonPressed, CommandTyped, Event, Gestured, Installed, Reply
from bot.playbook.book import Book
from bot.playbook.load import load
from bot.playbook.overlay import overlay
from bot.ports import Abilities, Gone, Ledger, PlatformError, Refused, Store, Unknown
from bot.router import Router
from bot.settings import Settings
from bot.texts import catalogues
from bot.usecases.services import Services
from sandbox.clock import SandboxClock
from tests.factories import a_person, a_place

PLAYBOOKS = Path(__file__).parents[1] / "playbooks"
MORNING = datetime.fromisoformat("2026-11-23T08:30:00+00:00")
"""Monday, 09:30 in Paris and 08:30 in London."""


ABILITIES = Abilities(
    finds_messages=False,
    reads_reactions=True,
    knows_presence=True,
)


@dataclass
class ObedientPlatform:
    """A platform of one workspace: keeps what it is told, fails as it is told, next call first."""

    name: str = "slack"
    abilities: Abilities = ABILITIES
    skew: Skew = field(default_factory=Skew)
    failures: list[PlatformError] = field(default_factory=list)
    posted: list[tuple[Place, Card, str]] = field(default_factory=list)
    updated: list[tuple[MessageRef, Card]] = field(default_factory=list)
    profiles: dict[str, Profile] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)
    """Who is in do-not-disturb, away or on leave."""
    unreachable: set[str] = field(default_factory=set)
    """Whom a private message does not reach."""
    found: dict[str, MessageRef] = field(default_factory=dict)
    hands: dict[MessageRef, set[tuple[PersonRef, str]]] = field(default_factory=dict)
    """Whose reactions are on which message."""
    looked_at: list[MessageRef] = field(default_factory=list)
    effect_before_failure: bool = False
    update_failure: PlatformError | None = None
    clock: SandboxClock | None = None
    """With it, messages are named by when they were written, as Slack's are."""
    seconds_for_a_post: float = 0
    """By its clock."""
    history: list[str] | None = None
    """The posts that a reading of the channels finds. None: nothing can be read."""
    searched: list[str] = field(default_factory=list)
    searched_for: list[Collection[str]] = field(default_factory=list)
    written: dict[str, MessageRef] = field(default_factory=dict)
    """By marker."""

    @property
    def in_channels(self) -> list[tuple[Place, Card, str]]:
        """What channels were told: only that carries a marker."""
        return [each for each in self.posted if each[2]]

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        if self.failures and not self.effect_before_failure:
            raise self.failures.pop(0)
        if self.clock and self.seconds_for_a_post:
            self.clock.advance(timedelta(seconds=self.seconds_for_a_post))
        self.posted.append((place, card, marker))
        number = self.clock.now().timestamp() + len(self.posted) / 1e4 if self.clock else len(self.posted)
        opaque = f"{place.channel}/{number:.6f}" if self.clock else f"{place.channel}/{number}"
        self.written[marker] = MessageRef(self.name, place.workspace, opaque)
        if self.failures:
            raise self.failures.pop(0)
        return self.written[marker]

    def last_written(self, post: str) -> MessageRef:
        """Give the message that shows a post."""
        return next(message for marker, message in self.written.items() if marker.startswith(post))

    async def update(self, message: MessageRef, card: Card) -> None:
        if self.update_failure:
            raise self.update_failure
        if self.failures:
            raise self.failures.pop(0)
        self.updated.append((message, card))

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        if person.user in self.unreachable:
            raise Gone
        return await self.post(Place(self.name, person.workspace, person.user), card, "")

    async def profile(self, person: PersonRef) -> Profile:
        if self.failures:
            raise self.failures.pop(0)
        return self.profiles.get(person.user, Profile(person.user, "en-GB", "Europe/London"))

    async def is_available(self, person: PersonRef) -> bool:
        return person.user not in self.busy

    async def is_admin(self, person: PersonRef) -> bool:
        return person.user in self.admins

    async def is_in_group(self, person: PersonRef, group: str) -> bool:
        if group not in self.groups:
            raise Refused("no_such_subteam")
        return person.user in self.groups[group]

    def written_at(self, message: MessageRef) -> datetime | None:
        if self.clock is None:
            return None
        return datetime.fromtimestamp(float(message.opaque.partition("/")[2]), UTC)

    async def reactions(self, message: MessageRef) -> set[tuple[PersonRef, str]]:
        self.looked_at.append(message)
        if self.failures:
            raise self.failures.pop(0)
        return self.hands.get(message, set())

    async def find(self, place: Place, markers: Collection[str], since: datetime) -> MessageRef | None:
        marker = next(iter(markers))
        self.searched_for.append(markers)
        self.searched.append(marker)
        if self.history is not None:
            post = marker.partition(".")[0]
            return self.last_written(post) if post in self.history else None
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
    books: list[Book]
    """The last one is in force."""
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
        message: MessageRef | None = None,
    ) -> Card:
        """Press one of our buttons and give the card that comes back."""
        event = ButtonPressed(
            id=self._id(),
            at=self.clock.now(),
            person=someone(user, on),
            action=action,
            value=value,
            place=replace(a_place(channel), platform=on),
            message=message,
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
            chosen = f"{rhythm}-2" if rhythm is Rhythm.WEEKLY else rhythm.value
            await self.press("streak.choose", chosen, user=user, on=on)

    def _id(self) -> str:
        self._count += 1
        self.clock.advance(timedelta(milliseconds=1))
        return f"event-{self._count}"


@asynccontextmanager
async def a_bot(
    store: Store,
    *,
    at: datetime = MORNING,
    ledger: Ledger | None = None,
    book: Book | None = None,
    **settings: object,
) -> AsyncIterator[Bot]:
    """Put the house together as `app` does, without doors and without a page; with the starters, unless told otherwise."""
    books, edits = [book or the_starters()], list[Edit]()
    clock, platform, woken = SandboxClock(at), ObedientPlatform(), asyncio.Event()
    teams = ObedientPlatform("teams")
    chosen = Settings(
        playbooks=PLAYBOOKS, public_url="https://bot.example.com", secret_keys=("k" * 32,), admins=frozenset()
    )
    services = Services(
        store=store,
        platforms={"slack": platform, "teams": teams},
        book=lambda: overlay(books[-1], edits).book if edits else books[-1],
        take_up=lambda new: edits.__setitem__(slice(None), new),
        texts=catalogues(),
        clock=clock,
        settings=replace(chosen, **settings),
        wake=woken.set,
        ledger=ledger,
    )
    router = Router(services)
    engine = Engine(services, router.finish_waiting, woken)
    bot = Bot(services, router, engine, platform, teams, clock, books)
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
