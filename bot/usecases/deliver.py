"""Delivering: what is due is taken in hand, kept to the pace, spoken once, and its outcome written down.

The intention to call is committed before the call (`SENDING`), so that a crash leaves an honest doubt and never a second
message; what was merely in hand (`LEASED`) is due again. Doubts are for `settle_doubts`.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.delivery import PERHAPS_SENT, Delivery, DeliveryKind, DeliveryState, Halt
from bot.domain.pace import believed, hold_of
from bot.domain.people import MessageRef
from bot.domain.posts import Post
from bot.ports import Gone, PlatformError, RateLimited, Refused, Shelves, Unknown
from bot.usecases.commits import SharedCommits
from bot.usecases.pacing import AHEAD, Pacing, booking_of, place_of
from bot.usecases.services import Services
from bot.usecases.speak import Speech, prepare
from bot.usecases.tell_admins import doubt_of, stop, tell_admins

LEASE: Final = timedelta(minutes=2)
"""Longer than any call may take; a lease that ends in `sending` is a doubt."""
IN_HAND: Final = timedelta(seconds=45)
"""For what is in hand and not begun: soon taken up again when its machine is lost, and by whoever is first when it is slow."""
BATCH: Final = 64
SENDERS: Final = 16
"""Calls under way at once: one that hangs holds up no other."""
AGAIN_AFTER: Final = timedelta(seconds=30)
"""When to try again what may be said twice."""
LONGEST_DOUBLING: Final = 7
"""Then it is an hour."""
FIRST_LOOK: Final = timedelta(seconds=10)
"""How long after a doubtful call to look for its message: reading lags behind writing."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery in hand, with the post it speaks of as it was when it was taken."""

    delivery: Delivery
    post: Post | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery went."""

    state: DeliveryState
    due_at: datetime | None = None
    reason: str = ""
    message: MessageRef | None = None
    error: PlatformError | None = None
    looks: int = 0


async def deliver(services: Services, now: datetime) -> None:
    """Send everything that was due at an instant; what was planned since waits for the next tick.

    When the process is to end, what is being sent is finished and the rest is given back.
    """
    async with services.store.writing() as shelves:
        await shelves.outbox.reclaim(now)
    desk = _Desk(services, now)
    ends = await asyncio.gather(*(desk.work() for _ in range(SENDERS)), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):
            raise end


def doubted(services: Services, job: Job, now: datetime, reason: str) -> Outcome:
    """Say what becomes of a delivery that was perhaps sent.

    To a member at most once. A redrawing may be repeated, and so may what an admin has to know: better twice than never. A
    post is looked for where the platform can find messages, and held for an admin where it cannot.
    """
    if job.delivery.person and job.delivery.kind is not DeliveryKind.NOTICE:
        return Outcome(DeliveryState.FAILED, reason=PERHAPS_SENT)
    if job.delivery.kind in {DeliveryKind.UPDATE, DeliveryKind.NOTICE}:
        # Longer and longer, for what ends so each time would be called for days.
        wait = AGAIN_AFTER * 2 ** min(job.delivery.attempts, LONGEST_DOUBLING)
        return Outcome(DeliveryState.DUE, now + wait, reason)
    platform = services.platforms.get(job.post.place.platform) if job.post else None
    if platform and platform.abilities.finds_messages:
        return Outcome(DeliveryState.UNKNOWN, now + FIRST_LOOK, reason)
    return Outcome(DeliveryState.HELD, reason=reason)


async def write_outcome(services: Services, shelves: Shelves, job: Job, outcome: Outcome) -> None:
    """Write an outcome down, with all that follows from it, in one transaction. Doing it twice does it once."""
    delivery = job.delivery
    is_ours = await shelves.outbox.settle(
        delivery.key,
        delivery.fence,
        outcome.state,
        due_at=outcome.due_at,
        reason=outcome.reason,
        looks=outcome.looks,
    )
    if not is_ours:
        return
    services.tally.deliveries[delivery.kind.value, outcome.state.value] += 1
    if outcome.message and delivery.kind is DeliveryKind.POST:
        await shelves.posts.mark_posted(delivery.post, outcome.message)
    if outcome.state is DeliveryState.HELD:
        place = job.post.place if job.post else None
        await tell_admins(services, shelves, "held", doubt_of(delivery), {"post": delivery.post}, place)
    if isinstance(outcome.error, RateLimited):
        await _slow_down(services, shelves, job, outcome.error)
    if isinstance(outcome.error, Refused | Gone):
        await _stop(services, shelves, job, outcome.error)


async def _slow_down(services: Services, shelves: Shelves, job: Job, limit: RateLimited) -> None:
    """Let nothing else pass before the time at which the platform wants to hear from us again."""
    if where := place_of(job.delivery, job.post):
        services.tally.waits[where.platform] += 1
        services.tally.waited[where.platform] += round(limit.retry_after)
    holds = [hold_of(key) for key, _ in booking_of(services, job.delivery, job.post)[:1]]
    until = services.clock.now().timestamp() + limit.retry_after
    known = believed(await shelves.lanes.hold(holds), services.clock.now().timestamp())
    await shelves.lanes.put({hold: max(known.get(hold, until), until) for hold in holds})


async def _stop(services: Services, shelves: Shelves, job: Job, error: Refused | Gone) -> None:
    """Draw the consequence of a refusal: one idea, one message, one channel, or the whole workspace."""
    post, where = job.post, place_of(job.delivery, job.post)
    match error:
        case Gone(what="workspace") if where:
            await stop(services, shelves, replace(where, channel=""), str(error))
        case Gone(what="place") if where and where.channel:
            await stop(services, shelves, where, str(error))
        case Gone() if post and job.delivery.kind is DeliveryKind.UPDATE:
            # A moderator took the message away: it is never posted again, and nobody can take a place on it.
            await shelves.posts.close(post.id, services.clock.now())
        case _ if post and job.delivery.kind is DeliveryKind.POST:
            await tell_admins(
                services, shelves, "refused", post.id, {"post": post.id, "reason": str(error)}, post.place
            )


class _Desk:
    """One round of sending: takes due deliveries in hand by the batch, and lets senders speak them."""

    def __init__(self, services: Services, now: datetime) -> None:
        self._services = services
        self._now = now
        self._commits = SharedCommits(services.store)
        self._pacing = Pacing(services)
        self._ready: deque[tuple[Job, datetime]] = deque()
        """Each with the time for which it has its place in its lanes."""
        self._taking = asyncio.Lock()
        self._is_empty = False

    async def work(self) -> None:
        """Speak one delivery after another until there is none."""
        while ready := await self._next():
            if await self._is_in_turn(*ready):
                await self._speak(ready[0])

    def _time(self) -> datetime:
        """Tell the time: sending takes its own, and hours may end meanwhile in which a message was to come."""
        return max(self._now, self._services.clock.now())

    async def _next(self) -> tuple[Job, datetime] | None:
        async with self._taking:
            while not self._ready and not self._is_empty and not self._services.closing.is_set():
                await self._take()
        if self._services.closing.is_set():
            await self._give_back()
            return None
        return self._ready.popleft() if self._ready else None

    async def _take(self) -> None:
        """Take the next batch in hand, and keep of it what may go now."""
        async with self._services.store.writing() as shelves:
            if not self._services.is_silent() and await shelves.playbooks.is_silenced():
                # Begun on another machine a moment ago: what we have in hand is not said any more.
                self._services.take_up(await shelves.playbooks.edits())
            leased = await shelves.outbox.lease(self._now, self._time() + IN_HAND, BATCH)
            posts = await shelves.posts.of_ids({each.post for each in leased if each.post})
            present, halts = frozenset(await shelves.workspaces.all()), await shelves.halts.all()
            welcome = []
            for job in (Job(each, posts.get(each.post)) for each in leased):
                if reason := self._obstacle(job, present, halts):
                    await self._settle_in(shelves, job, Outcome(DeliveryState.SKIPPED, reason=reason))
                else:
                    welcome.append(job)
            at = self._time()
            ready = await self._pacing.admit(shelves, [(job.delivery, job.post) for job in welcome], at)
        self._is_empty = len(leased) < BATCH
        self._ready.extend((job, at) for job in welcome if job.delivery.key in ready)

    async def _is_in_turn(self, job: Job, placed_at: datetime) -> bool:
        """Tell whether a job may go now. What waited behind slow calls asks for a place again, and is put back if there is none.

        Or else all of them would be spoken at once, beside those whose turn it is.
        """
        if (self._time() - placed_at).total_seconds() <= AHEAD:
            return True
        delivery = replace(job.delivery, is_booked=False)
        async with self._services.store.writing() as shelves:
            return bool(await self._pacing.admit(shelves, [(delivery, job.post)], self._time()))

    async def _give_back(self) -> None:
        jobs, self._ready = list(self._ready), deque()
        if jobs:
            async with self._services.store.writing() as shelves:
                for job, _ in jobs:
                    await shelves.outbox.put_back(job.delivery)

    def _obstacle(self, job: Job, present: frozenset[tuple[str, str]], halts: Sequence[Halt]) -> str:
        """Name why a delivery is not to be sent any more: it came too late, or has nowhere to go. Empty: nothing."""
        if job.delivery.expires_at < self._time():
            return "too late"
        where = place_of(job.delivery, job.post)
        if where is None:
            return "the post is gone"
        if (where.platform, where.workspace) not in present:
            return "the bot is not in this workspace"
        halt = next((each for each in halts if each.covers(where)), None)
        return f"stopped: {halt.reason}" if halt else ""

    async def _speak(self, job: Job) -> None:
        outcome = await self._prepared(job)
        if job.delivery.expires_at < self._time():
            outcome = Outcome(DeliveryState.SKIPPED, reason="too late")
        if not isinstance(outcome, Outcome):
            speech, now = outcome, self._time()
            if not await self._commits.write(
                lambda shelves: shelves.outbox.begin(job.delivery, now, now + LEASE)
            ):
                return
            outcome = await self._call(job, speech)
        settled = outcome
        await self._commits.insist(lambda shelves: self._settle_in(shelves, job, settled))

    async def _prepared(self, job: Job) -> Speech | Outcome:
        """Draw it. Whatever goes wrong here, nothing was sent."""
        try:
            found = await prepare(self._services, job.delivery, job.post)
        except PlatformError as error:
            return Outcome(DeliveryState.DUE, self._time() + AGAIN_AFTER, str(error))
        except Exception:
            # A fault of ours in one of them holds up no other.
            log.exception("delivery.not_drawn", kind=job.delivery.kind.value)
            return Outcome(DeliveryState.FAILED, reason="an error of the bot")
        return Outcome(DeliveryState.SKIPPED, reason=found) if isinstance(found, str) else found

    async def _call(self, job: Job, speech: Speech) -> Outcome:
        """Call the platform and put its answer into one of the four policies."""
        try:
            return Outcome(DeliveryState.SENT, message=await speech())
        except RateLimited as limit:
            due_at = self._time() + timedelta(seconds=limit.retry_after)
            return Outcome(DeliveryState.DUE, due_at, str(limit), error=limit)
        except Unknown as doubt:
            return doubted(self._services, job, self._time(), str(doubt))
        except (Refused, Gone) as refusal:
            return Outcome(DeliveryState.FAILED, reason=str(refusal), error=refusal)
        except Exception:
            # Whether it came before or after the call had its effect is not known.
            log.exception("delivery.broken", kind=job.delivery.kind.value)
            return doubted(self._services, job, self._time(), "an error of the bot")

    async def _settle_in(self, shelves: Shelves, job: Job, outcome: Outcome) -> None:
        if outcome.state not in {DeliveryState.SENT, DeliveryState.DUE}:
            # A letter's key names its reader, and logs outlive them.
            what = job.delivery.kind.value if job.delivery.person else job.delivery.key
            log.warning("delivery.not_sent", what=what, state=outcome.state.value, reason=outcome.reason)
        await write_outcome(self._services, shelves, job, outcome)
