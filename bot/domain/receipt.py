"""Receipts: a short code that says "on this date everything was erased", and what is written down to keep that promise."""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.people import PersonRef

_SIGNED_AS: Final = "erasure"
"""Keeps these digests apart from everything else that the same key signs."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """One account erased. Without the bot's key nobody can tell whose it was."""

    digest: str
    """Of the account, by `digest_of`."""
    at: datetime
    """In UTC."""
    receipt: str
    """The code the person was given: `K7QX-34MD`, the same for all their accounts."""


def digest_of(person: PersonRef, key: str) -> str:
    """Make the keyed digest of an account: HMAC-SHA256, in hexadecimal."""
    said = json.dumps([_SIGNED_AS, person.platform, person.workspace, person.user])
    return hmac.new(key.encode(), said.encode(), "sha256").hexdigest()


def latest_by_digest(erasures: Iterable[Erasure]) -> Mapping[str, datetime]:
    """Tell for each digest when it was erased last."""
    latest: dict[str, datetime] = {}
    for erasure in erasures:
        latest[erasure.digest] = max(erasure.at, latest.get(erasure.digest, erasure.at))
    return latest


def is_erased(
    person: PersonRef, known_since: datetime, latest: Mapping[str, datetime], keys: Sequence[str]
) -> bool:
    """Tell whether an account was erased after a moment, by a digest that any of the keys made."""
    moments = (latest.get(digest_of(person, key)) for key in keys)
    return any(moment is not None and moment > known_since for moment in moments)
