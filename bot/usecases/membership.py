"""Joining, choosing and leaving: always the person's own act, at once, and leaving leaves nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

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
    member = Member(
        person=person,
        locale=profile.locale,
        timezone=profile.timezone,
        joined_at=services.clock.now(),
        holidays=_holidays(services, person, place, profile.locale),
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


async def choose(
    services: Services, person: PersonRef, *, rhythm: Rhythm | None = None, locale: str | None = None
) -> Member | None:
    """Keep what a member chose. None: they are not a member, and nothing is kept."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return None
        member = replace(member, rhythm=rhythm or member.rhythm, locale=locale or member.locale)
        await shelves.members.put(member)
        return member


async def leave(services: Services, person: PersonRef) -> bool:
    """Erase the member with all their accounts, and everything kept about them. False: there was nothing."""
    async with services.store.writing() as shelves:
        await shelves.links.take_turn()
        member = await shelves.members.get(person)
        if member is None:
            return False
        held = await shelves.claims.of(member.person)
        await shelves.members.erase(member.person)
        await redraw(shelves, [claim.post for claim in held], services.clock.now())
    services.wake()
    return True


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
