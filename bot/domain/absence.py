"""Absence: how long somebody has given no sign, and when the bot asks whether they stay and then lets them go (L11)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.people import Member

AWAY_AFTER: Final = timedelta(days=90)
"""Without a sign for this long, somebody is asked once whether they stay."""
ERASED_AFTER: Final = timedelta(days=14)
"""This long after they were asked, everything is erased if no sign has come."""
GONE_AFTER: Final = timedelta(days=21)
"""Without a sign for this long, the platform is asked whether the account still exists; if not, everything is erased."""
ASKED_EVERY: Final = timedelta(days=7)
"""How often it is asked. With GONE_AFTER: whoever left the company is erased within four weeks of their last sign or,
if that is long past, within a week of leaving."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What a member did, as far as it is still kept."""

    first_act: date | None = None
    """The oldest row of theirs, a step or not."""
    last_step: date | None = None
    last_claim: datetime | None = None
    """When they last took, finished or gave back an idea, in UTC."""


def last_sign(member: Member, signs: Signs) -> date:
    """Give the last day on which a member did something: joined, changed a setting, said that they stay, acted, took an idea."""
    claimed_on = signs.last_claim.date() if signs.last_claim else None
    known = (member.joined_at.date(), member.renewed_on, signs.last_step, claimed_on)
    return max(day for day in known if day)


def last_presence(member: Member, signs: Signs, today: date) -> date:
    """Give the day since which a member is away. A pause counts for as long as it lasts, so nobody is away in one."""
    paused = [min(pause.ends or today, today) for pause in member.pauses if pause.starts <= today]
    return max([last_sign(member, signs), *paused])
