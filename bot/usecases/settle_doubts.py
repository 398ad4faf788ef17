"""Settling doubts: a message that was perhaps sent is proven by evidence, or else an admin is asked."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.people import MessageRef, Place
from bot.domain.posts import Post
from bot.events import Appeared
from bot.ports import PlatformError, RateLimited, Shelves
from bot.usecases.deliver import Job, Outcome, doubted, write_outcome
from bot.usecases.services import Services

LOOKS: Final = 2
"""Whole readings in vain before a message counts as not there."""
SECOND_LOOK: Final = timedelta(seconds=60)
MAYBE_THERE: Final = frozenset(
    {DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.HELD, DeliveryState.SENT}
)
BEFORE: Final = timedelta(seconds=30)
AFTER: Final = timedelta(seconds=45)
"""Around a call, by two clocks: when a message of ours in its channel can only be the one in doubt."""
log = structlog.get_logger(__name__)


async def settle_doubts(services: Services, now: datetime) -> None:
    """Look for what is unknown. A sender that died in the middle of a call leaves a doubt as well."""
    async with services.store.reading() as shelves:
        doubtful = await shelves.outbox.doubtful(now)
        posts = await shelves.posts.of_ids({each.post for each in doubtful if each.post})
    for delivery in doubtful:
        job = Job(delivery, posts.get(delivery.post))
        outcome = await _settled(services, job, now)
        if outcome.state is DeliveryState.HELD:
            log.warning("post.held", post=delivery.post, reason=outcome.reason)
        async with services.store.writing() as shelves:
            await write_outcome(services, shelves, job, outcome)
    if doubtful:
        services.wake()


async def _settled(services: Services, job: Job, now: datetime) -> Outcome:
    """Say what becomes of one doubt. A fault of ours in it holds up no other: an admin is asked."""
    delivery = job.delivery
    if (
        delivery.state is not DeliveryState.UNKNOWN
        or job.post is None
        or delivery.kind is not DeliveryKind.POST
    ):
        return doubted(services, job, now, delivery.reason or "the bot stopped while it was sending")
    try:
        return await _look_for(services, delivery, job.post)
    except Exception:
        log.exception("doubt.not_looked_for", post=delivery.post)
        return Outcome(DeliveryState.HELD, reason="an error of the bot")


async def prove(
    services: Services, shelves: Shelves, post: Post, message: MessageRef, place: Place | None
) -> bool:
    """Take a message, with which people have done something, as evidence that its post is there.

    False: it is known already, or the message was written elsewhere or at another time and is not the one.
    """
    delivery = None if post.message or place != post.place else await shelves.outbox.get(f"post:{post.id}")
    if delivery is None or not _fits(services, delivery, post, message):
        return False
    await shelves.outbox.prove(delivery.key)
    await shelves.posts.mark_posted(post.id, message)
    log.info("post.proven", post=post.id)
    return True


def _fits(services: Services, delivery: Delivery, post: Post, message: MessageRef) -> bool:
    """Tell whether a message was written while the post was being sent."""
    platform = services.platforms.get(post.place.platform)
    written_at = platform.written_at(message) if platform else None
    if written_at is None:
        return False
    if tried_at := delivery.tried_at:
        return tried_at - BEFORE <= written_at <= tried_at + AFTER
    # A restored copy knows that it was due, and not when it was sent.
    return delivery.state in MAYBE_THERE and delivery.due_at - BEFORE <= written_at <= delivery.expires_at


async def appeared(services: Services, event: Appeared) -> None:
    """Take the platform's own word that a message of ours is there, if it carries our signature."""
    post_id = event.marker.partition(".")[0]
    if event.marker not in services.markers(post_id):
        return
    async with services.store.writing() as shelves:
        post = await shelves.posts.get(post_id)
        if post and post.message is None and post.place == event.place:
            await shelves.outbox.prove(f"post:{post_id}")
            await shelves.posts.mark_posted(post_id, event.message)


async def recognise(services: Services, shelves: Shelves, message: MessageRef, place: Place) -> Post | None:
    """Find the post that a message of ours, which nobody knows, can only be. None: it may be another.

    Those in doubt, and those of which an admin said that they appeared: nobody has said where.
    """
    platform, home = services.platforms.get(place.platform), services.book().at(place)
    written_at = platform.written_at(message) if platform else None
    if written_at is None or home is None:
        return None
    posts = await shelves.posts.on_day(place, local(written_at, home[1].schedule.timezone).date())
    fitting = []
    for post in posts:
        delivery = None if post.message else await shelves.outbox.get(f"post:{post.id}")
        is_meant = delivery is not None and delivery.state in MAYBE_THERE
        if delivery and is_meant and _fits(services, delivery, post, message):
            fitting.append(post)
    if len(fitting) != 1 or not await prove(services, shelves, fitting[0], message, place):
        return None
    return await shelves.posts.get(fitting[0].id)


async def _look_for(services: Services, delivery: Delivery, post: Post) -> Outcome:
    """Look whether the message is there. Absence takes two whole readings, because reading lags behind writing."""
    now, platform = services.clock.now(), services.platforms.get(post.place.platform)
    if platform is None:
        return Outcome(DeliveryState.HELD, reason="the platform is gone")
    tried_at = delivery.tried_at or delivery.due_at
    try:
        message = await platform.find(post.place, services.markers(post.id), tried_at)
    except RateLimited as limit:
        wait = timedelta(seconds=limit.retry_after)
        return Outcome(DeliveryState.UNKNOWN, now + wait, delivery.reason, looks=delivery.looks)
    except PlatformError as error:
        return Outcome(DeliveryState.HELD, reason=str(error))
    if message:
        return Outcome(DeliveryState.SENT, message=message)
    looks = delivery.looks + 1
    if looks < LOOKS:
        return Outcome(DeliveryState.UNKNOWN, now + SECOND_LOOK, delivery.reason, looks=looks)
    return Outcome(DeliveryState.DUE, now, "it was not there")
