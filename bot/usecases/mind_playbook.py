"""Minding the playbook: a good edit is kept against a restart, a bad one is told to the admins, once and privately."""

from collections.abc import Sequence
from dataclasses import asdict

import structlog

from bot.domain.edits import KeptPlaybook
from bot.playbook.problems import Problem
from bot.playbook.watch import Watched
from bot.screens.notice import SHOWN
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell_admins

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
            first = [{**asdict(each), "values": dict(each.values)} for each in blocking[:SHOWN]]
            facts = {"count": len(blocking), "problems": first}
            occasion = f"{now.isoformat()}:{snapshot.digest}"
            await tell_admins(services, shelves, "playbook", occasion, facts)
    watched.noted = snapshot.digest
    if is_news:
        services.wake()


def _log(services: Services, problems: Sequence[Problem]) -> None:
    for problem in problems:
        write = log.error if problem.blocks else log.info
        write("playbook.problem", text=problem.text(services.texts.for_locale("en")))
