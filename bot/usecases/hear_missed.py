"""Hearing what was missed: after a gap, the hands raised on open posts are read and compared with the claims.

A platform repeats its events for some minutes; of a longer gap it tells nothing by itself. Each post is asked about once.

- A hand of a member who has no claim, or who took theirs down before: it was raised meanwhile, and claims.
- No hand of a member whose claim came by hand: it was taken down meanwhile, and gives the place back.
- A claim by button stays, hand or none; a place given back by button is not taken again by the hand that stayed up.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.claims import Claim, ClaimState
from bot.domain.people import Member, PersonRef
from bot.domain.posts import Post
from bot.ports import PlatformError, RateLimited
from bot.usecases.claim_item import react
from bot.usecases.services import Services

LONGEST_SILENCE: Final = timedelta(minutes=2)
"""Slack repeats an event after one minute and after five: shorter gaps heal by themselves."""
AT_ONCE: Final = 20
NEXT_LOOK: Final = timedelta(minutes=1)
"""So many posts a minute: Slack allows fifty such questions."""
_NEXT: Final = timedelta(milliseconds=1)
log = structlog.get_logger(__name__)


@dataclass
class Missed:
    """What one process still has to ask about. Losing it costs some wishes their hearing, and never a claim."""

    since: datetime | None = None
    """The last sign of life before the gap."""
    posts: deque[Post] = field(default_factory=deque)
    not_before: datetime | None = None
    told: dict[str, datetime] = field(default_factory=dict)
    """Platforms whose door could hear nothing for a while, and since when; still to be taken up."""

    def hear_of(self, platform: str, since: datetime) -> None:
        """Note a gap of one platform, of however few seconds: whether it repeats what it could not bring is its secret."""
        self.told[platform] = min(since, self.told.get(platform, since))


async def hear_missed(services: Services, missed: Missed, now: datetime) -> None:
    """Notice a gap, and ask about some of the posts that were open at its end."""
    if not services.rounds.is_awake:
        await _notice(services, missed, now)
    if missed.told:
        await _take_up(services, missed, now)
    if missed.since is None or (missed.not_before and missed.not_before > now):
        return
    for _ in range(min(AT_ONCE, len(missed.posts))):
        post = missed.posts[0]
        try:
            await _compare(services, post, missed.since)
        except RateLimited as limit:
            missed.not_before = now + timedelta(seconds=limit.retry_after)
            return
        except PlatformError as refusal:
            log.warning("reactions.not_read", post=post.id, reason=str(refusal))
        missed.posts.popleft()
    missed.not_before = now + NEXT_LOOK if missed.posts else None


async def _notice(services: Services, missed: Missed, now: datetime) -> None:
    async with services.store.reading() as shelves:
        last = await shelves.days.pulse()
        if last is None or last == missed.since or now - last <= LONGEST_SILENCE:
            return
        posts = await shelves.posts.claimable(now)
    readable = [post for post in posts if _is_readable(services, post)]
    missed.since, missed.posts, missed.not_before = last, deque(readable), None
    log.info("reactions.to_read", since=last.isoformat(), posts=len(readable))


async def _take_up(services: Services, missed: Missed, now: datetime) -> None:
    """Add the open posts of the platforms that were not heard to those which are still to be read."""
    async with services.store.reading() as shelves:
        posts = await shelves.posts.claimable(now)
    told, missed.told = missed.told, {}
    known = {post.id for post in missed.posts}
    new = [post for post in posts if post.place.platform in told and post.id not in known]
    since = min(told.values())
    missed.since = min(missed.since, since) if missed.since and missed.posts else since
    missed.posts.extend(post for post in new if _is_readable(services, post))
    log.info("reactions.to_read", since=since.isoformat(), posts=len(missed.posts))


def _is_readable(services: Services, post: Post) -> bool:
    platform = services.platforms.get(post.place.platform)
    return platform is not None and platform.abilities.reads_reactions


async def _compare(services: Services, post: Post, since: datetime) -> None:
    """Read a post's hands and make up for what they tell. Raises PlatformError."""
    home = services.book().at(post.place)
    if home is None or post.message is None:
        return
    # First the claims, then the hands: what happens in between is newer than what we make up for, and wins.
    async with services.store.reading() as shelves:
        claims = {claim.person: claim for claim in await shelves.claims.on(post.id)}
    on_it = await services.platforms[post.place.platform].reactions(post.message)
    raised = [person for person, emoji in on_it if emoji == home[0].claim_emoji]
    members = await _members(services, raised)
    for person, member in members:
        claim = claims.get(member.person)
        if claim is None or (claim.state is ClaimState.RELEASED and claim.by_hand):
            await react(services, person, post.message, post.place, _moment(since, claim), added=True)
    up = {member.person for _, member in members}
    for claim in claims.values():
        if claim.state is ClaimState.HELD and claim.by_hand and claim.person not in up:
            await react(services, claim.person, post.message, post.place, _moment(since, claim), added=False)


async def _members(services: Services, people: Sequence[PersonRef]) -> list[tuple[PersonRef, Member]]:
    """Find the members among people, in a fixed order; nothing is kept of the others."""
    async with services.store.reading() as shelves:
        found = [
            (person, await shelves.members.get(person))
            for person in sorted(people, key=lambda each: each.user)
        ]
    return [(person, member) for person, member in found if member]


def _moment(since: datetime, claim: Claim | None) -> datetime:
    """Date a wish of which only the gap is known: later than what we knew, earlier than whatever we hear by itself."""
    return max(since, claim.changed_at + _NEXT) if claim else since
