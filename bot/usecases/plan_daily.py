"""Planning: when a channel's hour has come, the day's share and tip are chosen and written down once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import Place
from bot.domain.posts import Post, post_id
from bot.domain.rotation import choose
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.playbook.schedule import next_runs, occurrence
from bot.ports import Shelves
from bot.usecases.services import Services
from bot.usecases.spread_claims import first_places

GRACE: Final = timedelta(hours=3)
"""A post that could not be planned or sent for this long is skipped: it never arrives in the evening or next day."""
OPEN_FOR: Final = timedelta(days=7)
"""How long places can be claimed."""


async def plan_daily(services: Services, now: datetime) -> None:
    """Plan what is due in every channel. Unique occurrences make a second run, or a second machine, change nothing."""
    for place, playbook, channel in await _places(services):
        on = local(now, channel.schedule.timezone).date()
        due_at = occurrence(channel.schedule, on)
        if due_at is None or not due_at <= now < due_at + GRACE:
            continue
        async with services.store.writing() as shelves:
            for kind, slot in _slots(channel):
                item = await _next_item(shelves, place, (playbook, channel), kind, on)
                if item:
                    await plan_post(shelves, place, (playbook, channel), item, slot=slot, due_at=due_at)


async def next_planning(services: Services, now: datetime) -> datetime | None:
    """Tell when `plan_daily` will next have something to do."""
    runs = [next_runs(channel.schedule, now, 1) for _, _, channel in await _places(services)]
    return min((run[0] for run in runs if run), default=None)


async def plan_post(
    shelves: Shelves, place: Place, home: tuple[Playbook, Channel], item: Item, *, slot: str, due_at: datetime
) -> Post | None:
    """Write the occurrence and the intention to post it, in one transaction. None: it was planned before."""
    playbook, channel = home
    on = local(due_at, channel.schedule.timezone).date()
    post = Post(
        id=post_id(place, on, slot),
        place=place,
        on=on,
        slot=slot,
        playbook=playbook.id,
        kind=item.kind,
        item=item.id,
        due_at=due_at,
        closes_at=due_at + OPEN_FOR,
        slots=first_places(item, home),
    )
    if not await shelves.posts.plan(post):
        return None
    await shelves.outbox.put(
        Delivery(
            key=f"post:{post.id}",
            kind=DeliveryKind.POST,
            post=post.id,
            due_at=due_at,
            expires_at=due_at + GRACE,
        )
    )
    return post


async def next_item(
    services: Services, place: Place, home: tuple[Playbook, Channel], kind: str
) -> Item | None:
    """Look which item of a kind the place would get next."""
    on = local(services.clock.now(), home[1].schedule.timezone).date()
    async with services.store.reading() as shelves:
        return await _next_item(shelves, place, home, kind, on)


async def is_full_day(services: Services, place: Place, channel: Channel) -> bool:
    """Tell whether the channel has had all that its daily cap allows today."""
    on = local(services.clock.now(), channel.schedule.timezone).date()
    async with services.store.reading() as shelves:
        return len(await shelves.posts.on_day(place, on)) >= channel.daily_cap


async def _next_item(
    shelves: Shelves, place: Place, home: tuple[Playbook, Channel], kind: str, on: date
) -> Item | None:
    """Choose among what the playbook suggests for that date; nothing in a silence or before the phase."""
    playbook, channel = home
    if playbook.is_silent(kind, on):
        return None
    last_shown = await shelves.posts.last_shown(place, kind)
    chosen = choose([item.id for item in playbook.suggestions(kind, channel, on)], last_shown)
    return playbook.item(kind, chosen) if chosen else None


async def _places(services: Services) -> list[tuple[Place, Playbook, Channel]]:
    async with services.store.reading() as shelves:
        workspaces = await shelves.workspaces.all()
    return [
        (Place(platform, workspace, channel.channel), playbook, channel)
        for playbook in services.book().playbooks
        for channel in playbook.channels
        for platform, workspace in workspaces
        if channel.platform == platform and channel.workspace in {"", workspace}
    ]


def _slots(channel: Channel) -> Iterator[tuple[str, str]]:
    for kind, count in (("share", channel.shares_per_day), ("tip", channel.tips_per_day)):
        yield from ((kind, f"{kind}-{number}") for number in range(1, count + 1))
