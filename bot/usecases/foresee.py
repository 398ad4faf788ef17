"""Foreseeing: what a channel's coming two weeks will bring, worked out as planning will, without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.people import Place
from bot.domain.plan import Choice
from bot.domain.posts import Post
from bot.domain.roles import Deed
from bot.playbook.item import Item
from bot.playbook.schedule import next_runs, occurrence
from bot.ports import Shelves
from bot.screens.plan import Foreseen, Plan, Why
from bot.usecases.next_up import Choices, Home, choices_from, pick
from bot.usecases.plan_daily import slots_of
from bot.usecases.services import Services

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class _Known:
    """What planning will look at, as it is now."""

    posts: dict[str, Post]
    """Of today, by slot."""
    choices: Choices
    last_shown: dict[str, dict[str, date]]
    """By kind; grows as the days are foreseen."""


async def foresee(services: Services, place: Place, home: Home) -> Plan:
    """Work out the coming two weeks of a channel."""
    playbook, channel = home
    now, schedule = services.clock.now(), channel.schedule
    today = local(now, schedule.timezone).date()
    async with services.store.reading() as shelves:
        known = await _known(shelves, place, home, today)
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    runs = next_runs(schedule, now, 1)
    return Plan(
        slots=tuple(each for on in days for each in _day(home, on, today, known)),
        next_run=local(runs[0], schedule.timezone) if runs else None,
        timezone=schedule.timezone,
        closed=tuple(
            each for each in playbook.closed_periods if each.starts <= days[-1] and each.ends >= today
        ),
        campaigns=tuple(
            each for each in playbook.campaigns if each.starts <= days[-1] and each.ends >= today
        ),
    )


async def find_slot(services: Services, place: Place, home: Home, on: date, slot: str) -> Foreseen | None:
    """Foresee one slot. None: it is not among those of the coming two weeks."""
    plan = await foresee(services, place, home)
    return next((each for each in plan.slots if (each.on, each.slot) == (on, slot)), None)


async def choose_item(services: Services, deed: Deed, choice: Choice) -> bool:
    """Keep what somebody chose for a slot. False: it is planned already, and nothing can be chosen any more."""
    async with services.store.writing() as shelves:
        if await _is_planned(shelves, choice.place, choice.on, choice.slot):
            return False
        known = await shelves.plan_choices.of(choice.place, choice.on, choice.on)
        if known.get((choice.on, choice.slot)) != choice:
            await shelves.plan_choices.put(choice)
            await shelves.deeds.put(deed)
    return True


async def leave_to_rotation(services: Services, deed: Deed, place: Place, on: date, slot: str) -> bool:
    """Let the rotation choose again. False: it does already, or the slot is planned."""
    async with services.store.writing() as shelves:
        if await _is_planned(shelves, place, on, slot) or not await shelves.plan_choices.remove(
            place, on, slot
        ):
            return False
        await shelves.deeds.put(deed)
    return True


async def _is_planned(shelves: Shelves, place: Place, on: date, slot: str) -> bool:
    return any(post.slot == slot for post in await shelves.posts.on_day(place, on))


async def _known(shelves: Shelves, place: Place, home: Home, today: date) -> _Known:
    kinds = dict.fromkeys(kind for kind, _ in slots_of(home[1]))
    return _Known(
        posts={post.slot: post for post in await shelves.posts.on_day(place, today)},
        choices=await choices_from(shelves, place, today),
        last_shown={kind: dict(await shelves.posts.last_shown(place, kind)) for kind in kinds},
    )


def _day(home: Home, on: date, today: date, known: _Known) -> Iterator[Foreseen]:
    playbook, channel = home
    if occurrence(channel.schedule, on) is None:
        return
    for kind, slot in slots_of(channel):
        if on == today and slot in known.posts:
            post = known.posts[slot]
            yield Foreseen(on, slot, kind, playbook.item(kind, post.item), Why.PLANNED)
            continue
        item = pick(home, kind, slot, on, known.last_shown[kind], known.choices)
        if item:
            known.last_shown[kind][item.id] = on
        yield Foreseen(on, slot, kind, item, _why(home, kind, on, item, known.choices.get((on, slot))))


def _why(home: Home, kind: str, on: date, item: Item | None, choice: Choice | None) -> Why:
    playbook = home[0]
    if playbook.silence and playbook.silence.holds(on):
        return Why.SILENT
    if choice and choice.is_skip:
        return Why.SKIPPED
    if item is None:
        closed = any(not each.topics and each.starts <= on <= each.ends for each in playbook.closed_periods)
        return Why.CLOSED if closed else Why.PHASE if playbook.is_silent(kind, on) else Why.NOTHING
    return Why.CHOSEN if choice and choice.item == item.id else Why.TURN
