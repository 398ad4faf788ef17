"""Drawing notices: what somebody is told of their part in the programme, such as an admin, worded when it is sent."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.domain.proposals import Proposal, ProposalState
from bot.playbook.kinds.prompt import Prompt
from bot.playbook.problems import Problem
from bot.screens.brainstorm import ready_card
from bot.screens.delivery import Doubt, halted_card, held_card, refused_card, reinstall_card
from bot.screens.examples import told_card
from bot.screens.notice import broken_card, mended_card
from bot.screens.opinions import obliged_card
from bot.screens.proposals import accepted_card, declined_card, reminder_card
from bot.screens.question_box import waiting_card
from bot.screens.setup import pilot_over_card, profiles_card, rotation_card
from bot.texts import Words
from bot.usecases.buddy import draw_wish
from bot.usecases.question_box import waiting_for
from bot.usecases.remind_admins import long_terms
from bot.usecases.services import Services
from bot.usecases.tell_admins import doubt_of

Facts = Mapping[str, Any]


async def draw_notice(services: Services, words: Words, notice: str) -> Card | None:
    """Draw a notice from what its delivery keeps. None: it has become needless."""
    told = json.loads(notice)
    # Before there were others, all notices were about the playbook and did not say so.
    return await NOTICES[told.get("about", "playbook")](services, words, told)


def title_of(services: Services, post: Post) -> str:
    """Name what a post shows, by its title or else by its id."""
    playbook = services.book().playbook(post.playbook)
    item = playbook.item(post.kind, post.item) if playbook else None
    return item.title if item else post.item


def doubt_seen(services: Services, delivery: Delivery, post: Post) -> Doubt:
    """Put together what an admin is asked of a post in doubt."""
    found = services.book().at(post.place)
    zone = found[1].schedule.timezone if found else "UTC"
    sent_at = local(delivery.tried_at or delivery.due_at, zone)
    return Doubt(doubt_of(delivery), title_of(services, post), post.place, sent_at)


async def _draw_playbook(_services: Services, words: Words, told: Facts) -> Card:
    problems = [Problem(**each) for each in told["problems"]]
    return broken_card(words, problems, told["count"]) if problems else mended_card(words)


async def _draw_held(services: Services, words: Words, told: Facts) -> Card | None:
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(told["post"])
        delivery = await shelves.outbox.get(f"post:{told['post']}")
    if post is None or delivery is None or delivery.state is not DeliveryState.HELD:
        return None
    return held_card(words, doubt_seen(services, delivery, post))


async def _draw_halted(_services: Services, words: Words, told: Facts) -> Card:
    place = Place(told["platform"], told["workspace"], told["channel"])
    return halted_card(words, place, told["reason"])


async def _draw_reinstall(_services: Services, words: Words, told: Facts) -> Card:
    return reinstall_card(words, told["name"], told["reason"], told["address"])


async def _draw_refused(services: Services, words: Words, told: Facts) -> Card | None:
    async with services.store.reading() as shelves:
        post = await shelves.posts.get(told["post"])
    return refused_card(words, title_of(services, post), post.place, told["reason"]) if post else None


async def _draw_pilot(_services: Services, words: Words, told: Facts) -> Card:
    return pilot_over_card(words, told["name"])


async def _draw_profiles(_services: Services, words: Words, _told: Facts) -> Card:
    return profiles_card(words)


async def _draw_rotation(services: Services, words: Words, told: Facts) -> Card | None:
    playbook, since = services.book().playbook(told["playbook"]), date.fromisoformat(told["since"])
    found = long_terms(playbook, since) if playbook else ()
    departments = dict.fromkeys(each.department for each in found if each.department)
    return rotation_card(words, told["name"], since, list(departments)) if found else None


async def _draw_buddy(services: Services, words: Words, told: Facts) -> Card | None:
    return await draw_wish(services, words, told["who"])


async def _draw_example(_services: Services, words: Words, told: Facts) -> Card:
    return told_card(words, told["outcome"])


async def _draw_answer(services: Services, words: Words, told: Facts) -> Card | None:
    proposal = await _proposal(services, told)
    if proposal is None or proposal.state is ProposalState.OPEN:
        return None
    title = proposal.wording.title
    is_accepted = proposal.state is ProposalState.ACCEPTED
    return accepted_card(words, title) if is_accepted else declined_card(words, title, proposal.reason)


async def _draw_proposal(services: Services, words: Words, told: Facts) -> Card | None:
    proposal = await _proposal(services, told)
    is_open = proposal is not None and proposal.state is ProposalState.OPEN
    return reminder_card(words, proposal) if proposal and is_open else None


async def _proposal(services: Services, told: Facts) -> Proposal | None:
    async with services.store.reading() as shelves:
        return await shelves.proposals.get(told["platform"], told["workspace"], told["proposal"])


async def _draw_obliged(services: Services, words: Words, told: Facts) -> Card | None:
    platform, workspace = told["workspace"]
    async with services.store.reading() as shelves:
        rest = await shelves.opinions.rest((platform, workspace))
    return obliged_card(words) if rest else None


async def _draw_questions(services: Services, words: Words, told: Facts) -> Card | None:
    count = await waiting_for(services, told["platform"], told["workspace"], told["playbook"])
    return waiting_card(words, count) if count else None


async def _draw_brainstorm(services: Services, words: Words, told: Facts) -> Card | None:
    async with services.store.reading() as shelves:
        found = await shelves.brainstorms.get(told["platform"], told["workspace"], told["brainstorm"])
    if found is None or found.votes_until is not None:
        return None
    playbook = services.book().playbook(found.playbook)
    prompt = playbook.item(Prompt.kind, found.item) if playbook else None
    return ready_card(words, found, prompt.title if prompt else found.item)


NOTICES: Final[Mapping[str, Callable[[Services, Words, Facts], Awaitable[Card | None]]]] = MappingProxyType(
    {
        "playbook": _draw_playbook,
        "held": _draw_held,
        "halted": _draw_halted,
        "refused": _draw_refused,
        "reinstall": _draw_reinstall,
        "pilot": _draw_pilot,
        "profiles": _draw_profiles,
        "rotation": _draw_rotation,
        "buddy": _draw_buddy,
        "example": _draw_example,
        "proposal": _draw_proposal,
        "answer": _draw_answer,
        "obliged": _draw_obliged,
        "questions": _draw_questions,
        "brainstorm": _draw_brainstorm,
    }
)
"""What a notice may be about, as `tell_admins` is told. A new one is a line here and its drawing."""
DUTIES: Final = frozenset({"pilot", "profiles", "rotation", "proposal", "questions", "brainstorm"})
"""What the programme asks of somebody, which can wait in a silence; what is about the bot itself, or answers, cannot."""
