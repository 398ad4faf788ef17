"""Workshops: planning one, moving it, calling it off, and saying that one comes. Anybody in the workspace may come."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import PersonRef, Place
from bot.domain.posts import Post, post_id
from bot.domain.roles import Deed
from bot.domain.workshops import FURTHEST, KEPT_FOR, Meeting, calendar_file
from bot.domain.zones import first_instant
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.workshop import Workshop
from bot.ports import Shelves
from bot.screens.workshops import Planned, announcement_card
from bot.usecases.services import Services
from bot.usecases.tell_meeting import tell_news

COALESCE: Final = timedelta(seconds=1)
"""Those who come within this time redraw the shared card once."""
ANNOUNCED_FOR: Final = timedelta(hours=8)
"""How long the announcement may be late."""
PLANNED: Final = "workshop_plan"
"""The action of the deed by which one is planned: who did it may change it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who plans a workshop filled in."""

    agenda: Workshop
    on: date
    at: time
    minutes: int
    where: str


async def plan(
    services: Services, place: Place, home: tuple[Playbook, Channel], wish: Wish, deed: Deed
) -> tuple[Meeting, bool]:
    """Keep the workshop and the intention to announce it. Gives it, and whether it is new: a form may arrive twice."""
    playbook, channel = home
    now = services.clock.now()
    zone = channel.schedule.timezone
    starts_at = first_instant(wish.on, wish.at, zone)
    # Of the date it is for, not of today: the same form is the same workshop also after midnight.
    slot = f"workshop-{wish.agenda.id}-{wish.at:%H%M}"
    meeting = Meeting(
        id=post_id(place, wish.on, slot),
        place=place,
        playbook=playbook.id,
        item=wish.agenda.id,
        starts_at=starts_at,
        minutes=wish.minutes,
        where=wish.where,
    )
    post = Post(
        id=meeting.id,
        place=place,
        on=local(now, zone).date(),
        slot=f"{slot}-{wish.on:%Y%m%d}",
        playbook=playbook.id,
        kind=Workshop.kind,
        item=wish.agenda.id,
        due_at=now,
        closes_at=meeting.ends_at,
        slots=0,
    )
    async with services.store.writing() as shelves:
        again = 1
        # One that was called off or moved away stands in nobody's way; the same form meets the one that is to come.
        while (known := await shelves.workshops.hold(place.platform, place.workspace, meeting.id)) and (
            known.is_cancelled or known.starts_at != starts_at
        ):
            again += 1
            meeting = replace(meeting, id=post_id(place, wish.on, f"{slot}-{again}"))
            post = replace(post, id=meeting.id, slot=f"{slot}-{wish.on:%Y%m%d}-{again}")
        is_new = await shelves.workshops.put(meeting)
        if is_new and await shelves.posts.plan(post):
            await shelves.outbox.put(
                Delivery(
                    key=f"post:{post.id}",
                    kind=DeliveryKind.POST,
                    post=post.id,
                    due_at=now,
                    expires_at=now + ANNOUNCED_FOR,
                )
            )
        if is_new:
            await shelves.deeds.put(replace(deed, subject=meeting.id))
    services.wake()
    return meeting, is_new


async def move(
    services: Services, person: PersonRef, id_: str, to: tuple[datetime, int, str], deed: Deed
) -> Meeting | None:
    """Change date, length and room, and tell those who come. None: there is no such workshop to come any more."""
    starts_at, minutes, where = to
    async with services.store.writing() as shelves:
        meeting = await shelves.workshops.hold(person.platform, person.workspace, id_)
        if meeting is None or meeting.is_cancelled or meeting.starts_at <= services.clock.now():
            return None
        if (meeting.starts_at, meeting.minutes, meeting.where) == to:
            return meeting
        moved = replace(
            meeting,
            starts_at=starts_at,
            minutes=minutes,
            where=where,
            moves=meeting.moves + 1,
            is_reminded=False,
        )
        await shelves.workshops.change(moved)
        await shelves.deeds.put(deed)
        await tell_news(services, shelves, moved, "moved")
        await _redraw(services, shelves, moved)
    services.wake()
    return moved


async def call_off(services: Services, person: PersonRef, id_: str, deed: Deed) -> Meeting | None:
    """Call a workshop off and tell those who come. None: there is no such workshop to come any more."""
    async with services.store.writing() as shelves:
        meeting = await shelves.workshops.hold(person.platform, person.workspace, id_)
        if meeting is None or meeting.starts_at <= services.clock.now():
            return None
        if meeting.is_cancelled:
            return meeting
        ended = replace(meeting, is_cancelled=True)
        await shelves.workshops.change(ended)
        await shelves.deeds.put(deed)
        await tell_news(services, shelves, ended, "cancelled")
        await _redraw(services, shelves, ended)
    services.wake()
    return ended


async def come(services: Services, person: PersonRef, id_: str) -> Meeting | None:
    """Note that somebody comes, a volunteer or not. None: there is no such workshop to come any more."""
    async with services.store.writing() as shelves:
        meeting = await shelves.workshops.hold(person.platform, person.workspace, id_)
        if meeting is None or meeting.is_cancelled or meeting.ends_at <= services.clock.now():
            return None
        if await shelves.workshops.come(person, id_):
            await _redraw(services, shelves, meeting)
    services.wake()
    return meeting


async def stay_away(services: Services, person: PersonRef, id_: str) -> Meeting | None:
    """Remove that somebody comes, at any time; nobody is told. None: nothing was noted, or it is gone."""
    async with services.store.writing() as shelves:
        meeting = await shelves.workshops.get(person.platform, person.workspace, id_)
        if await shelves.workshops.stay_away(person, id_) and meeting:
            await _redraw(services, shelves, meeting)
    services.wake()
    return meeting


async def coming(services: Services, person: PersonRef) -> Sequence[Planned]:
    """List the workshops to come in somebody's workspace, soonest first."""
    now = services.clock.now()
    async with services.store.reading() as shelves:
        found = await shelves.workshops.between(person.platform, person.workspace, now, now + 2 * FURTHEST)
        theirs = await shelves.workshops.of(person)
        drawn = [await planned(services, shelves, each) for each in found if not each.is_cancelled]
    return [replace(each, is_theirs=each.meeting.id in theirs) for each in drawn if each]


