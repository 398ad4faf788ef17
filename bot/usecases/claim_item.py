"""Claiming a post, giving it back, saying it is done: by reaction, button or command, it is one claim."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.acts import ActKind
from bot.domain.claims import ClaimState, Taking
from bot.domain.people import Member, MessageRef, PersonRef, Place
from bot.domain.posts import Post
from bot.ports import Shelves
from bot.usecases.record_act import record, withdraw
from bot.usecases.services import Services
from bot.usecases.settle_doubts import prove, recognise

COALESCE: Final = timedelta(seconds=1)
"""Claims within this time redraw the shared card once: Slack allows about fifty updates a minute."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """How a claim, or its end, went. Without `member` nothing was kept: the person has not joined."""

    post: Post | None
    member: Member | None
    taking: Taking | None = None
    is_changed: bool = False


async def react(
    services: Services,
    person: PersonRef,
    message: MessageRef,
    place: Place | None,
    at: datetime,
    *,
    added: bool,
) -> Claimed:
    """Claim by reaction, or give back by taking it off. Without `post`, which post the message shows is not known."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        post = await shelves.posts.at(message) if member else None
        if member and place and post is None:
            post = await recognise(services, shelves, message, place)
        if member is None or post is None or not post.slots:
            return Claimed(post, member)
        if added:
            claimed = await _take(shelves, member, post, at, now, by_hand=True)
        else:
            claimed = await _release(services, shelves, member, post, at, now, by_hand=True)
    return _woken(services, claimed)


async def take(
    services: Services,
    person: PersonRef,
    post_id: str,
    at: datetime,
    on: tuple[MessageRef | None, Place | None] = (None, None),
) -> Claimed:
    """Claim a place for a member. `at` is when they acted, by the platform's clock, `on` which message and where."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        post = await shelves.posts.get(post_id)
        message, place = on
        if post and message:
            await prove(services, shelves, post, message, place)
        if member is None or post is None:
            return Claimed(post, member, Taking.CLOSED)
        claimed = await _take(shelves, member, post, at, now)
    return _woken(services, claimed)


async def release(services: Services, person: PersonRef, post_id: str, at: datetime) -> Claimed:
    """Give the place back; a done one takes today's act back with it. Never asks why."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        post = await shelves.posts.get(post_id)
        if member is None or post is None:
            return Claimed(post, member)
        claimed = await _release(services, shelves, member, post, at, now)
    return _woken(services, claimed)


async def _take(
    shelves: Shelves, member: Member, post: Post, at: datetime, now: datetime, *, by_hand: bool = False
) -> Claimed:
    taking = await shelves.claims.take(post.id, member.person, at, now, by_hand=by_hand)
    if taking is Taking.TAKEN:
        await _redraw(shelves, post, now)
    return Claimed(post, member, taking, taking is Taking.TAKEN)


async def _release(
    services: Services,
    shelves: Shelves,
    member: Member,
    post: Post,
    at: datetime,
    now: datetime,
    *,
    by_hand: bool = False,
) -> Claimed:
    before = await shelves.claims.release(post.id, member.person, at, by_hand=by_hand)
    if before is ClaimState.DONE:
        await withdraw(services, shelves, member, item_key(post))
    if before is not None:
        await _redraw(shelves, post, now)
    return Claimed(post, member, is_changed=before is not None)


def _woken(services: Services, claimed: Claimed) -> Claimed:
    """Tell the engine, after the commit, that a card is to be redrawn."""
    if claimed.is_changed:
        services.wake()
    return claimed


async def finish(services: Services, person: PersonRef, post_id: str, at: datetime) -> Claimed:
    """Mark a held place as done and keep the act; the member's word is enough."""
    return await _close(services, person, post_id, at, ActKind.SHARE_DONE)


async def decline(services: Services, person: PersonRef, post_id: str, at: datetime) -> Claimed:
    """Give the place back as consciously left, which is an act like any other. The reason chosen is not kept."""
    return await _close(services, person, post_id, at, ActKind.SHARE_DECLINED)


async def _close(services: Services, person: PersonRef, post_id: str, at: datetime, kind: ActKind) -> Claimed:
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        post = await shelves.posts.get(post_id)
        if member is None or post is None:
            return Claimed(post, member)
        if kind is ActKind.SHARE_DONE:
            is_changed = await shelves.claims.finish(post_id, member.person, at)
        else:
            claim = await shelves.claims.get(post_id, member.person)
            is_changed = bool(claim and claim.state is ClaimState.HELD)
            is_changed = is_changed and await shelves.claims.release(post_id, member.person, at) is not None
            if is_changed:
                await _redraw(shelves, post, now)
        if is_changed:
            await record(services, shelves, member, item_key(post), kind, at=at)
    return _woken(services, Claimed(post, member, is_changed=is_changed))


def item_key(post: Post) -> str:
    """Name the item a post shows, the same in every channel."""
    return f"{post.playbook}/{post.kind}/{post.item}"


async def _redraw(shelves: Shelves, post: Post, now: datetime) -> None:
    await shelves.outbox.ask_update(post.id, now + COALESCE, post.closes_at)
