"""Thanks for a colleague: said in the channel only once that colleague has said yes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.people import PersonRef

KEPT_FOR: Final = timedelta(days=7)
"""Whether there was an answer or not; a no removes it at once."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """What somebody would like to thank a colleague for. Its words are sealed."""

    id: str
    giver: PersonRef
    receiver: PersonRef
    channel: str
    asked_on: date
    text: bytes
    is_agreed: bool = False
