"""What the house asks of the repositories of what people do together; all of them work inside one transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.brainstorms import Brainstorm, Thought
from bot.domain.examples import Example
from bot.domain.people import PersonRef
from bot.domain.questions import Question
from bot.domain.thanks import Thanks as OneThanks
from bot.domain.workshops import Meeting


class Workshops(Protocol):
    """Workshops with their dates, and who comes."""

    async def put(self, meeting: Meeting) -> bool:
        """Keep a new one. False: it is there."""
        ...

    async def hold(self, platform: str, workspace: str, id_: str) -> Meeting | None:
        """Look one up, which nobody else changes until the transaction ends."""
        ...

    async def get(self, platform: str, workspace: str, id_: str) -> Meeting | None: ...
    async def between(
        self, platform: str, workspace: str, since: datetime, until: datetime
    ) -> Sequence[Meeting]:
        """List those of a workspace that begin between two moments, soonest first, also those called off."""
        ...

    async def change(self, meeting: Meeting) -> None:
        """Keep what has changed of one that is held."""
        ...

    async def come(self, person: PersonRef, id_: str) -> bool:
        """Note that somebody comes. False: it was noted before."""
        ...

    async def stay_away(self, person: PersonRef, id_: str) -> bool:
        """Remove that somebody comes. False: nothing was noted."""
        ...

    async def of(self, person: PersonRef) -> frozenset[str]:
        """List the workshops somebody comes to."""
        ...

    async def who_comes(self, platform: str, workspace: str, id_: str) -> Sequence[PersonRef]:
        """List who comes to one. For work on behalf of each, never for a list."""
        ...

    async def forget(self, before: datetime) -> None:
        """Remove those that began before a moment, with who came."""
        ...


class Questions(Protocol):
    """The question box; words come and go encrypted."""

    async def put(self, question: Question) -> bool:
        """Keep a new one. False: it is there."""
        ...

    async def get(self, platform: str, workspace: str, id_: str) -> Question | None: ...
    async def hold(self, platform: str, workspace: str, id_: str) -> Question | None:
        """Look one up, which nobody else changes until the transaction ends."""
        ...

    async def open(self, platform: str, workspace: str) -> Sequence[Question]:
        """List those without an answer, the longest waiting first."""
        ...

    async def change(self, question: Question) -> None:
        """Keep what has changed of one that is held."""
        ...

    async def remove(self, platform: str, workspace: str, id_: str) -> bool:
        """Remove one. False: it was gone."""
        ...

    async def forget(self, answered_before: date, asked_before: date) -> None:
        """Remove those answered before the first date, and those without an answer that were asked before the second."""
        ...


class Brainstorms(Protocol):
    """Brainstorms, with their thoughts, whose words come and go encrypted, and their votes, which name nobody."""

    async def put(self, brainstorm: Brainstorm) -> bool:
        """Keep a new one. False: it is there."""
        ...

    async def get(self, platform: str, workspace: str, id_: str) -> Brainstorm | None: ...
    async def hold(self, platform: str, workspace: str, id_: str) -> Brainstorm | None:
        """Look one up, which nobody else changes until the transaction ends."""
        ...

    async def all(self, platform: str, workspace: str) -> Sequence[Brainstorm]:
        """List those of a workspace, newest first."""
        ...

    async def change(self, brainstorm: Brainstorm) -> None:
        """Keep what has changed of one that is held."""
        ...

    async def remove(self, platform: str, workspace: str, id_: str) -> None:
        """Remove one with its thoughts and votes."""
        ...

    async def add(self, brainstorm: Brainstorm, thought: Thought) -> bool:
        """Keep a thought. False: it is there."""
        ...

    async def thoughts(self, platform: str, workspace: str, id_: str) -> Sequence[Thought]:
        """List the thoughts of one in an order that tells nothing of when they came."""
        ...

    async def vote(self, brainstorm: Brainstorm, ballot: str, rule: int) -> None:
        """Keep a vote, in the place of the last one of this ballot."""
        ...

    async def votes(self, platform: str, workspace: str, id_: str) -> Sequence[int]:
        """Give the votes on one, without whose they are."""
        ...

    async def clear(self, platform: str, workspace: str, id_: str) -> None:
        """Remove the votes on one."""
        ...

    async def forget(self, ended_before: datetime) -> None:
        """Remove the thoughts of those that ended before a moment, and all of those of which nothing was made."""
        ...


class Thanks(Protocol):
    """Thanks that wait for a yes, or have had it lately; words come and go encrypted."""

    async def put(self, thanks: OneThanks) -> bool:
        """Keep a new one. False: it is there."""
        ...

    async def get(self, platform: str, workspace: str, id_: str) -> OneThanks | None: ...
    async def hold(self, platform: str, workspace: str, id_: str) -> OneThanks | None:
        """Look one up, which nobody else changes until the transaction ends."""
        ...

    async def agree(self, platform: str, workspace: str, id_: str, on: date) -> None:
        """Note the yes, and the date on which it is to be said; it is kept for its time from then on."""
        ...

    async def remove(self, platform: str, workspace: str, id_: str) -> None: ...
    async def forget(self, asked_before: date) -> None:
        """Remove those from before a date."""
        ...


class Examples(Protocol):
    """Examples that colleagues gave, waiting or shown; words come and go encrypted."""

    async def put(self, example: Example) -> bool:
        """Keep a new one. False: it is there."""
        ...

    async def all(self, platform: str, workspace: str) -> Sequence[Example]:
        """List those of a workspace, oldest first, also those that wait."""
        ...

    async def hold(self, platform: str, workspace: str, id_: str) -> Example | None:
        """Look one up, which nobody else changes until the transaction ends."""
        ...

    async def show(self, platform: str, workspace: str, id_: str, notes: bytes, on: date) -> None:
        """Show one to everybody, with what makes it good."""
        ...

    async def remove(self, platform: str, workspace: str, id_: str) -> None: ...
    async def forget(self, given_before: date, shown_before: date) -> None:
        """Remove those that have waited, or been shown, since before a date."""
        ...
