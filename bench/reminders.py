"""Reminders from plan to last delivery beside the least time that Slack's limits allow, on a loop where waiting takes no time."""

import asyncio
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Final

import store
from bench.limits import Workplaces
from bench.processes import free_ports, live_playbook, settings_of
from bot.app import running
from bot.domain.arrangement import Arrangement, Slot
from bot.domain.people import Choices, Member, PersonRef, Reminders, Rhythm
from bot.environment import read_settings
from sandbox.people import TEAM
from tests.faults.town import _still_files as still_files
from tests.faults.virtual_time import loops_clock, run

BEGIN: Final = datetime(2026, 11, 23, 13, 20, tzinfo=UTC)
"""A Monday; everybody's reminder is due at half past one, the worst case, and may come until seven in the evening."""
DUE: Final = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
HOURS: Final = Arrangement(date(2026, 1, 1), "Europe/London", slot=Slot(hour(8), hour(19)))
RATES: Final = {
    "users.info": (100, 2),
    "dnd.info": (50, 1),
    "users.getPresence": (50, 1),
    "chat.postMessage": (300, 1),
}
"""A minute; and how many calls one reminder needs: who they are is asked before planning and again before sending."""


@dataclass(frozen=True)
class Reminded:
    """How long it took."""

    people: int
    received: int
    twice: int
    minutes: float
    least_minutes: float
    refused: int
    real_seconds: float

    @property
    def ratio(self) -> float:
        return self.minutes / self.least_minutes


def least_minutes(people: int) -> float:
    """Compute what the slowest of the calls takes, when the sandbox's burst of a minute's worth is free."""
    return max(*((people * calls - rate) / rate for rate, calls in RATES.values()), 0.1)


async def remind(people: int, folder: Path) -> Reminded:
    """Let so many members' reminders come due at once, and live until the last has arrived or their hours are over."""
    began = time.monotonic()
    clock = loops_clock(BEGIN, "Europe/London")
    workplaces = Workplaces(people, clock)
    playbook = live_playbook(folder)
    front = playbook / "playbook.yaml"
    words = front.read_text(encoding="utf-8").replace('to: "16:00"', 'to: "19:00"')
    front.write_text(words, encoding="utf-8")
    url = f"sqlite:///{folder}/reminders.sqlite3"
    await _join(url, workplaces)
    async with workplaces.open():
        env = settings_of(url, playbook, free_ports(1)[0], 9, "0" * 32) | workplaces.settings()
        with still_files(1):
            async with running(replace(read_settings(env), is_live=False), clock):
                log = workplaces.slack.log
                while clock.now() < BEGIN + timedelta(hours=6):
                    await asyncio.sleep(60)
                    if sum(each.kind == "post" and each.channel.startswith("D") for each in log) >= people:
                        break
    shown = [each for each in log if each.kind == "post" and each.channel.startswith("D")]
    asked = [each for each in log if each.kind == "call" and each.method in RATES]
    ends = shown[-1].at if shown else clock.now()
    return Reminded(
        people=people,
        received=len({each.channel for each in shown}),
        twice=len(shown) - len({each.channel for each in shown}),
        minutes=(ends - DUE).total_seconds() / 60,
        least_minutes=least_minutes(people),
        refused=sum(each.outcome == "ratelimited" for each in asked),
        real_seconds=time.monotonic() - began,
    )


async def _join(url: str, workplaces: Workplaces) -> None:
    cellar = await store.open_store(url)
    async with cellar.writing() as shelves:
        for person in workplaces.people:
            choices = Choices(Rhythm.DAILY, reminders=Reminders.USUAL)
            joined_at = BEGIN - timedelta(days=30)
            ref = PersonRef("slack", TEAM, person.id)
            await shelves.members.put(Member(ref, "en-GB", joined_at, (HOURS,), choices=choices))
    await cellar.close()


def reminded(people: int) -> Reminded:
    """Run it on a loop of its own."""
    # A file in memory: thousands of small commits would measure the disk, in time that does not count here.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        return run(remind(people, Path(folder)))
