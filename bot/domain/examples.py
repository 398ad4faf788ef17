"""An example: a colleague's own post, given with written consent and theirs to take back at any time (R65, L7)."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.people import PersonRef

FEWEST_NOTES, MOST_NOTES = 2, 3
MOST_WAITING: Final = 3
"""Of one person."""
WAITS_FOR: Final = timedelta(days=90)
"""Without an answer it is removed then."""
SHOWN_FOR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody gave. Its words are sealed."""

    id: str
    person: PersonRef
    playbook: str
    given_on: date
    text: bytes
    consent: str
    """The sentence they agreed to, as it was shown to them."""
    names_author: bool = False
    """They said that their name may stand beside it."""
    notes: bytes = b""
    shown_on: date | None = None
    """Since when everybody sees it. None: it waits."""


def example_id(key: str, person: PersonRef, text: str, link: str) -> str:
    """Name an example, so that the same one sent twice is one; without the bot's key the name tells nothing of its author."""
    said = "\x1f".join(("example", person.platform, person.workspace, person.user, text, link))
    return hmac.new(key.encode(), said.encode(), "sha256").hexdigest()[:20]
