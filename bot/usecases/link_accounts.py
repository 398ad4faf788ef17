"""Linking accounts: a code shown in one, typed in another, makes them one person; unlinking makes them two again."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.links import ALPHABET, LENGTH, LIVES_FOR, MOST_TRIES, are_apart, first_joined
from bot.domain.people import Member, PersonRef
from bot.ports import Shelves
from bot.usecases.membership import find_member, profile_of_colleague, redraw
from bot.usecases.services import Services

_SIGNED_AS: Final = "link-code:"
"""Keeps the fingerprints of codes apart from everything else that the same key signs."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A code to be shown to its owner alone, and the accounts that are one with theirs already."""

    code: str
    others: Sequence[PersonRef]


class Outcome(StrEnum):
    """How typing a code, or confirming it, ended."""

    LINKED = "linked"
    TO_CONFIRM = "to_confirm"
    """Both accounts take part: the things of one move, so its person is asked first."""
    ALREADY = "already"
    OWN_CODE = "own_code"
    """Typed where it was shown; it is still good."""
    SAME_WORKSPACE = "same_workspace"
    UNKNOWN = "unknown"
    """No such code, used before, or too old."""
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a code. `owner` is the account that showed it."""

    outcome: Outcome
    member: Member | None = None
    """Who the two are, or would be: under this account everything is kept."""
    owner: PersonRef | None = None
    moved: PersonRef | None = None
    """The account whose things move to the member."""
    moves_here: bool = False
    """They move to the account that typed the code, for it joined first."""
    digest: str = ""
    """What the confirmation carries: only the account that typed the code can use it."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A link undone: the accounts that stand alone now, and the one that keeps everything."""

    member: Member
    accounts: Sequence[PersonRef]


async def make_code(services: Services, person: PersonRef) -> Offered | None:
    """Make a code that links another account to this member's. None: they are not a member."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    async with services.store.writing() as shelves:
        if await shelves.members.hold(person) is None:
            return None
        await shelves.links.put_code(_digest(services, code), person, services.clock.now() + LIVES_FOR)
        accounts = await shelves.links.accounts(person)
    return Offered(code, [account for account in accounts if account != person])


async def type_code(services: Services, person: PersonRef, code: str) -> Typed:
    """Link the account to that of the code's owner, at once when it has nothing of its own.

    Raises GuestsCannotJoin and the PlatformErrors of `profile` for an account that has not joined.
    """
    if await find_member(services, person) is None:
        await profile_of_colleague(services, person)
    now, digest = services.clock.now(), _digest(services, code)
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        typed = await _try(shelves, person, digest, now)
    return _woken(services, typed)


async def confirm(services: Services, person: PersonRef, digest: str) -> Typed:
    """Make the two accounts one, now that the person knows what moves. Doing it twice links once."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        owner = await shelves.links.use(digest, person, now)
        if owner is None:
            is_linked = len(await shelves.links.accounts(person)) > 1
            return Typed(Outcome.ALREADY if is_linked else Outcome.UNKNOWN)
        typed = await _carry_out(shelves, await _consider(shelves, person, owner), now)
    return _woken(services, typed)


async def decline(services: Services, person: PersonRef, digest: str) -> None:
    """Leave both accounts as they are, and the code unused for good."""
    async with services.store.writing() as shelves:
        await shelves.links.use(digest, person, services.clock.now())


async def unlink(services: Services, person: PersonRef) -> Parted | None:
    """Take this account out of the link; asked from the one that keeps everything, all others. None: there is no link."""
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        kept, *others = await shelves.links.accounts(person)
        member = await shelves.members.get(person)
        if member is None or not others:
            return None
        parted = others if person == kept else [person]
        for account in parted:
            await shelves.links.part(account)
    return Parted(member, parted)


async def _try(shelves: Shelves, person: PersonRef, digest: str, now: datetime) -> Typed:
    """Look at what was typed. What fits is spent, whatever comes of it, unless it was typed where it was shown."""
    links = shelves.links
    if not await links.may_try(person, now, now + LIVES_FOR, MOST_TRIES):
        return Typed(Outcome.TOO_OFTEN)
    owner = await links.owner_of(digest, now)
    if owner is None:
        return Typed(Outcome.UNKNOWN)
    await links.forgive(person)
    if owner == person:
        return Typed(Outcome.OWN_CODE)
    if not await links.bind(digest, person, now):
        return Typed(Outcome.UNKNOWN)
    typed = await _consider(shelves, person, owner)
    if typed.outcome is Outcome.TO_CONFIRM:
        return replace(typed, digest=digest)
    await links.use(digest, person, now)
    return await _carry_out(shelves, typed, now)


async def _consider(shelves: Shelves, person: PersonRef, owner: PersonRef) -> Typed:
    """Tell what the code of `owner` would do for `person`, and who keeps the things of both."""
    theirs, ours = await shelves.members.get(owner), await shelves.members.get(person)
    if theirs is None:
        return Typed(Outcome.UNKNOWN)
    if ours and ours.person == theirs.person:
        return Typed(Outcome.ALREADY)
    if not are_apart([*await shelves.links.accounts(owner), *await shelves.links.accounts(person)]):
        return Typed(Outcome.SAME_WORKSPACE)
    if ours is None:
        return Typed(Outcome.LINKED, theirs, owner, moved=person)
    first = first_joined(theirs, ours)
    moved = ours if first == theirs else theirs
    return Typed(Outcome.TO_CONFIRM, first, owner, moved=moved.person, moves_here=first == ours)


async def _carry_out(shelves: Shelves, typed: Typed, now: datetime) -> Typed:
    """Do what was considered, if there is something to do."""
    if typed.member is None or typed.moved is None:
        return typed
    freed = await shelves.links.join(typed.moved, typed.member.person)
    await redraw(shelves, freed, now)
    return replace(typed, outcome=Outcome.LINKED)


def _woken(services: Services, typed: Typed) -> Typed:
    """Tell the engine, after the commit, that cards may have to be redrawn."""
    if typed.outcome is Outcome.LINKED:
        services.wake()
    return typed


def _digest(services: Services, code: str) -> str:
    key = services.settings.secret_keys[0].encode()
    return hmac.new(key, f"{_SIGNED_AS}{code}".encode(), "sha256").hexdigest()
