"""What the house asks of the repositories that keep the programme itself; all of them work inside one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.edits import Edit, KeptPlaybook
from bot.domain.people import PersonRef, Place
from bot.domain.plan import Choice
from bot.domain.proposals import Proposal, ProposalState, Wording


class Playbooks(Protocol):
    """What is kept beside the admin's files."""

    async def kept(self) -> KeptPlaybook | None:
        """Give the last good playbook."""
        ...

    async def keep(self, kept: KeptPlaybook) -> bool:
        """Put a good playbook in the place of the last one. True: the one before it was marked as broken."""
        ...

    async def mark_broken(self, digest: str) -> bool:
        """Note that what is in the folder cannot be used. False: that was noted before."""
        ...

    async def edits(self) -> Sequence[Edit]:
        """List the edits made in chat, oldest first."""
        ...

    async def put_edit(self, edit: Edit) -> None:
        """Keep an edit, in the place of an earlier one of the same id."""
        ...

    async def add_edit(self, edit: Edit) -> bool:
        """Keep an edit, unless there is one of the same id. False: there is."""
        ...

    async def remove_edit(self, playbook: str, kind: str, id_: str) -> bool:
        """Forget an edit. False: there was none."""
        ...

    async def is_silenced(self) -> bool:
        """Tell whether a silence was begun in chat and goes on."""
        ...


class Proposals(Protocol):
    """What colleagues proposed."""

    async def put(self, proposal: Proposal) -> bool:
        """Keep one. False: the same is there."""
        ...

    async def get(self, platform: str, workspace: str, id_: str) -> Proposal | None: ...
    async def open_in(self, platform: str, workspace: str) -> Sequence[Proposal]:
        """List those of a workspace that wait for an answer, oldest first."""
        ...

    async def of(self, person: PersonRef) -> Sequence[Proposal]:
        """List what one account proposed, oldest first."""
        ...

    async def credited(self, person: PersonRef) -> Sequence[Proposal]:
        """List those that were accepted and are to name this account as their author."""
        ...

    async def word(self, proposal: Proposal, wording: Wording) -> bool:
        """Change what an open one says. False: it is answered."""
        ...

    async def decide(self, proposal: Proposal, state: ProposalState, at: datetime, reason: str = "") -> bool:
        """Answer an open one. False: somebody was quicker."""
        ...

    async def mark_reminded(self, proposal: Proposal, at: datetime) -> bool:
        """Note that editors are reminded of it. False: they were, or it is answered."""
        ...

    async def forget(self, named_until: datetime, kept_until: datetime) -> None:
        """Take the author off what was answered before one moment, and remove what was before another."""
        ...


class PlanChoices(Protocol):
    """What champions chose for coming days."""

    async def put(self, choice: Choice) -> None:
        """Keep a choice, in the place of an earlier one for the same slot."""
        ...

    async def remove(self, place: Place, on: date, slot: str) -> bool:
        """Let the rotation choose again. False: it did."""
        ...

    async def of(self, place: Place, first: date, last: date) -> Mapping[tuple[date, str], Choice]:
        """Give what was chosen for a channel between two dates, both included, by date and slot."""
        ...

    async def forget(self, before: date) -> None:
        """Remove what was chosen for dates before one."""
        ...
