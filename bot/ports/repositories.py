"""What the house asks of each repository of the cellar; all of them work inside one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.domain.absence import Signs
from bot.domain.acts import Act
from bot.domain.claims import Claim, ClaimState, Taking
from bot.domain.guide import Entry
from bot.domain.own import Award, Note, Reminder
from bot.domain.people import Member, MessageRef, PersonRef, Place
from bot.domain.posts import Post
from bot.domain.roles import Deed
from bot.domain.sealed import Sealed, SealedPlace


class Members(Protocol):
    """People who joined. Of linked accounts (see Links) any stands for the member; `Member.person` is the one that keeps."""

    async def get(self, person: PersonRef) -> Member | None:
        """Look up whom this account belongs to."""
        ...

    async def hold(self, person: PersonRef) -> Member | None:
        """Look up whom it belongs to, who is neither erased nor linked until the transaction ends."""
        ...

    async def put(self, member: Member) -> None: ...
    async def erase(self, person: PersonRef) -> None:
        """Remove the member and everything kept about them, in all their accounts; places they held become free."""
        ...

    async def page(self, after: PersonRef | None, limit: int) -> Sequence[Member]:
        """List members in the order of their ids, from behind `after` on. For work on behalf of each, never for a list."""
        ...


class Links(Protocol):
    """Accounts that a person made one. What is kept is kept under one of them; a code carries the wish to another."""

    async def take_turn(self) -> None:
        """Let joining, leaving, linking and rewriting a member pass one after the other, until the transaction ends."""
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
    async def close(self, post: str, at: datetime) -> None:
        """Take no more claims from an instant on."""
        ...

    async def of_ids(self, posts: Collection[str]) -> Mapping[str, Post]:
        """Look several up at once."""
        ...

    async def widen(self, post: str, slots: int) -> bool:
        """Open more places. False: it has as many already."""
        ...

    async def on_day(self, place: Place, on: date) -> Sequence[Post]: ...
    async def last_shown(self, place: Place, kind: str) -> dict[str, date]:
        """Tell for each item when this place last had it."""
        ...

    async def claimable(self, now: datetime) -> Sequence[Post]:
        """List what is posted and can still be claimed, newest first."""
        ...

    async def open_in(
        self, platform: str, workspace: str, now: datetime, channel: str = ""
    ) -> Sequence[Post]:
        """List what is posted in a workspace and can still be claimed, newest first.

        What stands in many places is listed once: where a place is free, then in `channel`, then the newest.
        """
        ...

    async def shown_to(self, platform: str, workspace: str, on_or_after: date) -> Sequence[Post]:
        """List what was posted in a workspace since a date, newest first."""
        ...


class Claims(Protocol):
    """Who holds which place."""

    async def take(
        self, post: str, person: PersonRef, at: datetime, now: datetime, *, by_hand: bool = False
    ) -> Taking:
        """Claim by one guarded update: never more winners than places. `at` is when the person acted."""
        ...

    async def release(
        self, post: str, person: PersonRef, at: datetime, *, by_hand: bool = False
    ) -> ClaimState | None:
        """Give the place back. Tells the state it was in, None when there was nothing to give back or it is stale."""
        ...

    async def finish(self, post: str, person: PersonRef, at: datetime) -> bool:
        """Mark a held claim as done. False: it was not held."""
        ...

    async def get(self, post: str, person: PersonRef) -> Claim | None: ...
    async def of(self, person: PersonRef) -> Sequence[Claim]:
        """List the person's held and done claims, newest first."""
        ...

    async def on(self, post: str) -> Sequence[Claim]:
        """List all claims on a post, those given back as well. For work on behalf of each, never for a list."""
        ...

    async def forget(self, closed_before: datetime) -> None:
        """Remove given-back claims on posts that closed before: no late event can concern them any more."""
        ...

    async def forget_all(self, closed_before: datetime) -> None:
        """Remove all claims on posts that closed before. The places stay counted on the post."""
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

    async def remove(self, person: PersonRef, until: date) -> None:
        """Remove a person's acts up to a date, that one included."""
        ...


class Notes(Protocol):
    """The private notebook; texts come and go encrypted."""

    async def put(self, person: PersonRef, note: Note) -> bool:
        """Keep a note. False: it is already there."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Note]:
        """List a person's notes, oldest first."""
        ...

    async def remove(self, person: PersonRef, id_: str) -> None: ...


class Awards(Protocol):
    """Milestones and badges, each once in a lifetime."""

    async def put(self, person: PersonRef, award: Award) -> bool:
        """Note that it was reached. False: it was before."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Award]:
        """List what a person has reached, oldest first."""
        ...


class Nudges(Protocol):
    """Reminders that were sent."""

    async def put(self, person: PersonRef, reminder: Reminder) -> bool:
        """Note a reminder. False: there is one on that date, so none is sent."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Reminder]:
        """List the reminders that are still kept, oldest first."""
        ...

    async def forget(self, unless_unanswered: date, all_before: date) -> None:
        """Remove reminders before the first date, save those in a row without an answer; before the second, all."""
        ...


