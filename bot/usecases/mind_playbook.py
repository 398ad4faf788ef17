"""Minding the playbook: a good edit is kept against a restart, a bad one is told to the admins, once and privately."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Final

import structlog

from bot.cards.elements import Card
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import KeptPlaybook
from bot.domain.people import PersonRef
from bot.playbook.problems import Problem
from bot.playbook.watch import Watched
from bot.ports import Shelves
from bot.screens.notice import SHOWN, broken_card, mended_card
from bot.texts import Words
from bot.usecases.services import Services

WORTH_TELLING_FOR: Final = timedelta(hours=12)
log = structlog.get_logger(__name__)


async def begin(services: Services, watched: Watched) -> None:
    """Lay over what was edited in chat, and say how the folder was found when the bot started."""
    async with services.store.reading() as shelves:
        edits = await shelves.playbooks.edits()
    _log(services, (*watched.lay_over(edits), *watched.problems))
    await _note(services, watched)


async def mind_playbook(services: Services, watched: Watched) -> None:
    """Look at the folder and at the edits made in chat, and do what their change asks for."""
    async with services.store.reading() as shelves:
        edits = await shelves.playbooks.edits()
    _log(services, watched.lay_over(edits))
    problems = await watched.check()
    if problems is not None:
        _log(services, problems)
        log.info("playbook.read", is_broken=watched.is_broken)
    await _note(services, watched)


async def _note(services: Services, watched: Watched) -> None:
    """Keep a good playbook, or note a broken one; tell the admins when that is news on any machine.

    What could not be written down is tried again at the next look.
    """
    snapshot = watched.settled
    if snapshot is None or snapshot.digest == watched.noted:
        return
    now = services.clock.now()
    blocking = [problem for problem in watched.problems if problem.blocks]
    if not blocking:
        watched.good_since = now
    async with services.store.writing() as shelves:
        if blocking:
            is_news = await shelves.playbooks.mark_broken(snapshot.digest)
        else:
            is_news = await shelves.playbooks.keep(KeptPlaybook(snapshot.digest, snapshot.contents, now))
        if is_news:
            await _tell_admins(services, shelves, snapshot.digest, blocking)
    watched.noted = snapshot.digest
    if is_news:
        services.wake()


def notice_card(words: Words, notice: str) -> Card:
    """Draw a notice from what its delivery keeps."""
    told = json.loads(notice)
    problems = [Problem(**each) for each in told["problems"]]
    return broken_card(words, problems, told["count"]) if problems else mended_card(words)


async def _tell_admins(
    services: Services, shelves: Shelves, digest: str, problems: Sequence[Problem]
) -> None:
    now = services.clock.now()
    first = [{**asdict(each), "values": dict(each.values)} for each in problems[:SHOWN]]
    told = json.dumps({"count": len(problems), "problems": first})
    for person in sorted(set(_admins(services, await shelves.workspaces.all()))):
        key = f"notice:{now.isoformat()}:{digest}:{person.platform}/{person.workspace}/{person.user}"
        expires_at = now + WORTH_TELLING_FOR
        await shelves.outbox.put(
            Delivery(key, DeliveryKind.NOTICE, "", now, expires_at, person=person, notice=told)
        )


def _admins(services: Services, workspaces: Sequence[tuple[str, str]]) -> Iterator[PersonRef]:
    """List the people whom the playbooks or the operator name as admins, in the workspaces we are in."""
    named = [
        (each.platform, each.workspace, each.id)
        for playbook in services.book().playbooks
        for each in playbook.admins
    ]
    named += [(platform, "", user) for platform, user in services.settings.admins]
    for platform, of, user in named:
        for known, workspace in workspaces:
            if platform == known and of in {"", workspace}:
                yield PersonRef(platform, workspace, user)


def _log(services: Services, problems: Sequence[Problem]) -> None:
    for problem in problems:
        write = log.error if problem.blocks else log.info
        write("playbook.problem", text=problem.text(services.texts.for_locale("en")))
