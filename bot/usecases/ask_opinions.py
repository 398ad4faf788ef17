"""Asking three questions a quarter without names: the letter, the answers, the closing, and reminders that rest by themselves.

No row links an answer to a person. That somebody has answered a question is known by a fingerprint made with the bot's key
and the quarter's chance number, which is thrown away at the closing together with the numbers; shares in tens remain.
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.cards.elements import Card
from bot.domain.opinions import (
    ANSWERS,
    QUESTIONS,
    Rest,
    are_open,
    are_over,
    must_rest,
    next_question,
    quarter_of,
    results_of,
)
from bot.domain.people import Member, PersonRef
from bot.ports import Shelves
from bot.screens.opinions import question_card
from bot.usecases.letter import letter_key, write
from bot.usecases.make_edition import Workspace, playbooks_in, smallest_group, today_in
from bot.usecases.membership import today_of
from bot.usecases.rounds import Visit
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell_leaders

SUBJECT: Final = "opinion"


async def plan_opinion(services: Services, visit: Visit) -> datetime | None:
    """Plan the letter of a quarter: once, on a member's first due day of its four weeks. Nobody is asked again."""
    member, quarter = visit.member, quarter_of(visit.on)
    if not (are_open(visit.on) and is_asked(services, member.person)):
        return None
    occasion = quarter.isoformat()
    async with services.store.reading() as shelves:
        if await shelves.outbox.get(letter_key(SUBJECT, occasion, member.person)):
            return None
    async with services.store.writing() as shelves:
        if await shelves.members.hold(member.person) == member:
            about = {"quarter": occasion}
            await write(
                shelves, member.person, SUBJECT, occasion, about, due_at=visit.now, expires_at=visit.until
            )
    return None


async def draw_opinion(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the first question. None: the questions of that quarter are closed."""
    quarter = date.fromisoformat(about["quarter"])
    if not is_open(services, member, quarter):
        return None
    return question_card(services.words_in(member.locale), quarter, QUESTIONS[0], smallest_group(services))


def is_asked(services: Services, person: PersonRef) -> bool:
    """Tell whether questions are asked where somebody is: not if any playbook there turned them off."""
    return all(each.pulse == "on" for each in playbooks_in(services, (person.platform, person.workspace)))


def is_open(services: Services, member: Member, quarter: date) -> bool:
    """Tell whether a member may still answer the questions of a quarter."""
    today = today_of(services, member)
    return quarter == quarter_of(today) and are_open(today) and is_asked(services, member.person)


async def answer(services: Services, member: Member, quarter: date, question: str, said: str) -> str | None:
    """Count an answer, once. Gives the next question; None: that was the last. What is no answer is left out."""
    if said in ANSWERS:
        person = member.person
        workspace = (person.platform, person.workspace)
        async with services.store.writing() as shelves:
            salt = await shelves.opinions.salt(workspace, quarter, secrets.token_hex(16))
            if await shelves.opinions.hear(workspace, quarter, _digest(services, salt, person, question)):
                await shelves.opinions.count_one(workspace, quarter, question, said)
    return next_question(question)


async def close_opinions(services: Services, now: datetime) -> None:
    """Close the questions whose four weeks are over: keep shares in tens, throw all else away, let reminders rest if need be."""
    async with services.store.reading() as shelves:
        waiting = await shelves.opinions.waiting()
    for workspace, quarter in waiting:
        if are_over(quarter, today_in(services, workspace)):
            async with services.store.writing() as shelves:
                await _close(services, shelves, workspace, quarter)


async def end_rest(shelves: Shelves, workspace: Workspace) -> bool:
    """Let reminders go on. False: they did."""
    return await shelves.opinions.end_rest(workspace)


async def _close(services: Services, shelves: Shelves, workspace: Workspace, quarter: date) -> None:
    said, smallest = await shelves.opinions.said(workspace, quarter), smallest_group(services)
    if not await shelves.opinions.close(workspace, quarter):
        return
    for subject, told in results_of(said, smallest).items():
        await shelves.crowds.put(workspace, subject, quarter, told)
    members = (await shelves.crowds.count(workspace, quarter, quarter)).members
    if must_rest(said, members, smallest):
        await shelves.opinions.put_rest(workspace, Rest(quarter, today_in(services, workspace)))
        facts = {"workspace": list(workspace), "quarter": quarter.isoformat()}
        await tell_leaders(services, shelves, "obliged", quarter.isoformat(), facts, workspace)


def _digest(services: Services, salt: str, person: PersonRef, question: str) -> str:
    """Make the fingerprint of "this person has answered this question". It does not hold the answer."""
    # The oldest key, which stays the same when a new one is put before it in the middle of a quarter.
    key = services.settings.secret_keys[-1].encode()
    said = "\x1f".join((salt, person.platform, person.workspace, person.user, question))
    return hmac.new(key, f"opinion\x1f{said}".encode(), "sha256").hexdigest()
