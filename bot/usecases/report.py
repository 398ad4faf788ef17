"""The report: what is told of a workspace's group, week by week, the goals it shares and what it answered without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain.crowd import RHYTHM, Told
from bot.domain.opinions import QUESTIONS, SUBJECT, Rest, quarter_before, quarter_of
from bot.screens.team import Common
from bot.usecases.look_together import common_goals
from bot.usecases.make_edition import WEEK, Workspace, edition, smallest_group, today_in, week_of
from bot.usecases.services import Services

WEEKS: Final = 13
"""How far back the report looks."""
Shares = Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Report:
    """What champions, admins and representatives may know; there is no other figure anywhere."""

    weeks: Sequence[tuple[date, Shares]]
    """The Mondays of whole weeks, newest last, each with what is told of it by subject."""
    commons: Sequence[Common]
    opinions: tuple[date, Shares] | None
    """The newest quarter whose questions are closed, and the share of yes to each."""
    rest: Rest | None
    smallest: int

    @property
    def week(self) -> date:
        """Give the Monday of the newest week."""
        return self.weeks[-1][0]

    @property
    def newest(self) -> Shares:
        """Give what is told of it."""
        return self.weeks[-1][1]

    @property
    def subjects(self) -> Sequence[str]:
        """List what any of the weeks tells of, the rhythm first."""
        found = {subject for _, told in self.weeks for subject in told}
        return [RHYTHM, *sorted(found - {RHYTHM})]


async def make_report(services: Services, workspace: Workspace) -> Report:
    """Put the report together. The newest edition is made now, if nobody was quicker; all else is only read."""
    week = week_of(services, workspace, services.clock.now())
    await edition(services, workspace, week)
    commons = await common_goals(services, workspace, week)
    async with services.store.reading() as shelves:
        found = await shelves.crowds.between(workspace, week - (WEEKS - 1) * WEEK, week)
        rest = await shelves.opinions.rest(workspace)
    return Report(
        weeks=[(monday, _shown(told)) for monday, told in sorted(found.items()) if RHYTHM in told],
        commons=commons,
        opinions=await closed_opinions(services, workspace),
        rest=rest,
        smallest=smallest_group(services),
    )


async def closed_opinions(services: Services, workspace: Workspace) -> tuple[date, Shares] | None:
    """Give the newest quarter whose questions are closed, with the share of yes to each. None: there was none lately."""
    quarter = quarter_of(today_in(services, workspace))
    async with services.store.reading() as shelves:
        asked = await shelves.crowds.between(workspace, quarter_before(quarter), quarter)
    for each in (quarter, quarter_before(quarter)):
        told = asked.get(each, {})
        if found := {
            f"{SUBJECT}{name}": told[f"{SUBJECT}{name}"] for name in QUESTIONS if f"{SUBJECT}{name}" in told
        }:
            return each, found
    return None


def _shown(told: Shares) -> Shares:
    return {subject: each for subject, each in told.items() if not subject.startswith(("campaign:", SUBJECT))}
