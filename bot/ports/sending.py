"""What the house asks of the repositories that sending needs; all of them work inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Delivery, DeliveryState, Halt
from bot.domain.pace import LaneKey


class Outbox(Protocol):
    """Intentions to speak; see DeliveryState. Only the holder of the newest lease, known by its fence, begins and settles."""

    async def put(self, delivery: Delivery) -> bool:
        """Add the intention. False: its key exists."""
        ...

    async def ask_update(self, post: str, due_at: datetime, expires_at: datetime) -> None:
        """Ask for the post's card to be redrawn; many asks before `due_at` are one."""
        ...

    async def lease(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Take due deliveries as LEASED, what goes first at the head (RANKS), and raise their fence."""
        ...

    async def reclaim(self, now: datetime) -> None:
        """Make due again what was LEASED by a machine that has not come back in time."""
        ...

    async def put_back(
        self, delivery: Delivery, due_at: datetime | None = None, *, is_booked: bool = False
    ) -> None:
        """Give a LEASED one back, for a later time; `is_booked`: it has its place in its lanes for then."""
        ...

    async def begin(self, delivery: Delivery, now: datetime, until: datetime) -> bool:
        """Mark a LEASED one as SENDING; the caller commits, then calls out. False: somebody else has leased it since."""
        ...

    async def settle(
        self,
        key: str,
        fence: int,
        state: DeliveryState,
        *,
        due_at: datetime | None = None,
        reason: str = "",
        looks: int = 0,
    ) -> bool:
        """Write the outcome. False: somebody else has leased it since. An update asked for meanwhile becomes due again."""
        ...

    async def drop(self, reason: str, subjects: Collection[str]) -> None:
        """Skip posts, announcements and the letters of some subjects that wait or are in hand and not yet being said."""
        ...

    async def prove(self, key: str) -> bool:
        """Mark as SENT what has been seen to be there, whoever holds it. False: it was settled before."""
        ...

    async def ask_again(self, key: str, due_at: datetime, expires_at: datetime) -> bool:
        """Make a HELD one due anew, with fresh attempts. False: it is not held."""
        ...

    async def give_up_held(self, closed_before: datetime) -> None:
        """Leave it at that where nobody answered until the post had closed."""
        ...

    async def doubtful(self, now: datetime) -> Sequence[Delivery]:
        """List UNKNOWN ones whose time to be looked for has come, and SENDING ones whose lease has ended."""
        ...

    async def in_doubt(self) -> Sequence[Delivery]:
        """List UNKNOWN and HELD ones, the longest due first."""
        ...

    async def counts(self) -> Mapping[DeliveryState, int]:
        """Count the deliveries in each state; one in which there are none is left out."""
        ...

    async def oldest_due(self) -> datetime | None:
        """Tell since when the delivery that waits longest has been due, or will be. None: nothing waits to be sent."""
        ...

    async def next_due(self) -> datetime | None:
        """Tell when there is something to send or to look for next. None: nothing waits."""
        ...

    async def get(self, key: str) -> Delivery | None: ...
    async def forget_notices(self, due_before: datetime) -> None:
        """Remove notices that were due before and have come to an end."""
        ...

    async def forget_letters(self, due_before: datetime) -> None:
        """Remove whatever else was for one person, was due before and has come to an end."""
        ...


class Lanes(Protocol):
    """How far each lane is booked, in seconds of the epoch, for all machines together; see `bot.domain.pace`."""

    async def hold(self, keys: Collection[LaneKey]) -> dict[LaneKey, float]:
        """Read lanes, which nobody else books until the transaction ends. Lanes that were never used are left out."""
        ...

    async def put(self, lanes: Mapping[LaneKey, float]) -> None:
        """Write lanes that are held."""
        ...

    async def forget(self, free_before: float) -> None:
        """Remove lanes that have been free since a moment: they are as good as never used."""
        ...


class Halts(Protocol):
    """Where nothing is said any more, because the platform refused it for good, until somebody says that it is mended."""

    async def put(self, halt: Halt) -> bool:
        """Stop a place or a whole workspace. False: it is stopped already."""
        ...

    async def remove(self, platform: str, workspace: str, channel: str = "") -> bool:
        """Go on in a channel; without one, in the workspace. False: it was not stopped."""
        ...

    async def all(self) -> Sequence[Halt]: ...
