"""What is kept of a playbook beside the admin's files: the last good copy, and edits made in chat."""

from dataclasses import dataclass
from datetime import datetime

SILENCE = "silence"
"""The kind of an edit that silences a whole playbook."""
WITHDRAWN = "withdrawn"
"""The kind of an edit that withdraws an entry: it is not suggested any more, and where it stands it says so."""
EXPIRED = "expired"
"""The kind of an edit that lets an entry rest: it is not suggested any more."""
MARKS = frozenset({WITHDRAWN, EXPIRED})
"""Edits that add nothing and say something of an entry, which their `id` names: `share/repair-day`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry added in chat. It lies over the admin's files, which the bot never rewrites."""

    playbook: str
    kind: str
    """A kind of item, for example `share`, or SILENCE, or one of MARKS."""
    id: str
    """The item's id; empty for a silence."""
    text: str
    """The entry as an admin would write it, in YAML."""
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class KeptPlaybook:
    """The files of the last good playbook, so that a restart beside a broken one still starts."""

    digest: str
    """Of names and contents; hexadecimal."""
    files: tuple[tuple[str, bytes], ...]
    """Name relative to the folder, and content."""
    kept_at: datetime
