"""Absence: who gives no sign for long is asked once whether they stay, then erased; so is whoever has left the company (L11)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zlib import crc32

import structlog

from bot.cards.elements import Card
from bot.domain.absence import (
    ASKED_EVERY,
    AWAY_AFTER,
    ERASED_AFTER,
    GONE_AFTER,
    Signs,
    last_presence,
    last_sign,
)
from bot.domain.delivery import PERHAPS_SENT, Delivery, DeliveryState
from bot.domain.nudges import writing_hours
from bot.domain.people import Member
from bot.ports import PlatformError, Shelves
from bot.screens.privacy import absence_card
from bot.usecases.erase import leave
from bot.usecases.letter import letter_key, write
from bot.usecases.services import Services

SUBJECT: Final = "absence"
MOST_TRIES: Final = 2
"""Letters that surely did not arrive, a week apart; somebody who cannot be reached is not kept for ever."""
AGAIN_AFTER: Final = timedelta(days=7)
_IN_VAIN: Final = (DeliveryState.FAILED, DeliveryState.SKIPPED)
log = structlog.get_logger(__name__)


async def let_go(services: Services, member: Member, signs: Signs | None, now: datetime) -> None:
    """Ask or erase a member, if it is time. `signs` may be a little old: they are read anew before anything is lost."""
    signs, today = signs or Signs(), now.date()
    if today - last_sign(member, signs) >= GONE_AFTER and await _is_gone(services, member, today):
        await _erase(services, member, today - GONE_AFTER, even_in_pause=True)
        return
    since = last_presence(member, signs, today)
    if today - since < AWAY_AFTER:
        return
    asked = await _ask(services, member, since, now)
    if asked is not None and now - asked.due_at >= ERASED_AFTER:
        await _erase(services, member, since)


async def draw_absence(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Word the letter. None: a sign has come meanwhile."""
    async with services.store.reading() as shelves:
        is_away = await _is_away(services, shelves, member, date.fromisoformat(about["since"]))
    return absence_card(services.words_in(member.locale), ERASED_AFTER.days) if is_away else None


async def _ask(services: Services, member: Member, since: date, now: datetime) -> Delivery | None:
    """See to it that there is a letter about this absence, and give the one by which they were asked, if they were."""
    async with services.store.reading() as shelves:
        letters = await _written(shelves, member, since)
    failed = sum(letter.state is DeliveryState.FAILED for letter in letters)
    if letters and (_has_come(letters[-1]) or failed >= MOST_TRIES):
        return letters[-1]
    if letters and (letters[-1].state not in _IN_VAIN or now - letters[-1].due_at < AGAIN_AFTER):
        return None
    if not services.is_silent():
        await _write(services, member, since, len(letters), now)
    return None


async def _written(shelves: Shelves, member: Member, since: date) -> Sequence[Delivery]:
    letters: list[Delivery] = []
    while letter := await shelves.outbox.get(
        letter_key(SUBJECT, _occasion(since, len(letters)), member.person)
    ):
        letters.append(letter)
    return letters


def _occasion(since: date, number: int) -> str:
    return f"{since}.{number}"


async def _write(services: Services, member: Member, since: date, number: int, now: datetime) -> None:
    """Put the letter into the outbox, for the middle of their hours on their next working day."""
    async with services.store.reading() as shelves:
        days = await services.due_days(shelves)
    on = days.next_due(now.date() + timedelta(days=1), member)
    if on is None:
        return
    starts, ends = writing_hours(member, on)
    async with services.store.writing() as shelves:
        if await shelves.members.hold(member.person):
            await write(
                shelves,
                member.person,
                SUBJECT,
                _occasion(since, number),
                {"since": since.isoformat()},
                due_at=starts + (ends - starts) / 2,
                expires_at=ends,
            )


def _has_come(letter: Delivery) -> bool:
    """Tell whether it was sent, or perhaps."""
    return letter.state is DeliveryState.SENT or letter.reason == PERHAPS_SENT


async def _is_gone(services: Services, member: Member, today: date) -> bool:
    """Ask the platforms about all their accounts, once in ASKED_EVERY for each member; an error is no answer."""
    turn = crc32(member.person.user.encode()) % ASKED_EVERY.days
    if today.toordinal() % ASKED_EVERY.days != turn:
        return False
    async with services.store.reading() as shelves:
        accounts = await shelves.links.accounts(member.person)
    try:
        profiles = [await services.platforms[account.platform].profile(account) for account in accounts]
    except (KeyError, PlatformError):
        return False
    return all(profile.is_gone for profile in profiles)


async def _is_away(services: Services, shelves: Shelves, member: Member, since: date) -> bool:
    """Tell whether there is still no sign after a date."""
    signs = (await shelves.traces.signs([member])).get(member.person, Signs())
    return last_presence(member, signs, services.clock.now().date()) <= since


async def _erase(services: Services, member: Member, since: date, *, even_in_pause: bool = False) -> None:
    async def is_away(shelves: Shelves, found: Member) -> bool:
        return await _is_away(services, shelves, replace(found, pauses=()) if even_in_pause else found, since)

    left = await leave(services, member.person, only_if=is_away)
    if left.member:
        log.info("absence.erased")
