"""A proposal: what a colleague brings as an idea to share, until an editor has answered it (R41)."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.people import PersonRef

MOST_OPEN: Final = 5
"""Proposals of one person that wait for an answer."""
MOST_FACTS: Final = 5
_SIGNED_AS: Final = "proposal"
"""Keeps these names apart from everything else that the same key signs."""


class ProposalState(StrEnum):
    """How far it has come."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Sort(StrEnum):
    """What is proposed."""

    TOPIC = "topic"
    LINK = "link"
    COLLEAGUE = "colleague"
    """A colleague's post."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a proposal says: all that an editor may change of it."""

    title: str
    facts: tuple[str, ...]
    """One to five short lines: why it matters, and what is true about it."""
    link: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody proposed."""

    id: str
    """20 hexadecimal digits."""
    platform: str
    workspace: str
    playbook: str
    sort: Sort
    wording: Wording
    created_at: datetime
    person: PersonRef | None
    """Who proposed it. None: it was answered long enough ago."""
    wants_credit: bool = False
    state: ProposalState = ProposalState.OPEN
    decided_at: datetime | None = None
    reason: str = ""
    """Why it was declined, for its author alone."""
    reminded_at: datetime | None = None
    """When editors were reminded of it, once."""

    @property
    def item(self) -> str:
        """Name the entry that it becomes."""
        return f"idea-{self.id[:12]}"


def proposal_id(key: str, person: PersonRef, playbook: str, wording: Wording) -> str:
    """Name a proposal, so that the same one sent twice is one; without the bot's key the name tells nothing of its author."""
    said = "\x1f".join(
        (
            _SIGNED_AS,
            *(person.platform, person.workspace, person.user, playbook),
            *(wording.title, wording.link, *wording.facts),
        )
    )
    return hmac.new(key.encode(), said.encode(), "sha256").hexdigest()[:20]
