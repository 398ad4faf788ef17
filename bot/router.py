"""The Reception: every event is written down once before its platform is told yes, then answered by its command."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.cards.say import note
from bot.commands import BUTTONS, COMMANDS, FORMS, GESTURES, find_command
from bot.commands.asker import Asker
from bot.commands.help import unknown_command
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Gestured, Installed, Reply
from bot.usecases.installation import installed
from bot.usecases.services import Services

BATCH: Final = 256
MARK_AFTER: Final = 1.0
"""Seconds until answered events are marked so at the latest; usually the next event's commit carries the marks."""
UNFINISHED_AFTER: Final = timedelta(seconds=30)
"""An accepted event that nobody finished for this long was cut off by a crash, and is answered again."""
log = structlog.get_logger(__name__)


class Router:
    """Implements `Reception`. Events that arrive while a commit is under way share the next one."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pending: list[tuple[Event, asyncio.Future[bool]]] = []
        self._handled: list[Event] = []
        self._writing: asyncio.Task[None] | None = None

    async def accept(self, event: Event) -> bool:
        """Make the event durable. False: it is already here, or it is a reaction that means nothing to us."""
        if isinstance(event, Gestured) and self._gesture(event) is None:
            return False
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pending.append((event, future))
        self._start_writing()
        return await future

    async def answer(self, event: Event) -> Reply | None:
        """Find the command's handler and let it answer. Handlers may be run twice for one event: they are idempotent."""
        try:
            reply = await self._dispatch(event)
        except Exception:
            log.exception("event.failed", event=event.id, kind=event.kind)
            if not isinstance(event, CommandTyped | ButtonPressed | FormSubmitted):
                return None  # not marked: `finish_waiting` tries it once more
            reply = Reply(note(await self._services.words_for(event.person, None), "answer.trouble"))
        self._mark(event)
        return reply

    async def finish_waiting(self, now: datetime) -> None:
        """Answer what a crash left unanswered (the private reply is lost, its effect is not)."""
        await self.close()
        async with self._services.store.reading() as shelves:
            waiting = await shelves.inbox.waiting(now - UNFINISHED_AFTER, BATCH)
        for event in waiting:
            log.warning("event.finished_late", event=event.id, kind=event.kind)
            await self.answer(event)
            self._mark(event)

    async def close(self) -> None:
        """Write what is still to be written."""
        self._start_writing()
        while self._writing:
            await self._writing

    def _mark(self, event: Event) -> None:
        self._handled.append(event)
        if len(self._handled) == 1:
            asyncio.get_running_loop().call_later(MARK_AFTER, self._start_writing)

    def _start_writing(self) -> None:
        if self._writing is None and (self._pending or self._handled):
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Commit batch after batch. Answered events wait for the next commit: losing that mark only repeats them."""
        try:
            while self._pending or self._handled:
                batch, self._pending = self._pending[:BATCH], self._pending[BATCH:]
                handled, self._handled = self._handled, []
                try:
                    async with self._services.store.writing() as shelves:
                        new = await shelves.inbox.accept([event for event, _ in batch]) if batch else set()
                        if handled:
                            await shelves.inbox.mark_handled(handled)
                except Exception as failure:
                    self._handled += handled
                    for _, future in batch:
                        if not future.done():
                            future.set_exception(failure)
                    if not batch:
                        log.exception("inbox.not_marked", events=len(handled))
                        return
                    continue
                for event, future in batch:
                    if not future.done():
                        future.set_result(event.id in new)
                    new.discard(event.id)
        finally:
            self._writing = None

    async def _dispatch(self, event: Event) -> Reply | None:
        services = self._services
        match event:
            case CommandTyped():
                command, rest = find_command(event.text)
                asker = await Asker.of(event.person, event.place, services)
                if command is None:
                    return unknown_command(COMMANDS, asker, event.text)
                return await command.run(event, rest, asker)
            case ButtonPressed():
                press = BUTTONS.get(event.action)
                return await press(event, services) if press else None
            case FormSubmitted():
                submit = FORMS.get(event.form)
                return await submit(event, services) if submit else None
            case Gestured():
                gesture = self._gesture(event)
                return await GESTURES[gesture](event, services) if gesture else None
            case Installed():
                await installed(services, event)
                return None

    def _gesture(self, event: Gestured) -> str | None:
        """Give what a reaction means where it was made, by the playbook of that channel."""
        found = self._services.book().at(event.place) if event.place else None
        return "claim" if found and found[0].claim_emoji == event.emoji else None
