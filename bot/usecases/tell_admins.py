"""Telling admins about the bot itself: one private message each, worded when it is sent, and the same thing once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.domain.delivery import Delivery, DeliveryKind, Halt
from bot.domain.people import PersonRef, Place
from bot.ports import Shelves
from bot.usecases.services import Services

WORTH_TELLING_FOR: Final = timedelta(hours=12)
LEADERS_TOLD_FOR: Final = timedelta(days=4)
log = structlog.get_logger(__name__)


async def tell_admins(
    services: Services,
    shelves: Shelves,
    about: str,
    occasion: str,
    facts: Mapping[str, Any],
    at: Place | None = None,
) -> None:
    """Put a notice for each admin into the outbox, in the transaction of what it is about.

    `about` is what `draw_notice` knows how to draw, `occasion` what makes it this one and no other: it is told once. What
    concerns one place is told to the admins of its workspace, if there are any.
    """
    now = services.clock.now()
    told = json.dumps({"about": about, **facts})
    admins = sorted(set(_admins(services, await shelves.workspaces.all())))
    near = [each for each in admins if at and (each.platform, each.workspace) == (at.platform, at.workspace)]
    if not admins:
        log.error("admins.nobody_to_tell", about=about, occasion=occasion)
    for person in near or admins:
        await shelves.outbox.put(_notice(about, occasion, told, person, now, now + WORTH_TELLING_FOR))


async def tell(
    shelves: Shelves,
    person: PersonRef,
    about: str,
    occasion: str,
    facts: Mapping[str, Any],
    due_at: datetime,
    expires_at: datetime,
) -> None:
    """Put a notice for one person into the outbox, who need not be a member: about their part in the programme, once."""
    told = json.dumps({"about": about, **facts})
    await shelves.outbox.put(_notice(about, occasion, told, person, due_at, expires_at))


async def tell_leaders(
    services: Services,
    shelves: Shelves,
    about: str,
    occasion: str,
    facts: Mapping[str, Any],
    workspace: tuple[str, str],
) -> None:
    """Put a notice for each champion and admin of a workspace into the outbox; it waits for the weekend to pass."""
    now, told = services.clock.now(), json.dumps({"about": about, **facts})
    champions = (
        PersonRef(*workspace, each.person.id)
        for playbook in services.book().playbooks
        for each in playbook.champions
        if each.person.platform == workspace[0] and each.person.workspace in {"", workspace[1]}
    )
    for person in sorted({*champions, *_admins(services, [workspace])}):
        await shelves.outbox.put(_notice(about, occasion, told, person, now, now + LEADERS_TOLD_FOR))


def _notice(
    about: str, occasion: str, told: str, person: PersonRef, due_at: datetime, expires_at: datetime
) -> Delivery:
    return Delivery(
        key=notice_key(about, occasion, person),
        kind=DeliveryKind.NOTICE,
        post="",
        due_at=due_at,
        expires_at=expires_at,
        person=person,
        notice=told,
    )


def notice_key(about: str, occasion: str, person: PersonRef) -> str:
    """Name the notice to one admin."""
    return f"notice:{about}:{occasion}:{person.platform}/{person.workspace}/{person.user}"


def doubt_of(delivery: Delivery) -> str:
    """Name a doubt as the occasion of a notice: one that is posted again may be in doubt again."""
    return f"{delivery.post}.{delivery.fence}"


async def stop(services: Services, shelves: Shelves, place: Place, reason: str) -> None:
    """Say nothing more in a channel, or without one in the whole workspace, until it is mended; tell the admins once."""
    now, channel = services.clock.now(), place.channel
    if not await shelves.halts.put(Halt(place.platform, place.workspace, channel, reason, now)):
        return
    log.error("halted", platform=place.platform, channel=channel, reason=reason)
    facts = {
        "platform": place.platform,
        "workspace": place.workspace,
        "channel": channel,
        "reason": reason,
    }
    occasion = f"{place.workspace}/{channel}:{now.isoformat()}"
    await tell_admins(services, shelves, "halted", occasion, facts, place if channel else None)


def is_named_admin(services: Services, person: PersonRef) -> bool:
    """Tell whether a playbook or the operator names somebody as an admin, who may answer for every workspace."""
    return services.settings.is_admin(person) or services.book().is_admin(person)


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
