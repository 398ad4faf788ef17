"""What the house asks of the repositories behind the report; nothing in them puts a number beside a person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.crowd import Told
from bot.domain.figures import Counts, Offer
from bot.domain.opinions import Rest, Said
from bot.domain.people import PersonRef


class Crowds(Protocol):
    """What is told of the members of a workspace together. Nothing here names a person, and nothing is put in an order."""

    async def get(self, workspace: tuple[str, str], subject: str, week: date) -> Told | None:
        """Give what was worked out for a week. None: nothing was so far."""
        ...

    async def between(
        self, workspace: tuple[str, str], first: date, last: date
    ) -> Mapping[date, Mapping[str, Told]]:
        """Give all that was worked out for weeks or quarters that begin on these dates, by date and subject."""
        ...

    async def put(self, workspace: tuple[str, str], subject: str, week: date, told: Told) -> bool:
        """Keep what was worked out, for good. False: somebody was quicker, and that stays."""
        ...

    async def count(self, workspace: tuple[str, str], first: date, last: date) -> Counts:
        """Count all members, those with a step on these dates, and those with one of each kind: in one look."""
        ...

    async def offers(self, workspace: tuple[str, str], first: date, last: date) -> Sequence[Offer]:
        """List the ideas that were posted on these dates, each with its places."""
        ...

    async def claimers(self, workspace: tuple[str, str], posts: Sequence[str]) -> int:
        """Count the different people who took a place of any of these posts."""
        ...

    async def steps(
        self, workspace: tuple[str, str], first: date, last: date, campaign_from: date
    ) -> tuple[int, int]:
        """Count the members who take part in a campaign that began then and had a step, and their days with a step."""
        ...


class Opinions(Protocol):
    """Anonymous answers until they are counted: numbers, and fingerprints that say neither who nor what."""

    async def salt(self, workspace: tuple[str, str], quarter: date, fresh: str) -> str:
        """Give the chance number of a quarter; `fresh` becomes it where there is none."""
        ...

    async def hear(self, workspace: tuple[str, str], quarter: date, digest: str) -> bool:
        """Note that a question was answered. False: it was before, by the same person."""
        ...

    async def count_one(self, workspace: tuple[str, str], quarter: date, question: str, answer: str) -> None:
        """Add one to an answer."""
        ...

    async def said(self, workspace: tuple[str, str], quarter: date) -> Mapping[str, Said]:
        """Give how each question was answered."""
        ...

    async def waiting(self) -> Sequence[tuple[tuple[str, str], date]]:
        """List the workspaces and quarters whose questions are not closed yet."""
        ...

    async def close(self, workspace: tuple[str, str], quarter: date) -> bool:
        """Throw away chance number, fingerprints and numbers. False: somebody was quicker."""
        ...

    async def put_rest(self, workspace: tuple[str, str], rest: Rest) -> None:
        """Let reminders rest."""
        ...

    async def rest(self, workspace: tuple[str, str]) -> Rest | None:
        """Tell since when reminders rest. None: they do not."""
        ...

    async def end_rest(self, workspace: tuple[str, str]) -> bool:
        """Let reminders go on. False: they did."""
        ...


class SignIns(Protocol):
    """Who may read the report's page: links that open once, and cookies, both known by their fingerprints alone."""

    async def put(
        self, digest: str, person: PersonRef, *, is_used: bool, expires_at: datetime, ends_at: datetime
    ) -> None:
        """Keep a link, or once it is used a cookie, by its fingerprint."""
        ...

    async def find(self, digest: str, now: datetime, *, is_used: bool) -> PersonRef | None:
        """Tell whose link or cookie it is. None: there is none, or its time is over."""
        ...

    async def take(self, digest: str, now: datetime, *, is_used: bool) -> PersonRef | None:
        """Remove a link or cookie, and tell whose it was: of several at once, one is told."""
        ...

    async def touch(self, digest: str, expires_at: datetime) -> None:
        """Give a cookie more time, never beyond its end."""
        ...

    async def forget(self, now: datetime) -> None:
        """Remove what cannot be used any more."""
        ...


class Clicks(Protocol):
    """How often counted links were followed: a number for a day, an idea and a network, and nothing else."""

    async def count_one(self, on: date, item: str, network: str) -> None:
        """Add one."""
        ...

    async def between(self, first: date, last: date) -> Mapping[tuple[str, str], int]:
        """Give how often each idea's link was followed from each network on these dates, all days together."""
        ...

    async def forget(self, before: date) -> None:
        """Remove the numbers from before a date."""
        ...
