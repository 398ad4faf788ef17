"""The monthly recap: a member's own figures of one month, and the letter that brings them once a month (R57)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards.elements import Card
from bot.domain.acts import Act, ActKind
from bot.domain.days import DueDays
from bot.domain.own import Note
from bot.domain.people import Member
from bot.ports import Shelves
from bot.screens.recap import Month, recap_card
from bot.usecases.letter import write
from bot.usecases.membership import today_of
from bot.usecases.rounds import Visit
from bot.usecases.services import Services

SUBJECT: Final = "recap"
QUARTER: Final = timedelta(days=90)


async def view_month(services: Services, member: Member, first: date | None = None) -> Month:
    """Give a member's figures of the month that begins on `first`; of the one that goes on when it is left out."""
    today = today_of(services, member)
    async with services.store.reading() as shelves:
        return await month_in(shelves, member, (first or today).replace(day=1), today)


async def month_in(shelves: Shelves, member: Member, first: date, today: date) -> Month:
    """Do the same inside the caller's transaction."""
    return month_of(await shelves.acts.of(member.person), await shelves.notes.of(member.person), first, today)


def month_of(acts: Iterable[Act], notes: Iterable[Note], first: date, today: date) -> Month:
    """Count a month, by the member's own dates. What was only seen is no step."""
    steps = [act for act in acts if act.kind is not ActKind.TIP_SEEN]
    inside = [act for act in steps if act.on.replace(day=1) == first]
    looks = [act.on for act in steps if act.kind is ActKind.PRIVACY_CHECKED]
    is_long_ago = bool(looks) and today - max(looks) > QUARTER
    return Month(
        first=first,
        days=len({act.on for act in inside}),
        steps=Counter(act.kind for act in inside),
        wins=sum(note.on.replace(day=1) == first for note in notes),
        settings_on=max(looks) if is_long_ago else None,
    )


def month_before(on: date) -> date:
    """Give the first day of the month before a date's."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def is_recap_day(member: Member, on: date, days: DueDays) -> bool:
    """Tell whether a date is the member's first due one of its month."""
    first = on.replace(day=1).toordinal()
    due = days.between(member.arrangements, first, on.toordinal(), member.pauses).due
    return len(due) == 1 and due[0] == on.toordinal()


async def plan_recap(services: Services, visit: Visit) -> datetime | None:
    """Plan the letter about the month before, on the first due date of a month, if there is something to tell."""
    member, first = visit.member, month_before(visit.on)
    if not member.choices.wants_recap or not is_recap_day(member, visit.on, visit.days):
        return None
    async with services.store.writing() as shelves:
        if await shelves.members.hold(member.person) != member:
            return None
        if (await month_in(shelves, member, first, visit.on)).is_empty:
            return None
        month = first.isoformat()
        await write(
            shelves,
            member.person,
            SUBJECT,
            month,
            {"month": month},
            due_at=visit.now,
            expires_at=visit.until,
        )
    return None


async def draw_recap(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the letter. None: they want none any more, or nothing is noted that it could speak of."""
    month = await view_month(services, member, date.fromisoformat(about["month"]))
    if month.is_empty or not member.choices.wants_recap:
        return None
    return recap_card(services.words_in(member.locale), month, member.choices, is_letter=True)
