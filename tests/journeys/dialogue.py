"""A person at the workplace, in words a non-programmer can read: sees, presses, reacts, types. The same on each platform."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.demo import Demo
from bot.texts import Words
from sandbox.driver import Actor
from sandbox.screen import ShownDialog, ShownHome, ShownMessage
from sandbox.teams.driver import TeamsActor
from sandbox.teams.screen import ShownCard
from sandbox.teams.screen import ShownDialog as ShownTask
from tests.gallery import TEXTS


class Seen(Protocol):
    """Something in front of a person."""

    @property
    def all_text(self) -> str: ...
    @property
    def buttons(self) -> dict[str, dict[str, object]]: ...
    @property
    def links(self) -> dict[str, str]: ...


class Character(Protocol):
    """One of the cast, at work in one channel, whichever platform it is in."""

    words: Words

    async def types(self, text: str) -> Seen:
        """Type a command and read the private answer."""
        ...

    async def reacts(self, message: Seen, *, on: bool = True) -> None:
        """Raise a hand under a message, or take it down, and let the bot hear of it."""
        ...

    async def presses(self, where: Seen, key: str, **values: object) -> None:
        """Press a button by the text key of its label."""
        ...

    async def presses_label(self, where: Seen, label: str) -> None:
        """Press a button by the words on it, where they are an author's and not the bot's."""
        ...

    async def sees_privately(self, key: str, **values: object) -> Seen:
        """Wait for something private that says this."""
        ...

    async def sees_in_channel(self, key: str, **values: object) -> Seen:
        """Wait for a message of the channel that says this."""
        ...

    async def opens_home(self) -> Seen:
        """Ask for one's own page and wait for the bot to draw it."""
        ...

    async def sees_at_home(self, key: str, **values: object) -> Seen:
        """Wait for one's own page to say this."""
        ...

    async def sees_answer(self) -> Seen:
        """Wait for what a button of one's own page was answered with."""
        ...

    async def fills_in(self, title: str, **fields: str) -> None:
        """Fill in the dialog of this title and send it."""
        ...

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        ...

    def private(self) -> Sequence[Seen]:
        """What only this person sees."""
        ...

    def letters(self) -> Sequence[Seen]:
        """What came to their own chat with the bot, oldest first; in Teams, that is where answers come as well."""
        ...

    def speaks(self, language: str) -> None:
        """Have chosen a language, and stand in the channel of those who speak it."""
        ...

    def public(self) -> Sequence[Seen]:
        """What everybody in the channel sees of the bot."""
        ...

    def is_told_that_something_went_wrong(self) -> bool:
        """Tell whether the platform itself complained of the bot to this person."""
        ...


@dataclass
class InSlack:
    """A character in Slack."""

    workplace: Demo
    actor: Actor
    channel: str
    words: Words

    async def types(self, text: str) -> ShownMessage:
        before = len(self.private())
        await self.actor.command(f"/advocacy {text}", channel=self.channel)
        await self.workplace.sandbox.until(lambda: len(self.private()) > before)
        return self.private()[-1]

    async def reacts(self, message: ShownMessage, *, on: bool = True, emoji: str = "raising_hand") -> None:
        await self.actor.react(message.channel, message.ts, emoji, on)
        await self.workplace.sandbox.settled()
        await everything_answered(self.workplace)

    async def presses(
        self, where: ShownMessage | ShownHome | ShownDialog, key: str, **values: object
    ) -> None:
        await self.presses_label(where, self.words(key, **values))

    async def presses_label(self, where: ShownMessage | ShownHome | ShownDialog, label: str) -> None:
        await self.actor.press(where, label)

    async def sees_privately(self, key: str, **values: object) -> ShownMessage:
        sentence = plain(self.words(key, **values))
        found: list[ShownMessage] = []

        def is_there() -> bool:
            found[:] = [message for message in self.private() if sentence in plain(message.all_text)]
            return bool(found)

        await self.workplace.sandbox.until(is_there)
        return found[-1]

    async def sees_in_channel(self, key: str, **values: object) -> ShownMessage:
        sentence = plain(self.words(key, **values))
        found: list[ShownMessage] = []

        def is_there() -> bool:
            found[:] = [message for message in self.public() if sentence in plain(message.all_text)]
            return bool(found)

        await self.workplace.sandbox.until(is_there)
        return found[-1]

    async def opens_home(self) -> ShownHome:
        await self.actor.open_home()
        await self.workplace.sandbox.settled()
        await self.workplace.sandbox.until(lambda: self.actor.home() is not None)
        home = self.actor.home()
        assert home is not None
        return home

    async def sees_at_home(self, key: str, **values: object) -> ShownHome:
        sentence = plain(self.words(key, **values))

        def is_there() -> bool:
            home = self.actor.home()
            return home is not None and sentence in plain(home.all_text)

        await self.workplace.sandbox.until(is_there)
        home = self.actor.home()
        assert home is not None
        return home

    async def sees_answer(self) -> ShownDialog:
        await self.workplace.sandbox.until(self.actor.modals)
        return self.actor.modals()[-1]

    async def fills_in(self, title: str, **fields: str) -> None:
        dialog = await self.sees_answer()
        assert dialog.title == title
        await self.actor.submit(dialog, **fields)

    async def until(self, condition: Callable[[], object]) -> None:
        await self.workplace.sandbox.until(condition)

    def is_told_that_something_went_wrong(self) -> bool:
        return bool(self.actor.notices())

    def private(self) -> list[ShownMessage]:
        return self.actor.ephemerals(self.channel)

    def letters(self) -> list[ShownMessage]:
        return self.actor.messages("app")

    def speaks(self, language: str) -> None:
        self.words = TEXTS.for_locale(language)
        self.channel = _CHANNELS[language]

    def public(self) -> list[ShownMessage]:
        return self.actor.messages(self.channel)


@dataclass
class Notice:
    """A line that Teams shows for a moment after an action."""

    all_text: str
    buttons: dict[str, dict[str, object]]
    links: dict[str, str]


@dataclass
class InTeams:
    """A character in Teams, where what is private comes to one's own chat with the bot."""

    workplace: Demo
    actor: TeamsActor
    channel: str
    words: Words
    before_press: int = 0
    """How much was private when a button was last pressed: what comes after it is the answer."""

    async def types(self, text: str) -> ShownCard:
        before = await self._after_a_breath()
        await self.actor.command(text, self.channel)
        await self.until(lambda: len(self.actor.private()) > before)
        return self.actor.private()[-1]

    async def reacts(self, message: ShownCard, *, on: bool = True) -> None:
        await self.actor.react(self._now(message), "1f64b_raisinghand", on)
        await self.workplace.teams.settled()
        await everything_answered(self.workplace)

    async def presses(self, where: ShownCard | ShownTask, key: str, **values: object) -> None:
        await self.presses_label(where, self.words(key, **values))

    async def presses_label(self, where: ShownCard | ShownTask, label: str) -> None:
        shown = self._now(where) if isinstance(where, ShownCard) else where
        await everything_answered(self.workplace)
        self.before_press = len(self.actor.private())
        await self.actor.press(shown, label)

    async def sees_privately(self, key: str, **values: object) -> Seen:
        return await self._sees(self.private, self.words(key, **values))

    async def sees_in_channel(self, key: str, **values: object) -> Seen:
        return await self._sees(self.public, self.words(key, **values))

    async def opens_home(self) -> ShownCard:
        before = await self._after_a_breath()
        await self.actor.command("home")
        await self.until(lambda: len(self.actor.private()) > before)
        return self.actor.private()[-1]

    async def sees_at_home(self, key: str, **values: object) -> ShownCard:
        home = await self.opens_home()
        assert plain(self.words(key, **values)) in plain(home.all_text)
        return home

    async def sees_answer(self) -> ShownCard:
        await self.until(lambda: len(self.actor.private()) > self.before_press)
        return self.actor.private()[-1]

    async def fills_in(self, title: str, **fields: str) -> None:
        dialog = self.actor.dialogs()[-1]
        assert dialog.title == title
        await self.actor.submit(dialog, **fields)

    async def until(self, condition: Callable[[], object]) -> None:
        await self.workplace.teams.until(condition)

    def private(self) -> list[Seen]:
        return [*self.actor.private(), *(Notice(each.text, {}, {}) for each in self.actor.notices())]

    def letters(self) -> list[ShownCard]:
        return self.actor.private()

    def speaks(self, language: str) -> None:
        self.words = TEXTS.for_locale(language)
        self.channel = _CHANNELS_IN_TEAMS[language]

    def public(self) -> list[ShownCard]:
        return [
            each for each in self.actor.messages(self.channel) if each.sender == "bot" and not each.is_private
        ]

    def is_told_that_something_went_wrong(self) -> bool:
        return any("went wrong" in each.text for each in self.actor.notices())

    async def _after_a_breath(self) -> int:
        """Let a second pass between two things that one person does, and count what is private by now."""
        await everything_answered(self.workplace)
        self.workplace.teams.clock.advance(timedelta(seconds=1))
        return len(self.actor.private())

    def _now(self, message: ShownCard) -> ShownCard:
        """Look at a message again: it may have been redrawn since."""
        found = (each for each in self.actor.messages(message.conversation) if each.id == message.id)
        return next(found, message)

    async def _sees(self, where: Callable[[], Sequence[Seen]], sentence: str) -> Seen:
        found: list[Seen] = []

        def is_there() -> bool:
            found[:] = [each for each in where() if plain(sentence) in plain(each.all_text)]
            return bool(found)

        await self.until(is_there)
        return found[-1]


PLATFORMS = ("slack", "teams")
_CHANNELS = {"fr": "C0PARTAGES", "en": "C0SHARES"}
_CHANNELS_IN_TEAMS = {"fr": "partages", "en": "shares"}


def enters(workplace: Demo, user: str, platform: str = "slack") -> Character:
    """Let one of the cast speak, in the channel and the language they have."""
    actor = workplace.sandbox.as_person(user)
    words = TEXTS.for_locale(actor.person.locale)
    if platform == "teams":
        who = workplace.teams.as_person(user)
        return InTeams(workplace, who, _CHANNELS_IN_TEAMS[words.language], words)
    return InSlack(workplace, actor, _CHANNELS[words.language], words)


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
    await workplace.teams.settled()


async def next_working_day(workplace: Demo, at: str = "09:30") -> None:
    """Go to the morning of the next working day."""
    workplace.sandbox.clock.next_working_day(at)
    await workplace.bot.engine.tick(workplace.sandbox.clock.now())
    await workplace.sandbox.settled()
    await workplace.teams.settled()


def plain(text: str) -> str:
    """Read a text without its emphasis and its spaces of different widths."""
    return " ".join(text.replace("*", "").replace("\u200b", "").split())
