"""What those who said that they come to a workshop are written, and nobody else: before it, after it, and of changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import logical_date
from bot.domain.nudges import writing_hours
from bot.domain.pauses import pause_on
from bot.domain.people import Member, PersonRef
from bot.domain.workshops import FURTHEST, Meeting, hours_after, hours_before, is_working_day
from bot.playbook.kinds.workshop import Workshop
from bot.ports import Shelves
from bot.screens.workshops import Told, after_card, news_card, reminder_card
from bot.texts import Words
from bot.usecases.letter import next_polite, write
from bot.usecases.membership import today_of
from bot.usecases.services import Services

REMINDER: Final = "workshop_before"
AFTER: Final = "workshop_after"
NEWS: Final = "workshop_news"
LOOK_BACK: Final = timedelta(days=10)
"""Long enough for a working day after a workshop to have come."""
WORTH_TELLING_FOR: Final = timedelta(days=2)
NEAR: Final = timedelta(hours=24)

Draw = Callable[[Words, Told], Card | None]


async def plan_meetings(services: Services, now: datetime) -> None:
    """Write to those who come when the hours for it have begun, each once."""
    async with services.store.reading() as shelves:
        found = [
            meeting
            for platform, workspace in await shelves.workspaces.all()
            for meeting in await shelves.workshops.between(
                platform, workspace, now - LOOK_BACK, now + FURTHEST
            )
            if not meeting.is_cancelled and not (meeting.is_reminded and meeting.is_followed_up)
        ]
    for meeting in found:
        zone, is_working = _calendar(services, meeting)
        starts, ends = hours_before(meeting, zone, is_working)
        if not meeting.is_reminded and starts <= now:
            await _write_all(services, meeting, REMINDER, (starts, min(ends, meeting.starts_at)))
        starts, ends = hours_after(meeting, zone, is_working)
        if not meeting.is_followed_up and starts <= now:
            await _write_all(services, meeting, AFTER, (starts, ends))


async def tell_news(services: Services, shelves: Shelves, meeting: Meeting, news: str) -> None:
    """Tell everybody who comes that a workshop was moved or called off, in the transaction that does it.

    In their hours, unless it is so near that they would stand before a closed door.
    """
    now, place = services.clock.now(), meeting.place
    zone, _ = _calendar(services, meeting)
    is_near = meeting.starts_at - now < NEAR
    about = {"workshop": meeting.id, "news": news, "moves": str(meeting.moves)}
    for person in await shelves.workshops.who_comes(place.platform, place.workspace, meeting.id):
        occasion = f"{meeting.id}.{news}.{meeting.moves}"
        due_at = now if is_near else next_polite(await shelves.members.get(person), zone, now)
        until = due_at + WORTH_TELLING_FOR
        await write(shelves, person, NEWS, occasion, about, due_at=due_at, expires_at=until)


async def draw_meeting(
    services: Services, person: PersonRef, member: Member | None, about: Mapping[str, str]
) -> Card | None:
    """Word a letter to somebody who said that they come. None: they do not any more, or it has become needless.

    A pause and a silence keep back all but the news, without which somebody would stand before a closed door.
    """
    subject, is_news = about["subject"], about["subject"] == NEWS
    if not is_news and (
        services.is_silent() or (member and pause_on(member.pauses, today_of(services, member)))
    ):
        return None
    async with services.store.reading() as shelves:
        meeting = await shelves.workshops.get(person.platform, person.workspace, about["workshop"])
        theirs = await shelves.workshops.of(person)
    if meeting is None or meeting.id not in theirs or str(meeting.moves) != about["moves"]:
        return None
    if subject == REMINDER and meeting.starts_at <= services.clock.now():
        return None
    if meeting.is_cancelled != (about.get("news") == "cancelled"):
        return None
    playbook = services.book().playbook(meeting.playbook)
    agenda = playbook.item(Workshop.kind, meeting.item) if playbook else None
    if playbook is None or not isinstance(agenda, Workshop):
        return None
    tips = [(playbook.key(tip), tip.title) for id_ in agenda.follow_up if (tip := playbook.tip(id_))]
    zone, _ = _calendar(services, meeting)
    words = await services.words_for(person, member)
    return _DRAWN[subject](words, Told(meeting, agenda, zone, tuple(tips)))


async def _write_all(
    services: Services, meeting: Meeting, subject: str, hours: tuple[datetime, datetime]
) -> None:
    """Write to everybody who comes, in their own hours where these are known, and note that it was done."""
    place, now = meeting.place, services.clock.now()
    is_reminder = subject == REMINDER
    async with services.store.writing() as shelves:
        held = await shelves.workshops.hold(place.platform, place.workspace, meeting.id)
        if held is None or held.starts_at != meeting.starts_at or held.is_cancelled:
            return
        if held.is_reminded if is_reminder else held.is_followed_up:
            return
        changed = replace(held, is_reminded=True) if is_reminder else replace(held, is_followed_up=True)
        await shelves.workshops.change(changed)
        if now >= hours[1]:
            return
        about = {"workshop": held.id, "moves": str(held.moves)}
        for person in await shelves.workshops.who_comes(place.platform, place.workspace, held.id):
            member = await shelves.members.get(person)
            due_at, expires_at = own_hours(member, hours) if member else hours
            await write(
                shelves,
                person,
                subject,
                f"{held.id}.{held.moves}",
                about,
                due_at=max(now, due_at),
                expires_at=expires_at,
            )


def own_hours(member: Member, hours: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Give the hours of that day in which a member may be written to; where they are over by then, those of the next."""
    on = logical_date(member.arrangements, hours[0])
    starts, ends = writing_hours(member, on)
    if hours[0] < ends:
        return max(starts, hours[0]), ends
    return writing_hours(member, on + timedelta(days=1))


def _calendar(services: Services, meeting: Meeting) -> tuple[str, Callable[[date], bool]]:
    found = services.book().at(meeting.place)
    if found is None:
        return "UTC", lambda on: is_working_day(on, lambda _: False)
    schedule = found[1].schedule
    return schedule.timezone, lambda on: is_working_day(
        on, lambda day: services.is_holiday(schedule.skip_holidays, day)
    )


_DRAWN: Final[Mapping[str, Draw]] = MappingProxyType(
    {
        REMINDER: reminder_card,
        AFTER: lambda words, told: after_card(words, told) if told.tips else None,
        NEWS: news_card,
    }
)
