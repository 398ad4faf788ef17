"""Joining and choosing: always the person's own act, at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.domain.arrangement import MOST_WEEKLY, Arrangement
from bot.domain.calendar import arranged, local, logical_date
from bot.domain.people import Member, PersonRef, Place, Profile, Rhythm
from bot.ports import Shelves
from bot.usecases.services import Services


class GuestsCannotJoin(Exception):
    """Guests, bots and deactivated people are not members of the programme."""


async def find_member(services: Services, person: PersonRef) -> Member | None:
    """Look up whom an account belongs to: of linked accounts, each gives the same member."""
    async with services.store.reading() as shelves:
        return await shelves.members.get(person)


async def join(services: Services, person: PersonRef, place: Place | None) -> Member:
    """Make the person a member, with the locale and time zone the platform knows and nothing else chosen.

    Joining twice changes nothing. Raises GuestsCannotJoin and the PlatformErrors of `profile`.
    """
    profile = await profile_of_colleague(services, person)
    now = services.clock.now()
    today = local(now, profile.timezone).date()
    holidays = _holidays(services, person, place, profile.locale)
    member = Member(
        person=person,
        locale=profile.locale,
        joined_at=now,
        arrangements=(Arrangement(since=today, timezone=profile.timezone, holidays=holidays),),
        renewed_on=today,
    )
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        known = await shelves.members.get(person)
        if known:
            return known
        await shelves.members.put(member)
    return member


async def profile_of_colleague(services: Services, person: PersonRef) -> Profile:
    """Ask the platform who they are. Raises GuestsCannotJoin and the PlatformErrors of `profile`."""
    profile = await services.platforms[person.platform].profile(person)
    if profile.is_guest or profile.is_bot or profile.is_gone:
        raise GuestsCannotJoin
    return profile


async def change(services: Services, person: PersonRef, changed: Callable[[Member], Member]) -> Member | None:
    """Keep what a member wishes to be different. None: they are not a member, and nothing is kept."""
    async with services.store.writing() as shelves:
        # One wish after the other: a member is written as a whole, and no press may undo another one.
        await shelves.links.take_turn()
        member = await shelves.members.hold(person)
        if member is None:
            return None
        member = replace(changed(member), renewed_on=today_of(services, member))
        await shelves.members.put(member)
        return member


async def choose(services: Services, person: PersonRef, **choices: Any) -> Member | None:
    """Keep what a member chose, as fields of `Choices`. None: they are not a member, and nothing is kept."""
    return await change(
        services, person, lambda member: replace(member, choices=replace(member.choices, **choices))
    )


async def choose_rhythm(
    services: Services, person: PersonRef, rhythm: Rhythm, *, weekly_target: int | None = None
) -> Member | None:
    """Keep which rhythm a member chose, and how many days make their week if they said so."""

    def changed(member: Member) -> Member:
        member = replace(member, choices=replace(member.choices, rhythm=rhythm))
        if weekly_target is None:
            return member
        wish = replace(member.arrangement, weekly_target=weekly_target)
        return rearranged(member, wish, services.clock.now())

    return await change(services, person, changed)


def read_rhythm(value: str) -> tuple[Rhythm, int | None] | None:
    """Read a button's `daily`, `weekly`, `off`, or `weekly-2` with the days that make a week. None: it is none of them."""
    name, _, days = value.partition("-")
    if name not in {Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.OFF}:
        return None
    target = int(days) if days.isdecimal() and 1 <= int(days) <= MOST_WEEKLY else None
    return Rhythm(name), target


def rearranged(member: Member, wish: Arrangement, now: datetime) -> Member:
    """Arrange a member's days anew, from their next date on. `wish.since` is of no importance."""
    return replace(member, arrangements=arranged(member.arrangements, wish, now))


def holds_from(services: Services, member: Member) -> date | None:
    """Tell from which date on the newest arrangement holds. None: it does already."""
    since = member.arrangement.since
    return since if since > today_of(services, member) else None


def today_of(services: Services, member: Member) -> date:
    """Give the member's date at this moment, which begins when their day begins."""
    return logical_date(member.arrangements, services.clock.now())


async def redraw(shelves: Shelves, posts: Sequence[str], now: datetime) -> None:
    """Ask for the cards of posts, as far as they are open, because a place became free."""
    for post_id in posts:
        post = await shelves.posts.get(post_id)
        if post and post.closes_at > now:
            await shelves.outbox.ask_update(post.id, now, post.closes_at)


def _holidays(services: Services, person: PersonRef, place: Place | None, locale: str) -> str:
    """Take the public holidays of the channel they joined from, else of the first playbook in their language."""
    book = services.book()
    found = book.at(place) if place else None
    if found:
        return found[1].schedule.skip_holidays
    language = services.texts.for_locale(locale).language
    channels = [
        channel
        for playbook in sorted(book.playbooks, key=lambda each: each.language != language)
        for channel in playbook.channels
        if channel.platform == person.platform
    ]
    return channels[0].schedule.skip_holidays if channels else ""