class Standings(Protocol):
    """How rhythms stood when old acts were removed, as plain text of the domain's making."""

    async def get(self, person: PersonRef) -> tuple[date, str] | None:
        """Give the last date a standing speaks of, and its figures."""
        ...

    async def put(self, person: PersonRef, until: date, figures: str) -> None:
        """Keep a standing in the place of the last one."""
        ...


class Days(Protocol):
    """Days that asked nothing of anybody, and when the bot itself was not at work."""

    async def put_quiet(self, on: date, why: str, known_at: datetime) -> None:
        """Note that a day asks nothing of anybody, unless that is noted already."""
        ...

    async def quiet(self, since: date) -> Mapping[date, datetime]:
        """Give the quiet days from a date on, each with the moment at which it became known."""
        ...

    async def outages(self, since: datetime) -> Sequence[tuple[datetime, datetime]]:
        """List outages that ended after a moment, oldest first."""
        ...

    async def pulse(self) -> datetime | None:
        """Tell when the bot was last at work."""
        ...

    async def put_pulse(self, at: datetime) -> None: ...
    async def put_outage(self, starts_at: datetime, ends_at: datetime) -> None: ...


class Deeds(Protocol):
    """What people did in a role. Lines are added and, after their time, removed; nothing changes one."""

    async def put(self, deed: Deed) -> None:
        """Add a line. One that is there stays as it is."""
        ...

    async def since(self, platform: str, workspace: str, at: datetime) -> Sequence[Deed]:
        """List what was done in a workspace since a moment, oldest first."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Deed]:
        """List what one person did, oldest first."""
        ...

    async def forget(self, before: datetime) -> None:
        """Remove the lines from before a moment."""
        ...


class Guide(Protocol):
    """The words of the playbooks' guides, to be searched. It is made of the playbooks, known by a digest of them."""

    async def holds(self, digest: str) -> bool:
        """Tell whether the index of these playbooks is there."""
        ...

    async def fill(self, digest: str, entries: Iterable[Entry]) -> None:
        """Make the index of these playbooks in the place of others; doing it twice, or at once elsewhere, changes nothing."""
        ...

    async def find(self, digest: str, playbook: str, words: Collection[str]) -> Sequence[Entry]:
        """List the entries of a playbook that have at least one of these stems, in no order."""
        ...

    async def vocabulary(self, digest: str, playbook: str) -> frozenset[str]:
        """List all stems of a playbook's entries."""
        ...


class Traces(Protocol):
    """Whatever is kept of a person in any table, found by the tables' own definition: a new one is never forgotten."""

    async def of(self, person: PersonRef) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Give every row of all accounts of a person, by table and column; of another's row, what names them in it."""
        ...

    async def joined(self) -> Sequence[tuple[PersonRef, datetime]]:
        """List all members with when they joined. For what has to be done on behalf of each, never for a list."""
        ...

    async def named(self) -> Sequence[tuple[PersonRef, date | None]]:
        """List all whom members name as their assistants, with the date of that member's latest choice."""
        ...

    async def signs(self, members: Sequence[Member]) -> Mapping[PersonRef, Signs]:
        """Tell when members, as `Members.page` lists them, last did something; who never did is left out."""
        ...


class Restores(Protocol):
    """That the database is a copy made some time ago."""

    async def mark(self, made_at: datetime) -> None:
        """Note that what is in the database is of that moment."""
        ...

    async def found(self) -> tuple[datetime | None, datetime | None]:
        """Tell when the copy was made that nobody has started on yet, and until when private messages rest."""
        ...

    async def settle(self, quiet_until: datetime) -> None:
        """Note that a bot has started on the copy."""
        ...

    async def remove(self) -> None: ...
    async def hold_back(self, now: datetime, reason: str) -> int:
        """Make doubtful posts UNKNOWN, and skip messages to one person, that were due before. Returns how many."""
        ...


class Seals(Protocol):
    """All that is encrypted with the bot's keys, wherever it is kept."""

    def places(self) -> Sequence[SealedPlace]:
        """List the columns that hold it."""
        ...

    async def page(
        self, place: SealedPlace, after: Sequence[str] | None, limit: int, *, is_backward: bool = False
    ) -> Sequence[Sealed]:
        """List what a column holds in the order of its keys, behind one of them; empty values are left out."""
        ...

    async def replace(self, sealed: Sealed, anew: bytes) -> bool:
        """Put another value in the place of the one that was read. False: it has changed, or gone, meanwhile."""
        ...

    async def remove(self, sealed: Sealed) -> bool:
        """Remove the row that holds a value. False: it has changed, or gone, meanwhile."""
        ...


class Workspaces(Protocol):
    """Where the bot is installed."""

    async def put(self, platform: str, workspace: str) -> None: ...
    async def remove(self, platform: str, workspace: str) -> None: ...
    async def all(self) -> Sequence[tuple[str, str]]: ...
