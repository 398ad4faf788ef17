"""What is looked at, and how one look is kept from stopping the others."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import aiohttp

from adapters.dates import noting
from bot.domain.findings import Finding, broken
from bot.domain.skew import Skew
from bot.environment import judge_settings
from bot.playbook.load import Loaded, load
from bot.ports import Clock, PlatformError
from bot.settings import Settings


@dataclass(frozen=True)
class Patient:
    """An installation: its settings, as far as they can be read, and a line to the world."""

    settings: Settings
    problems: Sequence[str]
    """What is wrong with the settings."""
    session: aiohttp.ClientSession
    clock: Clock
    skews: dict[str, Skew] = field(default_factory=dict)
    """By platform: what its answers told of the time."""

    @classmethod
    def of(cls, env: Mapping[str, str], session: aiohttp.ClientSession, clock: Clock) -> "Patient":
        settings, problems = judge_settings(env)
        return cls(settings, problems, session, clock)

    @cached_property
    def loaded(self) -> Loaded:
        """What the playbooks say; reading them takes a second or two of the processor."""
        return load(self.settings.playbooks, is_live=True)

    def dated(self, platform: str) -> tuple[aiohttp.ClientSession, Skew]:
        """Give a session that notes the clock of a platform; whoever takes it closes it."""
        skew = self.skews.setdefault(platform, Skew())
        timeout, traces = self.session.timeout, [noting(skew, self.clock)]
        return aiohttp.ClientSession(timeout=timeout, trust_env=True, trace_configs=traces), skew


Check = Callable[[Patient], Awaitable[Sequence[Finding]]]


async def look(check: Check, patient: Patient, seconds: float) -> Sequence[Finding]:
    """Do one check. Whatever goes wrong in it is its finding; an error is named by its kind, for its words may hold secrets."""
    try:
        async with asyncio.timeout(seconds):
            return await check(patient)
    except TimeoutError:
        return [broken("late", seconds=round(seconds))]
    except PlatformError as error:
        return [broken("refused", reason=str(error))]
    except Exception as error:  # noqa: BLE001  one that fails stops no other
        return [broken("failed", error=type(error).__name__)]


def free_bytes(folder: str) -> int:
    """Tell how much room a folder's disk has for us."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize
