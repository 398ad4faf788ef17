"""Admins of the town, who answer some of the questions whether a post appeared, after a look at the channel."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Final

from sandbox.acts import Impossible
from tests.faults.hands import Hands, Seen, SlackHands, TeamsHands
from tests.faults.town import Town
from tests.faults.verdict import ADMIN, QUESTION, key_of, shown_in

POST: Final = "status.post"
BETWEEN_LOOKS_SECONDS: Final = (300, 3 * 3600)
TRIES: Final = 4
LEFT_ALONE: Final = 4
"""One question in so many is never answered, on any platform."""


@dataclass
class Admin:
    """One admin at one platform."""

    town: Town
    hands: Hands
    said: Counter[str] = field(default_factory=Counter)
    _pressed: Counter[str] = field(default_factory=Counter)
    """How often they have answered a question, by its message."""

    async def answer(self, until: datetime) -> None:
        """Look at the questions now and then, and answer what is still open."""
        dice = Random(f"{self.town.plan.seed}/{self.hands.account}/answers")
        while True:
            await asyncio.sleep(dice.uniform(*BETWEEN_LOOKS_SECONDS))
            if self.town.clock.now() >= until:
                return
            for question in self.hands.letters(QUESTION):
                await self._reply(question)

    async def _reply(self, question: Seen) -> None:
        identity, town = question.value.partition(".")[0], self.town
        message = str(getattr(question.message, "ts", "") or question.message.id)
        if int(identity, 16) % LEFT_ALONE == 0 or self._pressed[message] >= TRIES:
            return
        async with town.books.reading() as shelves:
            post = await shelves.posts.get(identity)
        if post is None or town.bot is None:
            return
        says = QUESTION if key_of(town, post) in set(shown_in(town)) else POST
        self._pressed[message] += 1
        self.said[says] += 1
        with suppress(Impossible):
            await self.hands.press(replace(question, button=says))


def admins_in(town: Town) -> list[Admin]:
    """Give the admin their hands on both platforms: whoever looks first answers."""
    return [Admin(town, make(town, ADMIN)) for make in (SlackHands, TeamsHands)]
