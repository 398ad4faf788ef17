"""A night between writing and posting: a letter on the next working day, which knows nothing of the text (R19)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.cards.elements import Card
from bot.domain.calendar import logical_date
from bot.domain.claims import ClaimState
from bot.domain.nudges import writing_hours
from bot.domain.people import Member, PersonRef
from bot.screens.checkup import slept_card
from bot.texts import Words
from bot.usecases.learn import checkups
from bot.usecases.letter import write
from bot.usecases.look import share_of
from bot.usecases.services import Services

SUBJECT: Final = "night"


async def sleep_on_it(
    services: Services, person: PersonRef, post: str
) -> tuple[Member | None, date | None, bool]:
    """Plan a letter for the hours of the member's next due date, about a post or about nothing in particular.

    Gives the member, the date, and whether it is new. Without a date none is in sight, and nothing is kept.
    """
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return None, None, False
        days = await services.due_days(shelves)
        on = days.next_due(logical_date(member.arrangements, now), member)
        if on is None:
            return member, None, False
        starts, ends = writing_hours(member, on)
        occasion = f"{on.isoformat()}.{post}" if post else on.isoformat()
        is_new = await write(
            shelves, person, SUBJECT, occasion, {"post": post}, due_at=starts, expires_at=ends
        )
    services.wake()
    return member, on, is_new


async def draw_night(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the letter: with the kit, as long as the idea is theirs."""
    words = services.words_in(member.locale)
    return slept_card(words, await _kit(services, member, about.get("post", "")), _posture(services, words))


async def _kit(services: Services, member: Member, post_id: str) -> tuple[str, str] | None:
    if not post_id:
        return None
    async with services.store.reading() as shelves:
        claim = await shelves.claims.get(post_id, member.person)
        post = await shelves.posts.get(post_id)
    share = share_of(services, post) if post else None
    return (post_id, share.title) if claim and claim.state is ClaimState.HELD and share else None


def _posture(services: Services, words: Words) -> str:
    """Give the key of a check-up of posture, in the reader's language where there is one."""
    playbooks = sorted(services.book().playbooks, key=lambda each: each.language != words.language)
    return next(
        (
            playbook.key(each)
            for playbook in playbooks
            for each in checkups(playbook)
            if each.checks == "posture"
        ),
        "",
    )
