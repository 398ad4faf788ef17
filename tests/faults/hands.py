"""What a person of the town does with their hands, the same on each platform: say, press, fill in, react."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any, Protocol

from bot.domain.people import PersonRef
from sandbox.acts import Impossible
from sandbox.blockkit.ids import elements_of
from sandbox.driver import Actor
from sandbox.people import BOT_USER, TEAM
from sandbox.screen import shown_message
from sandbox.teams.checks import actions_of
from sandbox.teams.driver import TeamsActor
from sandbox.teams.people import TENANT, directory_id
from sandbox.teams.screen import shown_message as shown_card
from sandbox.teams.workplace import BOT
from tests.faults.town import Town

LOOKED_AT = 12
"""How many of the newest messages somebody looks at for a button."""


@dataclass(frozen=True)
class Seen:
    """A message with a button that was looked for."""

    message: Any
    value: str
    """What the button carries: a post's id, or a tip's key."""
    button: str
    """What the button is called on the wire; several of one kind differ in it."""


class Hands(Protocol):
    """A person at one platform."""

    account: PersonRef

    async def say(self, text: str) -> None:
        """Say a command."""
        ...

    async def look(self, dice: Random) -> None:
        """Ask for something to read."""
        ...

    def own(self, action: str, value: str = "") -> Seen | None:
        """Find the newest private message with this button."""
        ...

    def letters(self, action: str) -> list[Seen]:
        """Find all private messages with this button, the newest first."""
        ...

    def public(self, channel: str, action: str) -> list[Seen]:
        """Find the newest messages of a channel with this button."""
        ...

    async def press(self, seen: Seen) -> None:
        """Press the button."""
        ...

    async def react(self, seen: Seen, *, on: bool) -> None:
        """Raise a hand under a message, or take it down."""
        ...

    async def fill_in(self, **fields: str) -> None:
        """Fill in the dialog that is open, and send it. Raises Impossible when there is none."""
        ...


class SlackHands:
    """Hands in Slack."""

    def __init__(self, town: Town, who: str) -> None:
        self._workplace = town.slack.workplace
        self._actor: Actor = town.slack.as_person(who)
        self.account = PersonRef("slack", TEAM, who)
        self.channel = "C1ROOM000"

    async def say(self, text: str) -> None:
        await self._actor.command(f"/advocacy {text}", channel=self.channel)

    async def be_away(self) -> None:
        """Be in a meeting from now on."""
        await self._actor.be_away()

    async def look(self, dice: Random) -> None:
        # What a command answers comes with the response, and so is no call; the Home page is one.
        await self._actor.open_home()

    def own(self, action: str, value: str = "") -> Seen | None:
        mine = self._workplace.ephemerals.get(self._actor.id, ())
        letters = self._workplace.dm(self._actor.id).messages.values()
        newest = [*_last(mine), *_last(letters)]
        return next(_with_button(sorted(newest, key=lambda each: each.ts, reverse=True), action, value), None)

    def letters(self, action: str) -> list[Seen]:
        letters = self._workplace.dm(self._actor.id).messages.values()
        return list(_with_button(reversed(list(letters)), action, ""))

    def public(self, channel: str, action: str) -> list[Seen]:
        posts = _last(self._workplace.channels[channel].messages.values())
        return list(_with_button((each for each in posts if each.user == BOT_USER), action, ""))

    async def press(self, seen: Seen) -> None:
        await self._actor.press(shown_message(seen.message), seen.button)

    async def react(self, seen: Seen, *, on: bool) -> None:
        await self._actor.react(seen.message.channel, seen.message.ts, "raising_hand", on)

    async def fill_in(self, **fields: str) -> None:
        dialogs = self._actor.modals()
        if not dialogs:
            raise Impossible("No dialog is open.")
        await self._actor.submit(dialogs[-1], **fields)


class TeamsHands:
    """Hands in Teams."""

    def __init__(self, town: Town, who: str) -> None:
        self._workplace = town.teams.workplace
        self._actor: TeamsActor = town.teams.as_person(who)
        if town.plan.is_post_jumbled:
            self._actor.deliveries = (0.0, 16.0)
        self.account = PersonRef("teams", TENANT, directory_id(who))

    async def say(self, text: str) -> None:
        await self._actor.command(text)

    async def look(self, dice: Random) -> None:
        await self.say(dice.choice(("home", "today", "claims", "help", "streak")))

    def own(self, action: str, value: str = "") -> Seen | None:
        newest = list(_last(self._workplace.chat(self._actor.id).messages.values()))
        return next(self._with_action(reversed(newest), action, value), None)

    def letters(self, action: str) -> list[Seen]:
        letters = self._workplace.chat(self._actor.id).messages.values()
        return list(self._with_action(reversed(list(letters)), action, ""))

    def public(self, channel: str, action: str) -> list[Seen]:
        return list(
            self._with_action(_last(self._workplace.conversations[channel].messages.values()), action, "")
        )

    async def press(self, seen: Seen) -> None:
        await self._actor.press(shown_card(seen.message, self._actor.id, is_private=False), seen.button)

    async def react(self, seen: Seen, *, on: bool) -> None:
        card = shown_card(seen.message, self._actor.id, is_private=False)
        await self._actor.react(card, "1f64b_raisinghand", on)

    async def fill_in(self, **fields: str) -> None:
        dialogs = self._actor.dialogs()
        if not dialogs:
            raise Impossible("No dialog is open.")
        await self._actor.submit(dialogs[-1], **fields)

    def _with_action(self, messages: Iterable[Any], action: str, value: str) -> Iterator[Seen]:
        for message in messages:
            card = message.card_for(self._actor.id) if message.sender == BOT else None
            every = [each.get("data") or {} for each in (actions_of(card) if card else ())]
            # Of several buttons of one kind, a hand finds the first.
            data = next((each for each in every if each.get("action") == action), None)
            if data is not None and value in ("", str(data.get("value") or "")):
                yield Seen(message, str(data.get("value") or ""), action)


def _last(messages: Iterable[Any]) -> Iterable[Any]:
    """Take the newest, oldest first."""
    if isinstance(messages, list | tuple):
        return messages[-LOOKED_AT:]
    return list(islice(reversed(list(messages)), LOOKED_AT))[::-1]


def _with_button(messages: Iterable[Any], action: str, value: str) -> Iterator[Seen]:
    for message in messages:
        for element in (each for block in message.blocks or () for each in elements_of(block)):
            found, name = str(element.get("value") or ""), str(element.get("action_id", ""))
            if name.partition("#")[0] == action and value in ("", found):
                yield Seen(message, found, name)
                break
