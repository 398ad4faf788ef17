"""The Reception: every event is written down once before its platform is told yes, then answered by its command."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.cards.say import note
from bot.commands import BUTTONS, COMMANDS, FORMS, GESTURES, find_command, is_unwritten
from bot.commands.asker import Asker
from bot.commands.help import unknown_command
from bot.commands.rights import EVERYBODY, not_allowed, who_may
from bot.domain.people import PersonRef, Place
from bot.events import (
    Appeared,
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    Gestured,
    Installed,
    Reply,
    Unfinished,
    Unwritten,
)
from bot.ports import Overloaded
from bot.ports.installing import Keyring
from bot.usecases.hear_missed import Missed, hear_missed
from bot.usecases.installation import installed
from bot.usecases.keep_installations import Keys
from bot.usecases.services import Services
from bot.usecases.settle_doubts import appeared
from bot.usecases.take_in import BATCH, Intake, Key, key_of
from bot.usecases.tally import Outcome

UNFINISHED_AFTER: Final = timedelta(seconds=30)
"""An accepted event that nobody finished for this long was cut off by a crash, and is answered again."""
AGAIN_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
"""How long after a vain try the next one follows."""
MOST_TRIES: Final = len(AGAIN_AFTER) + 1
"""An event that fails so often is set aside for an operator: `portevoix replay`."""
LONGEST_ANSWER: Final = 120.0
"""Seconds. Whoever is at an event longer than this is not at it any more."""
log = structlog.get_logger(__name__)


class Router:
    """Implements `Reception`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._intake = Intake(services.store)
        self._missed = Missed()
        self._under_way: dict[Key, float] = {}
        """What a door is about to have answered, and since when; two answers at once would cost one of them its reply."""

    async def accept(self, event: Event) -> bool:
        """Make the event durable. False: it is already here, or it is a reaction that means nothing to us.

        Raises Overloaded when that takes too long: then the platform shall bring it again.
        """
        if isinstance(event, Gestured) and self._gesture(event) is None:
            self._count(event, "ignored")
            return False
        try:
            is_new = await self._intake.accept(_written(event))
        except Overloaded:
            self._count(event, "overloaded")
            raise
        self._count(event, "accepted" if is_new else "known")
        if is_new:
            self._under_way[key_of(event)] = asyncio.get_running_loop().time()
        return is_new

    async def answer(self, event: Event) -> Reply | None:
        """Find the command's handler and let it answer. Handlers may be run twice for one event: they are idempotent."""
        try:
            reply = await self._dispatch(event)
        except Exception:
            log.exception("event.failed", id=event.id, kind=event.kind)
            self._count(event, "failed")
            if not isinstance(event, CommandTyped | ButtonPressed | FormSubmitted):
                return None  # not marked: `finish_waiting` tries it again
            reply = Reply(note(await self._services.words_for(event.person, None), "answer.trouble"))
        else:
            self._count(event, "answered")
        finally:
            self._under_way.pop(key_of(event), None)
        self._mark(event)
        return reply

    def missed(self, platform: str, since: datetime) -> None:
        """Let the hands on open posts be read at the next tick, within a minute."""
        self._missed.hear_of(platform, since)

    def keyring(self, platform: str) -> Keyring:
        """Give what keeps the tokens of a door that has several."""
        return Keys(self._services, platform)

    async def finish_waiting(self, now: datetime) -> None:
        """Answer what a crash or a fault left unanswered (the private reply is lost, its effect is not).

        What fails again is tried some more times, each after a longer wait, then it is set aside. After a gap, hear what was
        never brought as well.
        """
        await self._finish_due(now)
        await hear_missed(self._services, self._missed, now)

    async def _finish_due(self, now: datetime) -> None:
        self._intake.start_writing()
        # Before and after: meanwhile one may come in, and another may have its mark written.
        busy = self._busy()
        async with self._services.store.reading() as shelves:
            waiting = await shelves.inbox.due_again(now, now - UNFINISHED_AFTER, MOST_TRIES, BATCH)
        busy |= self._busy()
        for unfinished in waiting:
            if unfinished.key not in busy:
                await self.finish(unfinished, now)

    async def finish(self, unfinished: Unfinished, now: datetime) -> bool | None:
        """Answer one event again. False: it failed once more. None: somebody else is at it."""
        until = now + AGAIN_AFTER[min(unfinished.tries, len(AGAIN_AFTER) - 1)]
        # First: an event that takes the whole process down is counted as well, and no other machine tries it with us.
        async with self._services.store.writing() as shelves:
            if not await shelves.inbox.try_again(unfinished, until):
                return None
        event = unfinished.event
        if event is not None:
            log.warning("event.finished_late", id=event.id, kind=event.kind, tries=unfinished.tries + 1)
            try:
                await self._dispatch(event)
            except Exception:
                log.exception("event.failed", id=event.id, kind=event.kind, tries=unfinished.tries + 1)
            else:
                self._mark(event)
                return True
        if unfinished.tries + 1 >= MOST_TRIES:
            log.error(
                "event.set_aside", id=unfinished.id, repair="see the errors above, then: portevoix replay"
            )
        return False

    async def unfinished(self, before: datetime) -> Sequence[Unfinished]:
        """List what was accepted before a moment and is not finished, set aside or not, oldest first."""
        async with self._services.store.reading() as shelves:
            return await shelves.inbox.unfinished(before)

    async def close(self) -> None:
        """Write what is still to be written."""
        await self._intake.close()

    def _count(self, event: Event, outcome: Outcome) -> None:
        whose = event if isinstance(event, Installed | Appeared) else event.person
        self._services.tally.events[whose.platform, event.kind, outcome] += 1

    def _mark(self, event: Event) -> None:
        if not is_unwritten(event):  # of those, nothing waits
            self._intake.mark(event)

    def _busy(self) -> set[Key]:
        """List the events that are being answered just now, or are answered and not marked yet."""
        since = asyncio.get_running_loop().time() - LONGEST_ANSWER
        self._under_way = {key: began for key, began in self._under_way.items() if began > since}
        return {*self._under_way, *self._intake.marked()}

    async def _dispatch(self, event: Event) -> Reply | None:
        services = self._services
        match event:
            case CommandTyped():
                command, rest = find_command(event.text)
                asker = await Asker.of(event.person, event.place, services)
                if command is None:
                    return unknown_command(COMMANDS, asker, event.text)
                if not await asker.may(command.name):
                    return Reply(not_allowed(asker.words, command.name))
                return await command.run(event, rest, asker)
            case ButtonPressed():
                press = BUTTONS.get(event.action)
                refusal = await self._refusal(event.person, event.place, event.action) if press else None
                return refusal or (await press(event, services) if press else None)
            case FormSubmitted():
                submit = FORMS.get(event.form)
                refusal = await self._refusal(event.person, None, event.form) if submit else None
                return refusal or (await submit(event, services) if submit else None)
            case Gestured():
                gesture = self._gesture(event)
                return await GESTURES[gesture](event, services) if gesture else None
            case Appeared():
                await appeared(services, event)
                return None
            case Installed():
                await installed(services, event)
                return None

    async def _refusal(self, person: PersonRef, place: Place | None, action: str) -> Reply | None:
        """Refuse what somebody may not do now, whatever they were once shown."""
        if who_may(action) == EVERYBODY:
            return None
        asker = await Asker.of(person, place, self._services)
        return None if await asker.may(action) else Reply(not_allowed(asker.words, action), replace=True)

    def _gesture(self, event: Gestured) -> str | None:
        """Give what a reaction means where it was made, by the playbook of that channel."""
        found = self._services.book().at(event.place) if event.place else None
        return "claim" if found and found[0].claim_emoji == event.emoji else None


def _written(event: Event) -> Event | Unwritten:
    """Give what the inbox may keep of an event."""
    if isinstance(event, Installed | Appeared) or not is_unwritten(event):
        return event
    return Unwritten(
        id=event.id, at=event.at, platform=event.person.platform, workspace=event.person.workspace
    )
