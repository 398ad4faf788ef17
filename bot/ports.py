"""The seams: what the house offers a door (Reception), and what it asks of a door (ChatPlatform) and of the cellar (Store).

PlatformError
├── RateLimited   wait as told, then try again; surely not sent
├── Refused       surely not sent and will not be; tell an admin
├── Gone          the person, place or message left; stop
└── Unknown       perhaps sent; never repeated blindly
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.cards.elements import Card
from bot.domain.acts import Act
from bot.domain.claims import Claim, ClaimState, Taking
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.edits import Edit, KeptPlaybook
from bot.domain.people import Member, MessageRef, PersonRef, Place, Profile
from bot.domain.posts import Post
from bot.events import Event, Reply


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


class Gone(PlatformError):
    """The person, the place or the message is no longer there."""


class Unknown(PlatformError):
    """The call may or may not have had its effect."""


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

    private_replies: bool
    reaction_removal: bool
    """Tells us when a reaction is taken off."""
    dialogs: bool
    card_characters: int
    """All text and addresses of one card together."""
    finds_messages: bool
    """`find` can answer; without it an unknown post is shown to an admin."""


class ChatPlatform(Protocol):
    """What the house asks of a chat platform. Every method raises only PlatformErrors."""

    @property
    def name(self) -> str: ...

    @property
    def abilities(self) -> Abilities: ...

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        """Post the card; `marker` is an opaque id that travels with it as evidence."""
        ...

    async def update(self, message: MessageRef, card: Card) -> None:
        """Redraw our own message."""
        ...

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        """Write to one person privately."""
        ...

    async def profile(self, person: PersonRef) -> Profile:
        """Ask for name, locale and time zone; answers may be some minutes old."""
        ...

    async def is_admin(self, person: PersonRef) -> bool:
        """Tell whether the platform itself holds them for an administrator."""
        ...

    async def find(self, place: Place, marker: str) -> MessageRef | None:
        """Look for a message of ours by its marker. Raises Unknown where the platform cannot tell."""
        ...


class Reception(Protocol):
    """All that a door may call."""

    async def accept(self, event: Event) -> bool:
        """Make the event durable before the platform is told yes. False: we already have it."""
        ...

    async def answer(self, event: Event) -> Reply | None:
        """Do what the event asks and say what its author shall see."""
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

    def routes(self) -> Iterable[Route]: ...

    async def start(self) -> None:
        """Open connections and tell the Reception which workspace we are in. Raises PlatformError."""
        ...

    async def close(self) -> None:
        """Finish what was begun, then close connections."""
        ...


class Members(Protocol):
    """People who joined. Of linked accounts (see Links) any stands for the member; `Member.person` is the one that keeps."""

    async def get(self, person: PersonRef) -> Member | None:
        """Look up whom this account belongs to."""
        ...

    async def hold(self, person: PersonRef) -> Member | None:
        """Look up whom it belongs to, who stays as they are until the transaction ends: neither erased nor linked."""
        ...

    async def put(self, member: Member) -> None: ...
    async def erase(self, person: PersonRef) -> None:
        """Remove the member and everything kept about them, in all their accounts; places they held become free."""
        ...


class Links(Protocol):
    """Accounts that a person made one. What is kept is kept under one of them; a code carries the wish to another."""

    async def take_turn(self) -> None:
        """Let joining, leaving and linking pass one after the other, until the transaction ends."""
        ...

    async def accounts(self, person: PersonRef) -> Sequence[PersonRef]:
        """List the accounts that are one with this one, itself included; the one that keeps comes first."""
        ...

    async def join(self, account: PersonRef, kept: PersonRef) -> Sequence[str]:
        """Move what is kept under `account` to the member `kept`, and tell the posts where that freed a place."""
        ...

    async def part(self, account: PersonRef) -> None:
        """Undo a link; nothing stays under `account`."""
        ...

    async def put_code(self, digest: str, owner: PersonRef, expires_at: datetime) -> None:
        """Keep the fingerprint of a code, in the place of the owner's last one."""
        ...

    async def owner_of(self, digest: str, now: datetime) -> PersonRef | None:
        """Tell whose code it is. None: there is none, it was typed before, or it has expired."""
        ...

    async def bind(self, digest: str, account: PersonRef, now: datetime) -> bool:
        """Note who typed a code: nobody else can use it any more. False: somebody was quicker."""
        ...

    async def use(self, digest: str, account: PersonRef, now: datetime) -> PersonRef | None:
        """Use up a code that this account typed, and tell whose it was."""
        ...

    async def may_try(self, account: PersonRef, now: datetime, until: datetime, most: int) -> bool:
        """Count a try, remembered `until` then. False: there were `most` before."""
        ...

    async def forgive(self, account: PersonRef) -> None: ...
    async def forget(self, now: datetime) -> None:
        """Remove codes and tries whose time is over."""
        ...


