"""Planning: when a channel's hour has come, the day's share and tip are chosen and written down once.

An hour that was missed leaves a row as well, skipped with its reason. After an absence, one post a channel catches up.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Final

import structlog

from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.edits import SILENCE
from bot.domain.people import Place
from bot.domain.posts import Post, post_id
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.playbook.schedule import GRACE, ON_TIME, Schedule, came, latest, next_runs, occurrence
from bot.ports import Shelves
from bot.usecases.next_up import Home, choices_from, pick
from bot.usecases.services import Services
from bot.usecases.spread_claims import first_places

OPEN_FOR: Final = timedelta(days=7)
"""How long places can be claimed."""
CALM: Final = 5
"""Seconds around a full minute in which nothing is posted by itself."""
MISSED: Final = "its hour was missed"
ENOUGH: Final = "one post a channel catches up"
log = structlog.get_logger(__name__)


async def plan_daily(services: Services, now: datetime) -> None:
    """Plan what is due in every channel. Unique occurrences make a second run, or a second machine, change nothing."""
    async with services.store.reading() as shelves:
        since = await services.planned.since(shelves, now)
    hours = cache(partial(_hours, since=since, now=now))
    due = [
        (place, (playbook, channel), on, at, is_over)
        for place, playbook, channel in await places(services)
        for on, at, is_over in hours(channel.schedule)
    ]
    slots = {(place, on): {slot for _, slot in slots_of(home[1])} for place, home, on, _, _ in due}
    written = await _written(services, slots)
    for place, home, on, at, is_over in due:
        if slots[place, on] <= written[place, on]:
            continue
        if is_over:
            await _skip_missed(services, place, home, (on, at))
        else:
            await _plan(services, place, home, (on, at), now)
    services.planned.written = written
    services.planned.until = now


def _hours(schedule: Schedule, since: datetime, now: datetime) -> Sequence[tuple[date, datetime, bool]]:
    """List the dates and hours of a schedule that ask for a look: today's once it has come, and those missed since.

    With each, whether it is over: then all that is left is to say so.
    """
    missed = came(schedule, since, now)
    today = local(now, schedule.timezone).date()
    due_at = occurrence(schedule, today)
    found = dict.fromkeys([*missed, *([(today, due_at)] if due_at and due_at <= now else ())])
    looked = ((on, at, now >= latest(schedule, on, at)) for on, at in found)
    return [(on, at, is_over) for on, at, is_over in looked if not is_over or (on, at) in missed]


async def _written(
    services: Services, slots: Mapping[tuple[Place, date], Collection[str]]
) -> dict[tuple[Place, date], frozenset[str]]:
    """Tell which slots have their row: what was seen before is not asked for again, and the rest all at once."""
    seen = {key: services.planned.written.get(key, frozenset()) for key in slots}
    asked = {
        post_id(*key, slot): (key, slot)
        for key, names in slots.items()
        for slot in names
        if slot not in seen[key]
    }
    async with services.store.reading() as shelves:
        found = await shelves.posts.of_ids(asked)
    for key, slot in (asked[id_] for id_ in found):
        seen[key] |= {slot}
    return seen


async def _plan(
    services: Services, place: Place, home: Home, due: tuple[date, datetime], now: datetime
) -> None:
    """Write the day's occurrences; when it is late, one of them, and the others as skipped."""
    on, due_at = due
    ends = latest(home[1].schedule, on, due_at)
    async with services.store.writing() as shelves:
        missing = await _missing(shelves, place, home, on)
        is_late = now - due_at > ON_TIME
        may_come = not is_late or len(missing) == len(list(slots_of(home[1])))
        for kind, slot in missing:
            item = await _next_item(shelves, place, home, kind, slot, on)
            if item and may_come:
                wait = timedelta() if is_late else jitter(post_id(place, on, slot), services.settings.jitter)
                await plan_post(
                    shelves, place, home, item, slot=slot, due_at=due_at, expires_at=ends, wait=wait
                )
                may_come = not is_late
            elif item:
                await _skip(shelves, place, home, kind, (on, slot, due_at), ENOUGH)


async def _skip_missed(services: Services, place: Place, home: Home, due: tuple[date, datetime]) -> None:
    on, due_at = due
    async with services.store.writing() as shelves:
        for kind, slot in await _missing(shelves, place, home, on):
            if await _next_item(shelves, place, home, kind, slot, on):
                await _skip(shelves, place, home, kind, (on, slot, due_at), MISSED)


async def skip_passed(shelves: Shelves, place: Place, home: Home, now: datetime, reason: str) -> None:
    """Write down that an hour of today which has come brings nothing any more, so that nothing catches up."""
    schedule = home[1].schedule
    on = local(now, schedule.timezone).date()
    due_at = occurrence(schedule, on)
    if due_at and due_at <= now:
        for kind, slot in await _missing(shelves, place, home, on):
            await _skip(shelves, place, home, kind, (on, slot, due_at), reason)


async def doubt_missed(
    shelves: Shelves, place: Place, home: Home, due: tuple[date, datetime], state: DeliveryState, reason: str
) -> int:
    """Write down occurrences that somebody who is forgotten may have posted: with the items that were next. Returns how many."""
    on, due_at = due
    count, ends = 0, latest(home[1].schedule, on, due_at)
    for kind, slot in await _missing(shelves, place, home, on):
        if item := await _next_item(shelves, place, home, kind, slot, on):
            post = _occurrence(place, home, item, on, slot, due_at)
            if await shelves.posts.plan(post):
                await shelves.outbox.put(_intention(post, state, expires_at=ends, reason=reason))
                count += 1
    return count


