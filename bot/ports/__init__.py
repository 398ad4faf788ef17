"""The seams: what the house offers a door (Reception), and what it asks of a door (ChatPlatform) and of the cellar (Store).

PlatformError
├── RateLimited   wait as told, then try again; surely not sent
├── Refused       surely not sent and will not be; tell an admin
│   ├── ScopesMissing   let in with fewer rights than are needed
│   └── NotInvited      let in where whoever runs the bot does not want it to be
├── Gone          the workspace, place, person or message left; stop
└── Unknown       perhaps sent; never repeated blindly
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, Protocol

from bot.cards.elements import Card
from bot.domain.data_map import KeptTable
from bot.domain.delivery import DeliveryKind
from bot.domain.pace import Lane
from bot.domain.people import MessageRef, PersonRef, Place, Profile
from bot.domain.receipt import Erasure
from bot.domain.skew import Skew
from bot.events import Event, Reply
from bot.ports.inbox import Inbox
from bot.ports.installing import Installations, Installer, Keyring
from bot.ports.programme import PlanChoices, Playbooks, Proposals
from bot.ports.reporting import Clicks, Crowds, Opinions, SignIns
from bot.ports.repositories import (
    Acts,
    Awards,
    Claims,
    Days,
    Deeds,
    Guide,
    Links,
    Members,
    Notes,
    Nudges,
    Posts,
    Restores,
    Seals,
    Standings,
    Traces,
    Workspaces,
)
from bot.ports.sending import Halts, Lanes, Outbox
from bot.ports.together import Brainstorms, Examples, Questions, Thanks, Workshops


class PlatformError(Exception):
    """The chat platform did not do what was asked."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.__doc__)


class RateLimited(PlatformError):
    """The platform asks to wait; the call had no effect."""

    def __init__(self, retry_after: float, reason: str = "") -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds."""


class Refused(PlatformError):
    """The platform refused; the call had no effect and repeating it would not help."""


What = Literal["workspace", "place", "person", "message"]


class ScopesMissing(Refused):
    """The bot was let in with fewer rights than it needs."""

    def __init__(self, scopes: Sequence[str]) -> None:
        super().__init__(f"rights missing: {', '.join(scopes)}")
        self.scopes = scopes


class NotInvited(Refused):
    """Somebody lets the bot into a workspace that whoever runs it did not name."""


class Gone(PlatformError):
    """The workspace, the place, the person or the message is no longer there."""

    def __init__(self, reason: str = "", what: What = "message") -> None:
        super().__init__(reason)
        self.what = what


class Unknown(PlatformError):
    """The call may or may not have had its effect."""


class Overloaded(Exception):
    """The Reception cannot make an event durable in time: its platform shall bring it again."""


class Clock(Protocol):
    """Time, injected: the real one, or the sandbox's which can be moved."""

    def now(self) -> datetime:
        """Tell the time, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed on this clock; moving the clock ends the wait."""
        ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """Facts about a platform, where others would have optional methods."""

    finds_messages: bool
    """`find` can answer; without it an unknown post is shown to an admin."""
    reads_reactions: bool
    """`reactions` can answer; without it, what was put on or taken off while we were away stays unheard."""
    knows_presence: bool
    """`is_available` can answer; without it everybody counts as available."""
    asks_every: timedelta = timedelta()
    """How far apart the platform lets us ask `is_available`."""
    lanes: Mapping[DeliveryKind, Sequence[Lane]] = field(default_factory=lambda: MappingProxyType({}))
    """How fast each kind of delivery may go. Where the platform asks to wait, the first lane of the kind is held back."""


class ChatPlatform(Protocol):
    """What the house asks of a chat platform. Every method raises only PlatformErrors."""

    @property
    def name(self) -> str: ...

    @property
    def abilities(self) -> Abilities: ...

    @property
    def skew(self) -> Skew:
        """How far our clock is from the platform's."""
        ...

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        """Post the card; `marker` is an opaque id that travels with it as evidence."""
        ...

    async def update(self, message: MessageRef, card: Card) -> None:
        """Redraw our own message."""
        ...

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        """Write to one person privately. Raises Gone for guests, bots and closed accounts: they are never written to."""
        ...

    async def profile(self, person: PersonRef) -> Profile:
        """Ask for name, locale and time zone; answers may be some minutes old."""
        ...

    async def is_available(self, person: PersonRef) -> bool:
        """Tell whether they may be disturbed now: not in do-not-disturb, away or on leave, as far as the platform tells."""
        ...

    async def is_admin(self, person: PersonRef) -> bool:
        """Tell whether the platform itself holds them for an administrator."""
        ...

    async def is_in_group(self, person: PersonRef, group: str) -> bool:
        """Tell whether they belong to a group that the platform keeps, named by its id. False where there is none such."""
        ...

    async def find(self, place: Place, markers: Collection[str], since: datetime) -> MessageRef | None:
        """Look for a message of ours by any of its markers, among all that were written around an instant and after.

        Raises Unknown where the platform cannot tell.
        """
        ...

    def written_at(self, message: MessageRef) -> datetime | None:
        """Tell when a message was written, where its reference says so."""
        ...

    async def reactions(self, message: MessageRef) -> Collection[tuple[PersonRef, str]]:
        """Tell whose reactions are on a message of ours, by the names that events have. Raises Unknown if any is left out."""
        ...


