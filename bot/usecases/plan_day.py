"""The day by private message, for those who asked for it: the idea of their channel and a tip of their own path, together."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bot.cards.elements import Card
from bot.domain.acts import ActKind
from bot.domain.calendar import logical_date
from bot.domain.nudges import writing_hours
from bot.domain.path import is_first_week
from bot.domain.people import Member
from bot.domain.posts import Post
from bot.playbook.book import Channel
from bot.playbook.kinds.tip import Tip
from bot.playbook.schedule import occurrence
from bot.screens.nudge import day_card
from bot.usecases.learn import item_at, next_tip
from bot.usecases.letter import write
from bot.usecases.look import share_of, wanted
from bot.usecases.near import channels_near, playbook_near
from bot.usecases.record_act import record
from bot.usecases.rounds import Visit
from bot.usecases.services import Services

SUBJECT: Final = "day"
_ONE_DAY: Final = timedelta(days=1)


async def plan_day(services: Services, visit: Visit) -> datetime | None:
    """Plan the day's letter of a member who gets ideas privately. Gives the instant at which to look again today."""
    member, now = visit.member, visit.now
    if not member.choices.is_private:
        return None
    comes_at = _comes_at(services, member, visit.on)
    if now < comes_at:
        return comes_at
    post = await _idea(services, member, visit.on, comes_at)
    tip = await _tip(services, member, visit.on)
    if not post and not tip:
        return None
    async with services.store.writing() as shelves:
        if await shelves.members.hold(member.person) != member:
            return None
        about = {"post": post, "tip": tip}
        day = visit.on.isoformat()
        is_new = await write(shelves, member.person, SUBJECT, day, about, due_at=now, expires_at=visit.until)
        if tip and is_new:
            await record(services, shelves, member, tip, ActKind.TIP_SEEN, at=now)
    return None


async def draw_day(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the letter. None: they go back to the channel, or what it was about has left the playbook."""
    if not member.choices.is_private:
        return None
    words = services.words_in(member.locale)
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(about["post"])
    share = share_of(services, post) if post else None
    idea = share.letter(words, post) if share and post else None
    found = item_at(services, about["tip"])
    tip = found[1].card(words, about["tip"]) if found and isinstance(found[1], Tip) else None
    title = share.title if share and idea else found[1].title if found and tip else ""
    return day_card(words, idea, tip, title) if title else None


def _comes_at(services: Services, member: Member, on: date) -> datetime:
    """Give the instant of a date's letter: when the member's hours begin, or within them when their channel is posted to."""
    starts, ends = writing_hours(member, on)
    channel = _channel(services, member)
    posted_at = occurrence(channel.schedule, on) if channel else None
    return posted_at if posted_at and starts < posted_at < ends else starts


def _channel(services: Services, member: Member) -> Channel | None:
    return next((channel for _, _, channel in channels_near(services, member)), None)


async def _idea(services: Services, member: Member, on: date, comes_at: datetime) -> str:
    """Choose what their channel was given since the letter of the day before, unless they left it out. Empty: nothing.

    In the first week nothing about publishing is brought to anybody (R8).
    """
    if is_first_week(logical_date(member.arrangements, member.joined_at), on):
        return ""
    place = next((place for place, _, _ in channels_near(services, member)), None)
    if place is None:
        return ""
    before = _comes_at(services, member, on - _ONE_DAY)
    async with services.store.reading() as shelves:
        posts = [*await shelves.posts.on_day(place, on), *await shelves.posts.on_day(place, on - _ONE_DAY)]
    fits = (each for each in posts if before < each.due_at <= comes_at)
    return next((each.id for each in fits if _is_wanted(services, member, each, on)), "")


def _is_wanted(services: Services, member: Member, post: Post, on: date) -> bool:
    share, playbook = share_of(services, post), services.book().playbook(post.playbook)
    return bool(share and playbook and post.left and wanted(member, share, playbook, on))


async def _tip(services: Services, member: Member, on: date) -> str:
    playbook = playbook_near(services, member)
    if playbook.is_silent(Tip.kind, on):
        return ""
    found = await next_tip(services, member, playbook, is_brought=True)
    return found.key if found and wanted(member, found.tip, playbook, on) else ""
