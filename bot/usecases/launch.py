"""The launch: the plan's weeks as dates, and the call for volunteers, posted by a champion once a channel and day (R64)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import Place
from bot.domain.posts import Post, post_id
from bot.domain.roles import Deed
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.launch import Launch, Milestone
from bot.screens.launch import Timeline, call_card
from bot.usecases.services import Services

KIND: Final = "call"
"""Of the post that shows the call in a channel."""
SHOWN_FOR: Final = timedelta(hours=8)
"""How long it may be late."""
A_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Calling:
    """A call that is about to be posted."""

    place: Place
    home: tuple[Playbook, Channel]
    deed: Deed


def timeline(plan: Launch, today: date) -> Timeline:
    """Turn weeks from the kick-off into dates. Without its date nothing is due, and the call has no days of its own."""
    kick_off = plan.kick_off.date
    steps = sorted(plan.milestones, key=lambda each: each.week)
    if kick_off is None:
        return Timeline(plan, tuple((None, each) for each in steps))
    dated = tuple((kick_off + each.week * A_WEEK, each) for each in steps)
    later = [on for on, _ in dated if on > today]
    return Timeline(
        plan,
        dated,
        opens=kick_off + plan.call.opens_week * A_WEEK,
        closes=kick_off + plan.call.closes_week * A_WEEK,
        now=tuple(each for on, each in dated if on <= today < on + A_WEEK),
        next=_on(dated, later[0]) if later else (),
        next_on=later[0] if later else None,
    )


def _on(dated: tuple[tuple[date, Milestone], ...], on: date) -> tuple[Milestone, ...]:
    return tuple(each for day, each in dated if day == on)


def today_in(services: Services, playbook: Playbook) -> date:
    """Give the date of today where a programme is."""
    return local(services.clock.now(), playbook.channels[0].schedule.timezone).date()


async def call(services: Services, calling: Calling) -> bool:
    """Write down that the call is to be posted, once a channel and day. False: it was before."""
    place, (playbook, channel) = calling.place, calling.home
    now = services.clock.now()
    post = _post(place, playbook, local(now, channel.schedule.timezone).date(), now)
    async with services.store.writing() as shelves:
        is_new = await shelves.posts.plan(post)
        if is_new:
            key = f"post:{post.id}"
            await shelves.outbox.put(Delivery(key, DeliveryKind.POST, post.id, now, now + SHOWN_FOR))
            await shelves.deeds.put(calling.deed)
    services.wake()
    return is_new


async def draw_call(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the channel's card from the playbook as it is now. None: it has no plan any more."""
    words = services.words_at(post.place, playbook)
    return call_card(words, playbook.launch) if playbook.launch else None


def _post(place: Place, playbook: Playbook, on: date, now: datetime) -> Post:
    until = now + SHOWN_FOR
    return Post(
        post_id(place, on, KIND), place, on, KIND, playbook.id, KIND, playbook.id, now, until, slots=0
    )
