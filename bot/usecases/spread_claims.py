"""Spreading claims: a share that many may take opens its places day by day, so that posts do not come all at once (L12)."""

from datetime import datetime, timedelta

from bot.domain.calendar import local
from bot.domain.posts import Post
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.playbook.kinds.share import Share
from bot.playbook.schedule import came, occurrence
from bot.usecases.services import Services


def places_of(item: Item, channel: Channel) -> int:
    """Tell how many places an item has in a channel in all; 0 for one that is not claimed."""
    return (item.slots or channel.slots) if isinstance(item, Share) else 0


def first_places(item: Item, home: tuple[Playbook, Channel]) -> int:
    """Tell how many of them are open on the first day."""
    playbook, channel = home
    return min(places_of(item, channel), playbook.claims_per_day)


async def spread_claims(services: Services, now: datetime) -> None:
    """Open the next places of shares that are still open, at the channel's hour. Doing it twice opens nothing more.

    There is nothing to open before the next hour of a channel, or another edition of the playbooks.
    """
    book, planned = services.book(), services.planned
    schedules = dict.fromkeys(
        channel.schedule for playbook in book.playbooks for channel in playbook.channels
    )
    if planned.spread and planned.spread[0] is book:
        since = min(planned.spread[1], now)
        if not any(came(schedule, since, now) for schedule in schedules):
            return
    async with services.store.reading() as shelves:
        posts = await shelves.posts.claimable(now)
    for post in posts:
        if (wanted := _open_now(services, post, now)) > post.slots:
            async with services.store.writing() as shelves:
                if await shelves.posts.widen(post.id, wanted):
                    await shelves.outbox.ask_update(post.id, now, post.closes_at)
    planned.spread = (book, now)


def _open_now(services: Services, post: Post, now: datetime) -> int:
    """Count the places that may be open by now: so many for each posting day since the post appeared."""
    found = services.book().at(post.place)
    item = found[0].item(post.kind, post.item) if found and found[0].id == post.playbook else None
    if found is None or item is None:
        return 0
    playbook, channel = found
    every = places_of(item, channel)
    if every <= playbook.claims_per_day:
        return 0
    today = local(now, channel.schedule.timezone).date()
    after = (post.on + timedelta(days=number) for number in range(1, (today - post.on).days + 1))
    hours = [hour for day in after if (hour := occurrence(channel.schedule, day)) and hour <= now]
    return min(every, playbook.claims_per_day * (1 + len(hours)))
