"""A post: one playbook item shown in one place on one local date."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

from bot.domain.people import MessageRef, Place


@dataclass(frozen=True, slots=True)
class Post:
    """An occurrence. Its key is (place, local date, slot of the day), so planning it twice plans it once."""

    id: str
    place: Place
    on: date
    slot: str
    """`share-1`, `tip-1`, or `extra-<event>` for one that a champion asked for."""
    playbook: str
    kind: str
    item: str
    due_at: datetime
    closes_at: datetime
    """Claims are taken before this instant."""
    slots: int
    """How many people may claim it; 0 for items that are not claimed."""
    taken: int = 0
    message: MessageRef | None = None

    @property
    def left(self) -> int:
        """Places that are still free."""
        return max(0, self.slots - self.taken)


def post_id(place: Place, on: date, slot: str) -> str:
    """Name the occurrence: the same place, date and slot give the same 20 hexadecimal digits on every machine."""
    key = "\x1f".join((place.platform, place.workspace, place.channel, on.isoformat(), slot))
    return blake2b(key.encode(), digest_size=10).hexdigest()
