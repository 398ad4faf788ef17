"""Taking events in: many share one commit, nobody waits for it longer than a platform would, and the queue has an end."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

import structlog

from bot.events import Appeared, Event, Installed, Unwritten
from bot.ports import Overloaded, Store

WITHIN: Final = 2.0
"""Seconds a door waits for the commit. Slack counts three as lost; later than this it is told to come again."""
MOST_PENDING: Final = 2_000
"""Events that wait for a commit; one more is refused at once. Each is some kilobytes, a hundredfold of a usual storm."""
BATCH: Final = 256
MARK_AFTER: Final = 1.0
"""Seconds until answered events are marked so at the latest; usually the next event's commit carries the marks."""
TELL_EVERY: Final = 10.0
"""Seconds between two lines in the log about the same overload."""
log = structlog.get_logger(__name__)

Key = tuple[str, str, str]


class Intake:
    """Events that arrive while a commit is under way share the next one.

    An event whose door has waited long enough is stored or is not, which nobody can tell it. If it was, it is handed
    over when its platform brings it again, and else it is finished as after a crash.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pending: dict[asyncio.Future[bool], Event | Unwritten] = {}
        self._handled: list[Event] = []
        self._marking: list[Event] = []
        self._missed: OrderedDict[Key, None] = OrderedDict()
        """Stored, but too late for the door that brought them."""
        self._writing: asyncio.Task[None] | None = None
        self._writing_soon: asyncio.Task[None] | None = None
        self._told_at = -TELL_EVERY

    async def accept(self, event: Event | Unwritten) -> bool:
        """Make the event durable. False: it is already here. Raises Overloaded, and what the store raises."""
        if len(self._pending) >= MOST_PENDING:
            raise self._overloaded()
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pending[future] = event
        self.start_writing()
        try:
            async with asyncio.timeout(WITHIN):
                return await future
        except TimeoutError:
            raise self._overloaded() from None
        finally:
            self._pending.pop(future, None)

    def mark(self, event: Event) -> None:
        """Note that an event is answered; the next commit carries it."""
        self._handled.append(event)
        self._missed.pop(key_of(event), None)
        if self._writing_soon is None or self._writing_soon.done():
            self._writing_soon = asyncio.create_task(self._write_soon())

    def marked(self) -> Iterator[Key]:
        """List the events whose mark is not written yet."""
        return (key_of(event) for event in (*self._marking, *self._handled))

    def start_writing(self) -> None:
        """See to it that what waits is written."""
        if self._writing is None and (self._pending or self._handled):
            self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what is still to be written."""
        self.start_writing()
        while self._writing:
            await self._writing
        if self._writing_soon:
            self._writing_soon.cancel()

    async def _write_soon(self) -> None:
        await asyncio.sleep(MARK_AFTER)
        self.start_writing()

    async def _write(self) -> None:
        """Commit batch after batch. Answered events wait for the next commit: losing that mark only repeats them."""
        try:
            while self._pending or self._handled:
                batch = {future: self._pending.pop(future) for future in list(self._pending)[:BATCH]}
                self._marking, self._handled = self._handled, []
                try:
                    async with self._store.writing() as shelves:
                        new = await shelves.inbox.accept(list(batch.values())) if batch else set()
                        if self._marking:
                            await shelves.inbox.mark_handled(self._marking)
                except Exception as failure:
                    self._handled = [*self._marking, *self._handled]
                    # A connection that breaks inside the commit does not tell its outcome.
                    self._doubt(batch.values())
                    for future in batch:
                        if not future.done():
                            future.set_exception(failure)
                    if not batch:
                        log.exception("inbox.not_marked", events=len(self._handled))
                        return
                    continue
                self._hand_over(batch, new)
        finally:
            self._marking, self._writing = [], None

    def _hand_over(self, batch: dict[asyncio.Future[bool], Event | Unwritten], new: set[str]) -> None:
        """Tell each door whether what it brought is new to us; what nobody waits for any more is kept in mind."""
        for future, event in batch.items():
            is_new = event.id in new
            new.discard(event.id)
            if not future.done():
                is_missed = self._missed.pop(key_of(event), False) is None
                future.set_result(is_new or is_missed)
            elif is_new:
                self._doubt((event,))

    def _doubt(self, events: Iterable[Event | Unwritten]) -> None:
        self._missed |= {key_of(event): None for event in events}
        while len(self._missed) > MOST_PENDING:
            self._missed.popitem(last=False)

    def _overloaded(self) -> Overloaded:
        now = asyncio.get_running_loop().time()
        if now - self._told_at >= TELL_EVERY:
            self._told_at = now
            log.warning(
                "inbox.overloaded", waiting=len(self._pending), consequence="platforms bring it again"
            )
        return Overloaded()


def key_of(event: Event | Unwritten) -> Key:
    """Name an event as the inbox does."""
    whose = event if isinstance(event, Installed | Appeared | Unwritten) else event.person
    return whose.platform, whose.workspace, event.id
