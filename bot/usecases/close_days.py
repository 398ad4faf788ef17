"""Closing days: a sign of life each minute, outages told from it, and the quiet days written down when they come.

What is written stays as it was, so that a later edit of the playbook does not change days that have passed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

import structlog

from bot.domain.calendar import local
from bot.usecases.known_days import AHEAD, closures, silences
from bot.usecases.services import Services

PULSE_EVERY: Final = timedelta(seconds=55)
LONGEST_GAP: Final = timedelta(minutes=10)
"""A longer time without a sign of life is an outage: days on which the bot was away too long are nobody's."""
log = structlog.get_logger(__name__)


async def close_days(services: Services, now: datetime) -> None:
    """Give a sign of life, and write down an outage that has ended and the quiet days that have come.

    Signs of life of one process that follow each other are no outage, however far apart: then the clock was moved.
    """
    was_awake, services.rounds.is_awake = services.rounds.is_awake, False
    today = _today(services, now)
    async with services.store.reading() as shelves:
        last = await shelves.days.pulse()
        known = await shelves.days.quiet(today - timedelta(days=AHEAD))
    is_late = last is None or now - last >= PULSE_EVERY
    new = [(on, why) for on, why in _quiet(services, today) if on not in known]
    if is_late or new:
        async with services.store.writing() as shelves:
            if last and now - last > LONGEST_GAP and not was_awake:
                log.warning("service.was_away", since=last.isoformat(), until=now.isoformat())
                await shelves.days.put_outage(last, now)
            for on, why in new:
                await shelves.days.put_quiet(on, why, now)
            if is_late:
                await shelves.days.put_pulse(now)
        services.known_days.forget()
    services.rounds.is_awake = True


def quiet_in(services: Services, now: datetime) -> set[date]:
    """List the dates that it is now where a channel is: those of a silence that begins now."""
    zones = {each.schedule.timezone for playbook in services.book().playbooks for each in playbook.channels}
    return {local(now, zone).date() for zone in zones}


def _today(services: Services, now: datetime) -> date:
    """Give the latest date that has begun where a channel is."""
    zones = [
        channel.schedule.timezone for playbook in services.book().playbooks for channel in playbook.channels
    ]
    return max((local(now, zone).date() for zone in zones), default=now.date())


def _quiet(services: Services, today: date) -> Iterator[tuple[date, str]]:
    yield from ((on, "silence") for on in silences(services.book(), today))
    yield from ((on, "closure") for on in closures(services.book(), today) if on == today)
