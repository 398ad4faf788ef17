"""Keeping to the pace: each delivery books its lanes before it goes, for all machines together."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.pace import Booking, LaneKey, believed, book, free_at, held_until, hold_of
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.ports import Shelves
from bot.usecases.services import Services

AHEAD: Final = 0.3
"""Seconds for which lanes are booked ahead: enough to keep them full from one tick to the next.

Short, for those who come late meet those behind them: a round that is slow sends at once what was booked for its length.
"""


class Pacing:
    """Admits what may go now; books what may go in a moment; guesses a time for the rest, so that it is not asked for ever."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._guess: dict[LaneKey, float] = {}
        """How far the lanes would be booked with all those who were sent to a later time in this round."""

    async def admit(
        self, shelves: Shelves, leased: Sequence[tuple[Delivery, Post | None]], at: datetime
    ) -> frozenset[str]:
        """Give the keys of those that may go now; the others are put back for their time."""
        now = at.timestamp()
        wanted = {delivery.key: booking_of(self._services, delivery, post) for delivery, post in leased}
        keys = {key for booking in wanted.values() for key, _ in booking}
        before = await shelves.lanes.hold(keys | {hold_of(key) for key in keys})
        lanes, ready = believed(before, now), set[str]()
        for key, until in lanes.items():
            self._guess[key] = max(self._guess.get(key, until), until)
        for delivery, _ in leased:
            booked_for = delivery.due_at.timestamp() if delivery.is_booked else None
            later = self._book(lanes, wanted[delivery.key], now, booked_for)
            if later is None:
                ready.add(delivery.key)
            else:
                due, is_booked = later
                due_at = datetime.fromtimestamp(due, UTC)
                await shelves.outbox.put_back(delivery, due_at, is_booked=is_booked)
        await shelves.lanes.put({key: until for key, until in lanes.items() if before.get(key) != until})
        return frozenset(ready)

    def _book(
        self, lanes: dict[LaneKey, float], booking: Booking, now: float, booked_for: float | None
    ) -> tuple[float, bool] | None:
        """Book one call. None: it may go now. Otherwise when to come again, and whether it is booked for then."""
        if (until := held_until(lanes, booking)) > now:
            return until, False
        if booked_for is not None and booked_for < now - AHEAD:
            book(lanes, booking, now)  # its own place went by unused: those behind it make room
        if booked_for is not None or not booking:
            return None
        starts = free_at(lanes, booking, now)
        if starts > now + AHEAD:
            return book(self._guess, booking, now), False
        book(lanes, booking, now)
        self._guess |= {key: max(self._guess.get(key, 0.0), lanes[key]) for key, _ in booking}
        return (starts, True) if starts > now else None


def place_of(delivery: Delivery, post: Post | None) -> Place | None:
    """Tell where a delivery speaks; a private message has its workspace and no channel. None: its post is gone."""
    person = delivery.person
    if person is None:
        return post.place if post else None
    is_public = delivery.kind is DeliveryKind.ANNOUNCEMENT
    channel = json.loads(delivery.notice)["channel"] if is_public else ""
    return Place(person.platform, person.workspace, channel)


def booking_of(services: Services, delivery: Delivery, post: Post | None) -> Booking:
    """List the lanes that a delivery takes. To a person only its workspace's: no lane is named after anybody."""
    where = place_of(delivery, post)
    platform = services.platforms.get(where.platform) if where else None
    if where is None or platform is None:
        return ()
    thread = post.id if post and delivery.kind is DeliveryKind.UPDATE else where.channel
    return [
        (LaneKey(where.platform, where.workspace, thread if lane.is_of_thread else "", lane.name), lane)
        for lane in platform.abilities.lanes.get(delivery.kind, ())
        if thread or not lane.is_of_thread
    ]