async def planned(services: Services, shelves: Shelves, meeting: Meeting) -> Planned | None:
    """Put together what is drawn of a workshop. None: its agenda left the playbook."""
    playbook = services.book().playbook(meeting.playbook)
    agenda = playbook.item(Workshop.kind, meeting.item) if playbook else None
    if not isinstance(agenda, Workshop):
        return None
    place = meeting.place
    count = len(await shelves.workshops.who_comes(place.platform, place.workspace, meeting.id))
    return Planned(meeting, agenda, zone_of(services, meeting), count, calendar_address(services, meeting))


async def look_up(services: Services, person: PersonRef, id_: str) -> Planned | None:
    """Look up one workshop of somebody's workspace. None: it is gone."""
    async with services.store.reading() as shelves:
        meeting = await shelves.workshops.get(person.platform, person.workspace, id_)
        found = await planned(services, shelves, meeting) if meeting else None
        theirs = await shelves.workshops.of(person)
    return replace(found, is_theirs=id_ in theirs) if found else None


async def has_planned(services: Services, person: PersonRef, id_: str) -> bool:
    """Tell whether somebody planned a workshop themselves, as their deeds say."""
    async with services.store.reading() as shelves:
        deeds = await shelves.deeds.of(person)
    return any(deed.action == PLANNED and deed.subject == id_ for deed in deeds)


async def draw_announcement(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the channel's card by the state of this moment. None: the workshop or its agenda is gone."""
    async with services.store.reading() as shelves:
        meeting = await shelves.workshops.get(post.place.platform, post.place.workspace, post.id)
        found = await planned(services, shelves, meeting) if meeting else None
    return announcement_card(services.words_at(post.place, playbook), found) if found else None


def zone_of(services: Services, meeting: Meeting) -> str:
    """Give the time zone of the channel in which a workshop is announced."""
    found = services.book().at(meeting.place)
    return found[1].schedule.timezone if found else "UTC"


def calendar_address(services: Services, meeting: Meeting) -> str:
    """Give the address of a workshop's calendar file. Whoever has it can read it: it names nobody."""
    place = meeting.place
    ticket = _tickets(services, place.platform, place.workspace, meeting.id)[0]
    return f"{services.settings.public_url}/workshop/{place.platform}/{place.workspace}/{meeting.id}.{ticket}.ics"


async def open_calendar(
    services: Services, platform: str, workspace: str, id_: str, ticket: str
) -> bytes | None:
    """Give the calendar file of an address that was made here. None: it was not, or the workshop is gone."""
    known = [hmac.compare_digest(each, ticket) for each in _tickets(services, platform, workspace, id_)]
    if not any(known):
        return None
    async with services.store.reading() as shelves:
        meeting = await shelves.workshops.get(platform, workspace, id_)
    playbook = services.book().playbook(meeting.playbook) if meeting else None
    agenda = playbook.item(Workshop.kind, meeting.item) if playbook and meeting else None
    if meeting is None or not isinstance(agenda, Workshop):
        return None
    return calendar_file(meeting, agenda.title, agenda.text, services.clock.now())


async def forget_meetings(shelves: Shelves, now: datetime) -> None:
    """Remove workshops with who came, when their time is over."""
    await shelves.workshops.forget(now - KEPT_FOR)


async def _redraw(services: Services, shelves: Shelves, meeting: Meeting) -> None:
    now = services.clock.now()
    await shelves.outbox.ask_update(meeting.id, now + COALESCE, max(meeting.ends_at, now + ANNOUNCED_FOR))


def _tickets(services: Services, platform: str, workspace: str, id_: str) -> list[str]:
    said = "\x1f".join(("workshop calendar", platform, workspace, id_)).encode()
    return [hmac.new(key.encode(), said, "sha256").hexdigest()[:32] for key in services.settings.secret_keys]
