"""Reminding admins, never volunteers, of what a programme needs of them."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.playbook.book import Playbook
from bot.playbook.programme import Champion
from bot.playbook.schedule import in_working_hours
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell_admins

WITHIN: Final = timedelta(days=5)
"""A bot that was away on the day says it some days later. Shorter than notices are kept, by which it is said once."""
A_TERM_MONTHS: Final = 9
"""Between six and twelve months a champion hands over (R87)."""
QUARTERS: Final = frozenset({1, 4, 7, 10})


async def remind_admins(services: Services, now: datetime) -> None:
    """Put what is due today into the outbox, by day and on a posting day. It may be done any number of times."""
    today = now.date()
    due = [
        (about, occasion, playbook)
        for playbook in services.book().playbooks
        if in_working_hours(playbook.channels[0].schedule, now) == now
        for about, occasion in _due(playbook, today)
    ]
    if not due or services.is_silent():
        return
    async with services.store.writing() as shelves:
        for about, occasion, playbook in due:
            facts = {"name": playbook.name, "playbook": playbook.id, "since": occasion.rpartition("/")[2]}
            await tell_admins(services, shelves, about, occasion, facts)


def _due(playbook: Playbook, today: date) -> list[tuple[str, str]]:
    found = []
    if playbook.pilot and timedelta() < today - playbook.pilot.until <= WITHIN:
        found.append(("pilot", f"{playbook.id}/{playbook.pilot.until}"))
    profiles = playbook.readiness.employer_profiles
    is_quarter = today.month in QUARTERS and today.day <= WITHIN.days
    if is_quarter and profiles.is_settled and not profiles.waived_by:
        found.append(("profiles", f"{playbook.id}/{today:%Y-%m}"))
    found += [("rotation", f"{playbook.id}/{since}") for since in _long_since(playbook, today)]
    return found


def long_terms(playbook: Playbook, since: date) -> Sequence[Champion]:
    """List the champions who began on a date and are champions still; the same person on two platforms is two of them."""
    return [each for each in playbook.champions if each.since == since]


def _long_since(playbook: Playbook, today: date) -> Sequence[date]:
    begun = {each.since for each in playbook.champions if each.since}
    return sorted(since for since in begun if timedelta() <= today - _after(since, A_TERM_MONTHS) <= WITHIN)


def _after(on: date, months: int) -> date:
    """Give the date some months later, on the month's last day where it has no such day."""
    years, month = divmod(on.month - 1 + months, 12)
    year = on.year + years
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
