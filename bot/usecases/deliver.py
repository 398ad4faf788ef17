"""Delivering: the intention is committed before the platform is called, and a doubt is never posted twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.people import MessageRef, PersonRef
from bot.domain.posts import Post
from bot.ports import Gone, PlatformError, RateLimited, Refused, Unknown
from bot.usecases.mind_playbook import notice_card
from bot.usecases.services import Services

LEASE: Final = timedelta(minutes=2)
"""Longer than any call may take; a lease that ends in `sending` is a doubt."""
BATCH: Final = 20
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: DeliveryState
    due_at: datetime | None = None
    reason: str = ""
    message: MessageRef | None = None


async def deliver(services: Services, now: datetime) -> None:
    """Send everything that is due, batch by batch."""
    while True:
        async with services.store.writing() as shelves:
            leased = await shelves.outbox.lease(now, now + LEASE, BATCH)
        for delivery in leased:
            await _deliver_one(services, delivery, now)
        if len(leased) < BATCH:
            return


async def settle_doubts(services: Services, now: datetime) -> None:
    """Look for the messages whose fate is unknown; what cannot be known is held for a human.

    An update may be repeated safely, so a doubtful one is simply due again.
    """
    async with services.store.reading() as shelves:
        doubtful = await shelves.outbox.doubtful(now)
    for delivery in doubtful:
        if delivery.kind is DeliveryKind.NOTICE:
            await _settle(services, delivery, _Outcome(DeliveryState.FAILED, reason="perhaps sent"))
            continue
        if delivery.kind is DeliveryKind.UPDATE:
            await _settle(services, delivery, _Outcome(DeliveryState.DUE, due_at=now + LEASE))
            continue
        async with services.store.reading() as shelves:
            post = await shelves.posts.get(delivery.post)
        if post:
            await _settle(services, delivery, await _look_for(services, post))


async def _look_for(services: Services, post: Post) -> _Outcome:
    try:
        message = await services.platforms[post.place.platform].find(post.place, services.marker(post.id))
    except PlatformError as doubt:
        log.warning("post.held", post=post.id, channel=post.place.channel, reason=str(doubt))
        return _Outcome(DeliveryState.HELD, reason=str(doubt))
    if message is None:
        return _Outcome(DeliveryState.HELD, reason="not found where it was posted")
    return _Outcome(DeliveryState.SENT, message=message)


async def _deliver_one(services: Services, delivery: Delivery, now: datetime) -> None:
    if delivery.expires_at < now:
        outcome = _Outcome(DeliveryState.SKIPPED, reason="too late")
    else:
        outcome = await _speak(services, delivery, now)
    if outcome.state in {DeliveryState.FAILED, DeliveryState.SKIPPED, DeliveryState.UNKNOWN}:
        log.warning("delivery.not_sent", key=delivery.key, state=outcome.state.value, reason=outcome.reason)
    await _settle(services, delivery, outcome)


async def _speak(services: Services, delivery: Delivery, now: datetime) -> _Outcome:
    """Call the platform and put its answer into one of the four policies."""
    try:
        if delivery.person:
            return await _notify(services, delivery.person, delivery.notice)
        return await _show(services, delivery)
    except RateLimited as limit:
        return _Outcome(
            DeliveryState.DUE, due_at=now + timedelta(seconds=limit.retry_after), reason=str(limit)
        )
    except Unknown as doubt:
        return _Outcome(DeliveryState.UNKNOWN, reason=str(doubt))
    except (Refused, Gone) as refusal:
        return _Outcome(DeliveryState.FAILED, reason=str(refusal))


async def _show(services: Services, delivery: Delivery) -> _Outcome:
    """Post a card, or draw it again. Raises PlatformError."""
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(delivery.post)
    if post is None:
        return _Outcome(DeliveryState.SKIPPED, reason="the post is gone")
    platform = services.platforms.get(post.place.platform)
    playbook = services.book().playbook(post.playbook)
    item = playbook.item(post.kind, post.item) if playbook else None
    if platform is None or playbook is None or item is None:
        return _Outcome(DeliveryState.SKIPPED, reason="the item left the playbook")
    card = item.card(services.words_at(post.place, playbook), playbook.key(item), post)
    if delivery.kind is DeliveryKind.POST:
        message = await platform.post(post.place, card, services.marker(post.id))
        return _Outcome(DeliveryState.SENT, message=message)
    if post.message is None:
        return _Outcome(DeliveryState.SKIPPED, reason="not posted yet")
    await platform.update(post.message, card)
    return _Outcome(DeliveryState.SENT)


async def _notify(services: Services, person: PersonRef, notice: str) -> _Outcome:
    """Tell an admin, in their language. Raises PlatformError."""
    platform = services.platforms.get(person.platform)
    if platform is None:
        return _Outcome(DeliveryState.SKIPPED, reason="the platform is gone")
    words = await services.words_for(person, None)
    await platform.direct(person, notice_card(words, notice))
    return _Outcome(DeliveryState.SENT)


async def _settle(services: Services, delivery: Delivery, outcome: _Outcome) -> None:
    async with services.store.writing() as shelves:
        is_ours = await shelves.outbox.settle(
            delivery.key, delivery.fence, outcome.state, due_at=outcome.due_at, reason=outcome.reason
        )
        if is_ours and outcome.message:
            await shelves.posts.mark_posted(delivery.post, outcome.message)
