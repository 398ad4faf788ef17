"""A letter: a private message that the bot writes by itself, at most once, and words when it is sent."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, time, timedelta

from bot.cards.elements import Card
from bot.domain.calendar import local, logical_date
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.nudges import writing_hours
from bot.domain.people import Member, PersonRef
from bot.domain.zones import first_instant
from bot.ports import Shelves
from bot.usecases.services import Services

Draw = Callable[[Services, Member, Mapping[str, str]], Awaitable[Card | None]]
"""From a member and what the letter is about to its card, by the state of the moment. None: it has become needless."""

EARLIEST, LATEST = time(8), time(19)
"""For those whose own hours the bot does not know (L8)."""


def letter_key(subject: str, occasion: str, person: PersonRef) -> str:
    """Name a letter in the outbox."""
    return f"letter:{subject}:{occasion}:{person.platform}/{person.workspace}/{person.user}"


async def write(
    shelves: Shelves,
    person: PersonRef,
    subject: str,
    occasion: str,
    about: Mapping[str, str],
    *,
    due_at: datetime,
    expires_at: datetime,
) -> bool:
    """Put a letter into the outbox. False: there is one of this subject, occasion and person.

    `subject` is a key of LETTERS, `occasion` what makes it this one and no other, for example its local date;
    `about` holds names of playbook entries and figures, never a person's words.
    """
    return await shelves.outbox.put(
        Delivery(
            key=letter_key(subject, occasion, person),
            kind=DeliveryKind.LETTER,
            post="",
            due_at=due_at,
            expires_at=expires_at,
            person=person,
            notice=json.dumps({"subject": subject, **about}, sort_keys=True),
        )
    )


def next_polite(member: Member | None, zone: str, now: datetime) -> datetime:
    """Give the next moment at which somebody may be written to: now, if it lies in their hours."""
    if member:
        on = logical_date(member.arrangements, now)
        hours = [writing_hours(member, on + timedelta(days=days)) for days in (0, 1)]
    else:
        on = local(now, zone).date()
        days = (on, on + timedelta(days=1))
        hours = [(first_instant(day, EARLIEST, zone), first_instant(day, LATEST, zone)) for day in days]
    return next((max(now, starts) for starts, ends in hours if now < ends and starts < ends), now)
