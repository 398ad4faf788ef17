"""Erasing: at once, on all accounts, with a receipt; and again when a restored backup has brought somebody back."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import structlog

from bot.domain.links import ALPHABET, LENGTH, spelled
from bot.domain.people import Member, PersonRef
from bot.domain.receipt import Erasure, digest_of, is_erased, latest_by_digest
from bot.events import Appeared, Installed
from bot.ports import Shelves
from bot.usecases.membership import redraw
from bot.usecases.propose import take_names_off
from bot.usecases.services import Services

ALL_WAITING: Final = 1_000_000
Condition = Callable[[Shelves, Member], Awaitable[bool]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Left:
    """How leaving ended."""

    member: Member | None
    """Who left; None: they were no member."""
    at: datetime
    receipt: str | None
    """`K7QX-34MD`. None: the ledger has no place, or could not be written, so a code would stand for nothing."""


async def leave(services: Services, person: PersonRef, only_if: Condition | None = None) -> Left:
    """Erase everything kept about a person in all their accounts, a member or not, and give them a receipt.

    With `only_if`, a member for whom it does not hold stays.
    """
    now = services.clock.now()
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        member = await shelves.members.get(person)
        if only_if and not (member and await only_if(shelves, member)):
            return Left(None, now, None)
        held = await shelves.claims.of(member.person) if member else []
        accounts = await shelves.links.accounts(person)
        # Before the commit: a crash in between erases them at the next start, never the other way round.
        receipt = await _write_down(services, accounts, now) if member else None
        is_renamed = await take_names_off(services, shelves, accounts)
        await shelves.members.erase(person)
        await redraw(shelves, [claim.post for claim in held], now)
        edits = await shelves.playbooks.edits() if is_renamed else ()
    if is_renamed:
        services.take_up(edits)
    await services.store.scrub()
    services.wake()
    return Left(member, now, receipt)


async def erase_again(services: Services) -> None:
    """Erase whom a restored backup has brought back, before anybody is written to or answered. Raises OSError.

    A member is erased if the ledger has their account with a later time than the one at which they joined; so whoever
    came back after leaving stays. What such people had asked for before they left is not answered any more. Nor is anybody
    named as an assistant who left after the day on which that member last chose anything.
    """
    latest = latest_by_digest(await services.ledger.read()) if services.ledger else {}
    if not latest:
        return
    keys, soon = services.settings.secret_keys, services.clock.now() + timedelta(days=1)
    async with services.store.reading() as shelves:
        known = dict(await shelves.traces.joined())
        for person, renewed_on in await shelves.traces.named():
            known.setdefault(person, datetime.combine(renewed_on or date.min, time(), UTC))
        waiting = await shelves.inbox.waiting(soon, ALL_WAITING)
    people = [person for person, since in known.items() if is_erased(person, since, latest, keys)]
    events = [
        event
        for event in waiting
        if not isinstance(event, Installed | Appeared) and is_erased(event.person, event.at, latest, keys)
    ]
    if not people and not events:
        return
    async with services.store.writing() as shelves:
        await shelves.inbox.mark_handled(events)
        for person in people:
            await take_names_off(services, shelves, await shelves.links.accounts(person))
            await shelves.members.erase(person)
    await services.store.scrub()
    log.warning("erased.again", members=len(people), events=len(events))


async def _write_down(services: Services, accounts: Sequence[PersonRef], now: datetime) -> str | None:
    if services.ledger is None:
        return None
    receipt = spelled("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
    key = services.settings.secret_keys[0]
    try:
        await services.ledger.append([Erasure(digest_of(account, key), now, receipt) for account in accounts])
    except OSError as error:
        # Their wish does not wait for our disk.
        log.error("erasure.not_written_down", reason=error.strerror or type(error).__name__)  # noqa: TRY400
        return None
    return receipt
