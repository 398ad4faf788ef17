"""CHECKS, the table of what is looked at on this machine, and the looks that the doors bring along."""

from collections.abc import Sequence
from typing import Final

import store
from adapters import LOOKS
from adapters.visit import Look, Visit
from bot.domain.findings import Finding, broken, well, worth_a_look
from bot.domain.installations import Installation
from bot.tools.doctor.address import address, certificate
from bot.tools.doctor.database import database, keys, ledger, room
from bot.tools.doctor.patient import Check, Patient
from bot.tools.slack_manifest import scopes_of
from bot.usecases.keep_installations import installations

_SHOWN: Final = 5


async def settings(patient: Patient) -> Sequence[Finding]:
    """Name everything that is wrong with the settings."""
    return [broken("setting", problem=problem) for problem in patient.problems] or [well("settings")]


async def playbook(patient: Patient) -> Sequence[Finding]:
    """Read the playbooks as the bot would."""
    if not str(patient.settings.playbooks).strip(".") or not patient.settings.playbooks.is_dir():
        return [broken("playbook_missing", folder=str(patient.settings.playbooks))]
    loaded = patient.loaded
    wrong = [each for each in loaded.problems if each.blocks]
    if wrong:
        first = ", ".join(f"{each.where}" for each in wrong[:_SHOWN])
        return [
            broken("playbook_wrong", count=len(wrong), places=first, folder=str(patient.settings.playbooks))
        ]
    if loaded.problems:
        return [worth_a_look("playbook_advice", count=len(loaded.problems))]
    return (
        [well("playbook", names=", ".join(each.name for each in loaded.book.playbooks))]
        if loaded.book
        else []
    )


async def clock(patient: Patient) -> Sequence[Finding]:
    """Compare our clock with those of the platforms, as they dated their answers."""
    known = {name: skew for name, skew in patient.skews.items() if skew.ahead is not None}
    if not known:
        return [worth_a_look("clock_unknown")]
    found = []
    for name, skew in known.items():
        seconds = round(abs(skew.ahead.total_seconds())) if skew.ahead else 0
        if skew.is_too_far:
            found.append(broken("clock_wrong", platform=name, seconds=seconds))
        elif skew.is_worth_a_word:
            found.append(worth_a_look("clock_off", platform=name, seconds=seconds))
    return found or [well("clock")]


CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("settings", settings),
    ("database", database),
    ("room", room),
    ("ledger", ledger),
    ("keys", keys),
    ("playbook", playbook),
    ("address", address),
    ("certificate", certificate),
)


def platform_checks(patient: Patient) -> Sequence[tuple[str, Check]]:
    """List what the doors of the platforms that are set look at."""
    return [
        (name, _visiting(platform, seen))
        for platform in patient.settings.doors
        for name, seen in LOOKS.get(platform, {}).items()
    ]


def _visiting(platform: str, seen: Look) -> Check:
    async def check(patient: Patient) -> Sequence[Finding]:
        session, skew = patient.dated(platform)
        async with session:
            config = patient.settings.doors[platform]
            channels = _channels(patient, platform)
            known = await _installations(patient, platform) if config.get("client_id") else ()
            visit = Visit(config, channels, scopes_of(), session, skew, patient.clock, known)
            return await seen(visit)

    return check


async def _installations(patient: Patient, platform: str) -> Sequence[Installation]:
    """Read where the bot was let in by consent; nowhere, where there is no database yet."""
    try:
        opened = store.open_for_reading(patient.settings.database_url)
    except FileNotFoundError:
        return ()
    try:
        async with opened.reading() as shelves:
            return await installations(shelves, patient.settings, platform)
    finally:
        await opened.close()


def _channels(patient: Patient, platform: str) -> Sequence[str]:
    book = patient.loaded.book if patient.settings.playbooks.is_dir() else None
    playbooks = book.playbooks if book else ()
    return sorted(
        {channel.channel for each in playbooks for channel in each.channels if channel.platform == platform}
    )