class Reception(Protocol):
    """All that a door may call."""

    async def accept(self, event: Event) -> bool:
        """Make the event durable before the platform is told yes. False: we already have it. Raises Overloaded."""
        ...

    async def answer(self, event: Event) -> Reply | None:
        """Do what the event asks and say what its author shall see."""
        ...

    def missed(self, platform: str, since: datetime) -> None:
        """Note that nothing could be brought from then until now, so that what can be read is read again."""
        ...

    def keyring(self, platform: str) -> Keyring:
        """Give what keeps the tokens of a door that has several."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """One address that a door answers, as an aiohttp handler."""

    method: str
    path: str
    handler: Callable[[Any], Awaitable[Any]]


class Door(Protocol):
    """An adapter at work: its outward face, its inward addresses, its beginning and end."""

    @property
    def platform(self) -> ChatPlatform: ...

    @property
    def installer(self) -> Installer | None:
        """What lets the bot into further workspaces, where the door has such a way."""
        ...

    def routes(self) -> Iterable[Route]: ...

    def worries(self) -> Sequence[str]:
        """Say what keeps events from coming in now, for operators."""
        ...

    async def start(self) -> None:
        """Open connections and tell the Reception which workspaces we are in. Raises PlatformError."""
        ...

    async def listen(self) -> None:
        """Open what has to be opened from here for events to come in, where they come by no route. Raises PlatformError."""
        ...

    async def close(self) -> None:
        """Finish what was begun, then close connections."""
        ...


class Shelves(Protocol):
    """The repositories, inside one transaction."""

    @property
    def members(self) -> Members: ...
    @property
    def links(self) -> Links: ...
    @property
    def posts(self) -> Posts: ...
    @property
    def claims(self) -> Claims: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def lanes(self) -> Lanes: ...
    @property
    def halts(self) -> Halts: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def playbooks(self) -> Playbooks: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def plan_choices(self) -> PlanChoices: ...
    @property
    def guide(self) -> Guide: ...
    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def awards(self) -> Awards: ...
    @property
    def nudges(self) -> Nudges: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def days(self) -> Days: ...
    @property
    def crowds(self) -> Crowds: ...
    @property
    def deeds(self) -> Deeds: ...
    @property
    def opinions(self) -> Opinions: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def clicks(self) -> Clicks: ...
    @property
    def workshops(self) -> Workshops: ...
    @property
    def questions(self) -> Questions: ...
    @property
    def brainstorms(self) -> Brainstorms: ...
    @property
    def thanks(self) -> Thanks: ...
    @property
    def examples(self) -> Examples: ...
    @property
    def restores(self) -> Restores: ...
    @property
    def seals(self) -> Seals: ...
    @property
    def traces(self) -> Traces: ...


class Store(Protocol):
    """The cellar. Nothing is sent to a platform inside a transaction."""

    def writing(self) -> AbstractAsyncContextManager[Shelves]:
        """Open one write transaction; leaving it commits, an exception rolls it back."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Shelves]:
        """Open one read transaction."""
        ...

    def trouble(self) -> str:
        """Say why nothing could be written lately; empty when it could."""
        ...

    def data_map(self) -> Sequence[KeptTable]:
        """Describe all tables, those about people first, in the words that stand beside them in the database."""
        ...

    async def scrub(self) -> None:
        """Leave no byte of what was removed in the files beside the database, as far as it can be done from here."""
        ...

    async def close(self) -> None: ...


class Ledger(Protocol):
    """What was erased, kept outside the database and its backups; see `bot.domain.receipt`."""

    async def append(self, erasures: Sequence[Erasure]) -> None:
        """Write erasures down for good. Raises OSError."""
        ...

    async def read(self) -> Sequence[Erasure]:
        """Read all of them. Raises OSError."""
        ...