class Posts(Protocol):
    """What was planned and posted."""

    async def plan(self, post: Post) -> bool:
        """Insert the occurrence. False: it exists."""
        ...

    async def get(self, post: str) -> Post | None: ...
    async def at(self, message: MessageRef) -> Post | None: ...
    async def mark_posted(self, post: str, message: MessageRef) -> None: ...
    async def widen(self, post: str, slots: int) -> bool:
        """Open more places. False: it has as many already."""
        ...

    async def on_day(self, place: Place, on: date) -> Sequence[Post]: ...
    async def last_shown(self, place: Place, kind: str) -> dict[str, date]:
        """Tell for each item when this place last had it."""
        ...

    async def shown_to(self, platform: str, workspace: str, on_or_after: date) -> Sequence[Post]:
        """List what was posted in a workspace since a date, newest first."""
        ...


class Claims(Protocol):
    """Who holds which place."""

    async def take(self, post: str, person: PersonRef, at: datetime, now: datetime) -> Taking:
        """Claim by one guarded update: never more winners than places. `at` is when the person acted."""
        ...

    async def release(self, post: str, person: PersonRef, at: datetime) -> ClaimState | None:
        """Give the place back. Tells the state it was in, None when there was nothing to give back or it is stale."""
        ...

    async def finish(self, post: str, person: PersonRef, at: datetime) -> bool:
        """Mark a held claim as done. False: it was not held."""
        ...

    async def get(self, post: str, person: PersonRef) -> Claim | None: ...
    async def of(self, person: PersonRef) -> Sequence[Claim]:
        """List the person's held and done claims, newest first."""
        ...

    async def forget(self, closed_before: datetime) -> None:
        """Remove given-back claims on posts that closed before: no late event can concern them any more."""
        ...


class Acts(Protocol):
    """The small steps of members."""

    async def record(self, act: Act) -> bool:
        """Keep the act. False: it is already there (same person, item, kind and date)."""
        ...

    async def withdraw(self, person: PersonRef, item: str, on_or_after: date) -> None:
        """Take acts on an item back, from a date on."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Act]:
        """List a person's acts, oldest first."""
        ...


class Outbox(Protocol):
    """Intentions to speak; see DeliveryState."""

    async def put(self, delivery: Delivery) -> bool:
        """Add the intention. False: its key exists."""
        ...

    async def ask_update(self, post: str, due_at: datetime, expires_at: datetime) -> None:
        """Ask for the post's card to be redrawn; many asks before `due_at` are one."""
        ...

    async def lease(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Take due deliveries, mark them SENDING, raise their fence. The caller commits before it calls out."""
        ...

    async def settle(
        self, key: str, fence: int, state: DeliveryState, *, due_at: datetime | None = None, reason: str = ""
    ) -> bool:
        """Write the outcome. False: somebody else has leased it since. An update asked for meanwhile becomes due again."""
        ...

    async def doubtful(self, now: datetime) -> Sequence[Delivery]:
        """List UNKNOWN ones, and SENDING ones whose lease has ended."""
        ...

    async def next_due(self) -> datetime | None: ...
    async def forget_notices(self, due_before: datetime) -> None:
        """Remove notices that were due before and have come to an end."""
        ...


class Inbox(Protocol):
    """Events, kept before the platform is told yes."""

    async def accept(self, events: Sequence[Event]) -> set[str]:
        """Insert those we do not have, in one statement. Returns the ids that are new."""
        ...

    async def mark_handled(self, events: Sequence[Event]) -> None:
        """Note that these are answered, and drop what they said: only their ids stay, against duplicates."""
        ...

    async def waiting(self, older_than: datetime, limit: int) -> Sequence[Event]:
        """List accepted events that no handler finished, oldest first."""
        ...

    async def forget(self, older_than: datetime) -> None:
        """Remove handled events."""
        ...


class Playbooks(Protocol):
    """What is kept beside the admin's files."""

    async def kept(self) -> KeptPlaybook | None:
        """Give the last good playbook."""
        ...

    async def keep(self, kept: KeptPlaybook) -> bool:
        """Put a good playbook in the place of the last one. True: the one before it was marked as broken."""
        ...

    async def mark_broken(self, digest: str) -> bool:
        """Note that what is in the folder cannot be used. False: that was noted before."""
        ...

    async def edits(self) -> Sequence[Edit]:
        """List the edits made in chat, oldest first."""
        ...

    async def put_edit(self, edit: Edit) -> None:
        """Keep an edit, in the place of an earlier one of the same id."""
        ...

    async def remove_edit(self, playbook: str, kind: str, id_: str) -> None: ...


class Workspaces(Protocol):
    """Where the bot is installed."""

    async def put(self, platform: str, workspace: str) -> None: ...
    async def remove(self, platform: str, workspace: str) -> None: ...
    async def all(self) -> Sequence[tuple[str, str]]: ...


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
    def inbox(self) -> Inbox: ...
    @property
    def playbooks(self) -> Playbooks: ...
    @property
    def workspaces(self) -> Workspaces: ...


class Store(Protocol):
    """The cellar. Nothing is sent to a platform inside a transaction."""

    def writing(self) -> AbstractAsyncContextManager[Shelves]:
        """Open one write transaction; leaving it commits, an exception rolls it back."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Shelves]:
        """Open one read transaction."""
        ...

    async def close(self) -> None: ...