async def _skip(
    shelves: Shelves,
    place: Place,
    home: Home,
    kind: str,
    occurrence_: tuple[date, str, datetime],
    reason: str,
) -> None:
    """Write down that nothing came. No item is named, so that it keeps its turn."""
    on, slot, due_at = occurrence_
    post = Post(
        id=post_id(place, on, slot),
        place=place,
        on=on,
        slot=slot,
        playbook=home[0].id,
        kind=kind,
        item="",
        due_at=due_at,
        closes_at=due_at,
        slots=0,
    )
    if await shelves.posts.plan(post):
        log.warning("post.skipped", post=post.id, channel=place.channel, on=on.isoformat(), reason=reason)
        await shelves.outbox.put(_intention(post, DeliveryState.SKIPPED, reason=reason))


async def _missing(shelves: Shelves, place: Place, home: Home, on: date) -> Sequence[tuple[str, str]]:
    """List the slots of a date of which nothing is written down."""
    known = {post.slot for post in await shelves.posts.on_day(place, on)}
    return [(kind, slot) for kind, slot in slots_of(home[1]) if slot not in known]


async def next_planning(services: Services, now: datetime) -> datetime | None:
    """Tell when `plan_daily` will next have something to do."""
    schedules = dict.fromkeys(channel.schedule for _, _, channel in await places(services))
    runs = [next_runs(schedule, now, 1) for schedule in schedules]
    return min((run[0] for run in runs if run), default=None)


async def plan_post(
    shelves: Shelves,
    place: Place,
    home: Home,
    item: Item,
    *,
    slot: str,
    due_at: datetime,
    expires_at: datetime | None = None,
    wait: timedelta = timedelta(),
) -> Post | None:
    """Write the occurrence and the intention to post it, in one transaction. None: it was planned before.

    `wait`: how long after its hour to post it.
    """
    on = local(due_at, home[1].schedule.timezone).date()
    post = _occurrence(place, home, item, on, slot, due_at)
    if not await shelves.posts.plan(post):
        return None
    intention = _intention(post, DeliveryState.DUE, expires_at=expires_at)
    await shelves.outbox.put(replace(intention, due_at=due_at + wait))
    return post


def jitter(occurrence_: str, seconds: int) -> timedelta:
    """Spread the world's channels over the minutes after the hour, and away from full minutes, where all others call.

    The same occurrence waits as long on every machine. https://slack.engineering/scaling-slacks-job-queue
    """
    if not seconds:
        return timedelta()
    kept = [second for second in range(seconds + 1) if CALM <= second % 60 <= 60 - CALM] or [seconds]
    return timedelta(seconds=kept[int(occurrence_, 16) % len(kept)])


def _occurrence(place: Place, home: Home, item: Item, on: date, slot: str, due_at: datetime) -> Post:
    return Post(
        id=post_id(place, on, slot),
        place=place,
        on=on,
        slot=slot,
        playbook=home[0].id,
        kind=item.kind,
        item=item.id,
        due_at=due_at,
        closes_at=due_at + OPEN_FOR,
        slots=first_places(item, home),
    )


def _intention(
    post: Post, state: DeliveryState, *, expires_at: datetime | None = None, reason: str = ""
) -> Delivery:
    return Delivery(
        key=f"post:{post.id}",
        kind=DeliveryKind.POST,
        post=post.id,
        due_at=post.due_at,
        expires_at=expires_at or post.due_at + GRACE,
        state=state,
        reason=reason,
    )


async def next_item(services: Services, place: Place, home: Home, kind: str) -> Item | None:
    """Look which item of a kind the place would get next."""
    on = local(services.clock.now(), home[1].schedule.timezone).date()
    async with services.store.reading() as shelves:
        return await _next_item(shelves, place, home, kind, "", on)


async def is_full_day(services: Services, place: Place, channel: Channel) -> bool:
    """Tell whether the channel has had all that its daily cap allows today."""
    on = local(services.clock.now(), channel.schedule.timezone).date()
    async with services.store.reading() as shelves:
        posts = await shelves.posts.on_day(place, on)
    return len([post for post in posts if post.item and post.kind != SILENCE]) >= channel.daily_cap


async def _next_item(
    shelves: Shelves, place: Place, home: Home, kind: str, slot: str, on: date
) -> Item | None:
    last_shown = await shelves.posts.last_shown(place, kind)
    return pick(home, kind, slot, on, last_shown, await choices_from(shelves, place, on))


async def places(services: Services) -> list[tuple[Place, Playbook, Channel]]:
    async with services.store.reading() as shelves:
        workspaces = await shelves.workspaces.all()
    return [
        (Place(platform, workspace, channel.channel), playbook, channel)
        for playbook in services.book().playbooks
        for channel in playbook.channels
        for platform, workspace in workspaces
        if channel.platform == platform and channel.workspace in {"", workspace}
    ]


def slots_of(channel: Channel) -> Iterator[tuple[str, str]]:
    """List the kinds and names of a channel's posts on one day."""
    for kind, count in (("share", channel.shares_per_day), ("tip", channel.tips_per_day)):
        yield from ((kind, f"{kind}-{number}") for number in range(1, count + 1))
