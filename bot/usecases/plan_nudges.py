"""Planning reminders: at the hour a member usually acts, once on a date, and only while they may be disturbed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards.elements import Card, Element
from bot.domain.acts import ActKind
from bot.domain.arrangement import Slot
from bot.domain.calendar import logical_date
from bot.domain.nudges import GOODBYE, Limits, Nudge, Quiet, decide
from bot.domain.path import is_first_week
from bot.domain.people import Member, PersonRef, Reminders
from bot.domain.streak import fold
from bot.playbook.book import Playbook
from bot.playbook.kinds.tip import Tip
from bot.playbook.schedule import occurrence
from bot.ports import PlatformError, RateLimited
from bot.screens.nudge import goodbye_card, idea_elements, nudge_card, tip_elements
from bot.usecases.fold_rhythm import fold_rhythm, standing_of
from bot.usecases.learn import item_at, next_tip
from bot.usecases.letter import write
from bot.usecases.look import open_now, share_of
from bot.usecases.membership import choose
from bot.usecases.near import channels_near, playbook_near
from bot.usecases.record_act import record
from bot.usecases.rounds import Visit
from bot.usecases.services import Services

SUBJECT: Final = "nudge"
ASK_AGAIN: Final = timedelta(minutes=15)
"""How long to wait before asking again whether somebody may be disturbed."""


async def plan_nudge(services: Services, visit: Visit) -> datetime | None:
    """Plan the reminder of a member's day, if there is to be one. Gives the instant at which to look again today."""
    member = visit.member
    if member.choices.reminders is Reminders.OFF:
        return None
    decided = await _decide(services, visit)
    if isinstance(decided, Quiet):
        return None
    if visit.now < decided.at:
        return decided.at
    if await _rest(services, member.person):
        return None
    every = services.platforms[member.person.platform].abilities.asks_every
    turn = services.rounds.turns.take(member.person, visit.now, every)
    if visit.now < turn:
        return turn
    if not await _is_available(services, member.person, visit.now):
        return visit.now + ASK_AGAIN
    await _put(services, member, decided, visit.now)
    return None


async def draw_nudge(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw a reminder. None: since it was planned they have taken a step, paused, or stopped reminders."""
    words = services.words_in(member.locale)
    if about["wording"] == GOODBYE:
        return goodbye_card(words)
    if member.choices.reminders is Reminders.OFF:
        return None
    async with services.store.reading() as shelves:
        streak = await fold_rhythm(services, shelves, member)
        post = await shelves.posts.get(about["post"])
    if await _rest(services, member.person):
        return None
    if not streak.is_today_due or streak.is_today_counted:
        return None
    thing: tuple[Element, ...] = ()
    found, share = item_at(services, about["tip"]), share_of(services, post) if post else None
    if found and isinstance(found[1], Tip):
        thing = tip_elements(words, about["tip"], found[1])
    elif post and share:
        thing = idea_elements(words, post, share)
    return nudge_card(words, about["wording"], thing, spared_on=streak.days.spared_on)


async def stop(services: Services, person: PersonRef) -> Member | None:
    """Send no more reminders. None: they are not a member."""
    return await choose(services, person, reminders=Reminders.OFF)


async def start(services: Services, person: PersonRef) -> Member | None:
    """Send reminders again, one a week at most. None: they are not a member."""
    return await choose(services, person, reminders=Reminders.WEEKLY)


async def has_said_goodbye(services: Services, member: Member) -> bool:
    """Tell whether a member's last reminder, as far as it is kept, was the goodbye."""
    async with services.store.reading() as shelves:
        sent = await shelves.nudges.of(member.person)
    return bool(sent) and sent[-1].wording == GOODBYE


async def _decide(services: Services, visit: Visit) -> Nudge | Quiet:
    member = visit.member
    async with services.store.reading() as shelves:
        acts = await shelves.acts.of(member.person)
        base = await standing_of(shelves, member.person)
        sent = await shelves.nudges.of(member.person)
    streak = fold(member, acts, days=visit.days, now=visit.now, base=base)
    limits = _limits(playbook_near(services, member))
    return decide(member, streak, acts, sent, limits, _item_at(services, visit))


def _limits(playbook: Playbook) -> Limits:
    allowed = playbook.nudges
    return Limits(allowed.most_a_week, Slot(allowed.starts_at, allowed.ends_at))


def _item_at(services: Services, visit: Visit) -> datetime | None:
    """Tell when the day's idea or tip comes to a member: in the channels near them, or in their own hours."""
    if visit.member.choices.is_private:
        return visit.starts
    runs = [
        occurrence(channel.schedule, visit.on) for _, _, channel in channels_near(services, visit.member)[:1]
    ]
    return next((run for run in runs if run), None)


async def _rest(services: Services, person: PersonRef) -> bool:
    """Tell whether no reminders are sent where somebody is, because many felt obliged (R48)."""
    async with services.store.reading() as shelves:
        return await shelves.opinions.rest((person.platform, person.workspace)) is not None


async def _is_available(services: Services, person: PersonRef, now: datetime) -> bool:
    """Ask the platform, outside any transaction. What it cannot tell just now counts as no."""
    busy_until = services.rounds.busy_until
    if now < busy_until.get(person.platform, now):
        return False
    try:
        return await services.platforms[person.platform].is_available(person)
    except RateLimited as limit:
        busy_until[person.platform] = now + timedelta(seconds=limit.retry_after)
        return False
    except PlatformError:
        return False


async def _put(services: Services, member: Member, nudge: Nudge, now: datetime) -> None:
    """Write the reminder and its letter down together: of several machines, one does. Who has just changed waits."""
    tip, post = ("", "") if nudge.is_goodbye else await _small_thing(services, member, nudge.on)
    async with services.store.writing() as shelves:
        if nudge.is_goodbye:
            await shelves.links.take_turn()
        if await shelves.members.hold(member.person) != member:
            return
        if not await shelves.nudges.put(member.person, nudge.reminder):
            return
        about = {"wording": nudge.wording, "tip": tip, "post": post}
        day = nudge.on.isoformat()
        await write(shelves, member.person, SUBJECT, day, about, due_at=now, expires_at=nudge.until)
        if tip:
            await record(services, shelves, member, tip, ActKind.TIP_SEEN, at=now)
        if nudge.is_goodbye:
            await shelves.members.put(
                replace(member, choices=replace(member.choices, reminders=Reminders.OFF))
            )


async def _small_thing(services: Services, member: Member, on: date) -> tuple[str, str]:
    """Choose a tip to read right there, by its key, else an idea that is open, by its post, else neither."""
    playbook = playbook_near(services, member)
    if not playbook.is_silent(Tip.kind, on):
        found = await next_tip(services, member, playbook, is_brought=True)
        if found:
            return found.key, ""
    if not is_first_week(logical_date(member.arrangements, member.joined_at), on):
        for post, _ in await open_now(services, member.person, member=member):
            if post.left and post.playbook == playbook.id:
                return "", post.id
    return "", ""
