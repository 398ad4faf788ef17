"""A person in the sandbox, in words a non-programmer can read: sees, presses, reacts, types."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.demo import Demo
from bot.texts import Words
from sandbox.driver import Actor
from sandbox.screen import ShownDialog, ShownHome, ShownMessage
from tests.gallery import TEXTS


@dataclass
class Character:
    """One of the cast, at work in one channel."""

    workplace: Demo
    actor: Actor
    channel: str
    words: Words

    async def types(self, text: str) -> ShownMessage:
        """Type a command and read the private answer."""
        before = len(self.private())
        await self.actor.command(f"/advocacy {text}", channel=self.channel)
        await self.workplace.sandbox.until(lambda: len(self.private()) > before)
        return self.private()[-1]

    async def reacts(self, message: ShownMessage, *, on: bool = True, emoji: str = "raising_hand") -> None:
        """Put a reaction on, or take it off, and let the bot hear of it."""
        await self.actor.react(message.channel, message.ts, emoji, on)
        await self.workplace.sandbox.settled()
        await everything_answered(self.workplace)

    async def presses(
        self, where: ShownMessage | ShownHome | ShownDialog, key: str, **values: object
    ) -> None:
        """Press a button by the text key of its label."""
        await self.actor.press(where, self.words(key, **values))

    async def sees_privately(self, key: str, **values: object) -> ShownMessage:
        """Wait for a private message that says this."""
        sentence = _plain(self.words(key, **values))
        found: list[ShownMessage] = []

        def is_there() -> bool:
            found[:] = [message for message in self.private() if sentence in _plain(message.all_text)]
            return bool(found)

        await self.workplace.sandbox.until(is_there)
        return found[-1]

    async def sees_in_channel(self, key: str, **values: object) -> ShownMessage:
        """Wait for a message of the channel that says this."""
        sentence = _plain(self.words(key, **values))
        found: list[ShownMessage] = []

        def is_there() -> bool:
            found[:] = [message for message in self.public() if sentence in _plain(message.all_text)]
            return bool(found)

        await self.workplace.sandbox.until(is_there)
        return found[-1]

    async def opens_home(self) -> ShownHome:
        """Open Home and wait for the bot to draw it."""
        await self.actor.open_home()
        await self.workplace.sandbox.settled()
        await self.workplace.sandbox.until(lambda: self.actor.home() is not None)
        home = self.actor.home()
        assert home is not None
        return home

    async def sees_at_home(self, key: str, **values: object) -> ShownHome:
        """Wait for Home to say this, without opening it again."""
        sentence = _plain(self.words(key, **values))

        def is_there() -> bool:
            home = self.actor.home()
            return home is not None and sentence in _plain(home.all_text)

        await self.workplace.sandbox.until(is_there)
        home = self.actor.home()
        assert home is not None
        return home

    async def sees_dialog(self) -> ShownDialog:
        """Wait for a dialog to open."""
        await self.workplace.sandbox.until(self.actor.modals)
        return self.actor.modals()[-1]

    def private(self) -> list[ShownMessage]:
        """What only this person sees in the channel."""
        return self.actor.ephemerals(self.channel)

    def public(self) -> list[ShownMessage]:
        """What everybody in the channel sees."""
        return self.actor.messages(self.channel)


def enters(workplace: Demo, user: str) -> Character:
    """Let one of the cast speak, in the channel and the language they have."""
    actor = workplace.sandbox.as_person(user)
    words = TEXTS.for_locale(actor.person.locale)
    return Character(workplace, actor, "C0PARTAGES" if words.language == "fr" else "C0SHARES", words)


async def everything_answered(workplace: Demo) -> None:
    """Wait until the bot has answered every event that it has accepted."""
    async with asyncio.timeout(300):
        while True:
            await workplace.bot.router.close()
            async with workplace.bot.services.store.reading() as shelves:
                if not await shelves.inbox.waiting(workplace.sandbox.clock.now() + timedelta(days=1), 1):
                    return
            await asyncio.sleep(0.01)


async def some_time_later(workplace: Demo, **later: float) -> None:
    """Move the workplace's clock and let the bot do what is due."""
    workplace.sandbox.clock.advance(timedelta(**later))
    await workplace.bot.engine.tick(workplace.sandbox.clock.now())
    await workplace.sandbox.settled()


async def next_working_day(workplace: Demo, at: str = "09:30") -> None:
    """Go to the morning of the next working day."""
    workplace.sandbox.clock.next_working_day(at)
    await workplace.bot.engine.tick(workplace.sandbox.clock.now())
    await workplace.sandbox.settled()


def _plain(text: str) -> str:
    return " ".join(text.replace("*", "").replace("\u200b", "").split())
