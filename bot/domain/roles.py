"""Who somebody is to the programme, and what they did in that role: deeds are kept, members' own steps are none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.people import PersonRef


class Role(StrEnum):
    """What somebody may be to a programme; one person may be several."""

    COLLEAGUE = "colleague"
    """Anybody in the workspace."""
    VOLUNTEER = "volunteer"
    """Who has joined."""
    CHAMPION = "champion"
    EDITOR = "editor"
    TRAINER = "trainer"
    REPRESENTATIVE = "representative"
    """Of the staff, or the data-protection officer: a seat that reads and changes nothing."""
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did in a role, for the log that nobody can change. Never what members do as members."""

    event: str
    """The platform's id of the press, form or command that did it: brought again, it is one deed."""
    at: datetime
    person: PersonRef
    role: Role
    action: str
    """The action's name in the table of rights."""
    subject: str
    """What it was done to, by its id: an entry of the playbook, a post, a channel. Never a member."""
    channel: str
    """Where it was done: the platform's id of the channel; empty in private."""
