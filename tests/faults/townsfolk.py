"""How the people of the town live with the bot: what they do each day, decided by the seed alone, until it is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.acts import ActKind
from bot.domain.claims import ClaimState
from bot.domain.pauses import pause_on
from bot.domain.people import Member, Reminders, Rhythm
from sandbox.acts import Impossible
from sandbox.people import Person
from tests.faults.hands import Hands, Seen, SlackHands, TeamsHands
from tests.faults.town import Town, busy_people_of, people_of, rooms_of

TRIES: Final = 60
MORNING: Final = time(8, 45)
WORKING_MINUTES: Final = 8 * 60
LATE_STEPS_END: Final = (time(11, 30), time(12))
"""Until noon a step of yesterday can still be told. Nothing is done just before it: by some tries it would come after."""
ROLES: Final = (("daily", "usual"), ("weekly", "off"), ("daily", "off"), ("off", "off"))
"""Rhythm and reminders, in turn."""


@dataclass
class Life:
    """One person at one platform."""

    town: Town
    person: Person
    hands: Hands
    role: tuple[str, str]
    given_up: list[str] = field(default_factory=list)
    """What they could not bring the bot to take, however often they tried."""
    done: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.hands.account.platform}/{self.person.id}"

    async def live(self, until: datetime) -> None:
        """Join on the first morning, and then do what the day brings."""
        zone = ZoneInfo(self.person.tz)
        day = self.town.plan.starts.astimezone(zone).date() + timedelta(days=1)
        await self._until(
            datetime.combine(day, time(7, 30), zone), Random(f"{self.town.plan.seed}/{self.name}")
        )
        await self._joins()
        while datetime.combine(day, time(18), zone) < until:
            await self._day(day, zone)
            day += timedelta(days=1)

    async def meet(self) -> None:
        """Join, take one early step, and be in meetings ever after."""
        assert isinstance(self.hands, SlackHands)
        await self.hands.be_away()
        zone, dice = ZoneInfo(self.person.tz), Random(f"{self.town.plan.seed}/{self.name}")
        day = self.town.plan.starts.astimezone(zone).date() + timedelta(days=1)
        await self._until(datetime.combine(day, time(7, 30), zone), dice)
        await self._joins()
        await self._until(datetime.combine(day, MORNING, zone), dice)
        await self._helps(dice, day)

    async def _day(self, day: date, zone: ZoneInfo) -> None:
        plan = self.town.plan
        chance = Random(f"{plan.seed}/{self.name}/{day}")
        acts: list[tuple[str, Callable[[Random], Awaitable[None]]]] = []
        if day.weekday() < 5 and chance.random() < 0.75:
            step = chance.choice((self._reads_a_tip, self._helps))
            acts.append(("step", lambda dice: step(dice, day)))
        is_step_day = bool(acts)
        if chance.random() < 0.05:
            acts.append(("pause", lambda dice: self._pauses(dice, day)))
        if chance.random() < 0.7:
            # To finish is a step as well. An idea may be gone, so the day's rhythm hangs on another step.
            endings = (
                ("claims.done", "claims.release", "hand", "") if is_step_day else ("claims.release", "hand")
            )
            acts.append(("claim", lambda dice: self._claims(dice, endings)))
        chance.shuffle(acts)
        at = datetime.combine(day, MORNING, zone)
        for number, (name, act) in enumerate(acts):
            dice = Random(f"{plan.seed}/{self.name}/{day}/{number}")
            at += timedelta(minutes=dice.uniform(1, WORKING_MINUTES / len(acts)))
            if LATE_STEPS_END[0] <= at.time() < LATE_STEPS_END[1]:
                at += timedelta(minutes=30)
            await self._until(at, dice)
            await act(dice)
            self.done[name] = self.done.get(name, 0) + 1

    async def _joins(self) -> None:
        rhythm, reminders = self.role
        dice = Random(f"{self.town.plan.seed}/{self.name}/joins")

        async def is_member() -> bool:
            return await self._member() is not None

        async def joins() -> None:
            await self._asks_and_presses("join", "join.yes")

        async def is_settled() -> bool:
            member = await self._member()
            choices = member.choices if member else None
            return choices is not None and (choices.rhythm, choices.reminders) == (
                Rhythm(rhythm),
                Reminders(reminders),
            )

        async def settles() -> None:
            await self._asks_and_presses("settings", "settings.open")
            await asyncio.sleep(2)
            await self.hands.fill_in(rhythm=rhythm, reminders=reminders)

        await self._persists("join", is_member, joins, dice)
        await self._persists("settings", is_settled, settles, dice)

    async def _reads_a_tip(self, dice: Random, day: date) -> None:
        await self._persists(
            f"tip on {day}",
            lambda: self._has_done(ActKind.TIP_READ, day),
            lambda: self._asks_and_presses("tip", "tip.read"),
            dice,
        )

    async def _helps(self, dice: Random, day: date) -> None:
        await self._persists(
            f"help on {day}",
            lambda: self._has_done(ActKind.HELPED, day),
            lambda: self.hands.say("helped"),
            dice,
        )

    async def _pauses(self, dice: Random, day: date) -> None:
        async def is_paused() -> bool:
            member = await self._member()
            return member is not None and pause_on(member.pauses, day) is not None

        if not await is_paused():
            pauses = self._asks_and_presses
            await self._persists(f"pause on {day}", is_paused, lambda: pauses("pause", "pause.week"), dice)

    async def visit(self, until: datetime) -> None:
        """Come by and look, all day long, as curious people do; nothing hangs on the answers."""
        if not self.town.plan.visits:
            return
        dice, pause = Random(f"{self.town.plan.seed}/{self.name}/visits"), 86_400 / self.town.plan.visits
        while self.town.clock.now() + timedelta(seconds=2 * pause) < until:
            await asyncio.sleep(dice.uniform(0, 2 * pause))
            await self._tries(self.hands.look(dice))
            self.done["visit"] = self.done.get("visit", 0) + 1

    async def _claims(self, dice: Random, endings: tuple[str, ...]) -> None:
        """Take an idea by reaction or by button, then say it is done or give it back. An idea may be gone: that is no loss."""
        rooms = [
            room.channel for room in rooms_of(self.town.plan) if room.platform == self.hands.account.platform
        ]
        posts = self.hands.public(dice.choice(rooms), "claims.take")
        by_hand, ending = dice.random() < 0.5, dice.choice(endings)
        if not posts:
            return
        post = posts[-1]
        if by_hand:
            await self._tries(self.hands.react(post, on=True))
        for number in range(4):
            if not by_hand or number == 3:
                await self._tries(self.hands.press(post))
            await asyncio.sleep(dice.uniform(5, 60))
            if await self._claim_on(post.value) is ClaimState.HELD:
                break
        await asyncio.sleep(dice.uniform(60, 600))
        if ending == "hand":
            await self._tries(self.hands.react(post, on=False))
            return
        for _ in range(6 if ending else 0):
            if await self._claim_on(post.value) is not ClaimState.HELD:
                return
            found = self.hands.own(ending, post.value)
            await self._tries(self.hands.press(found) if found else self.hands.say("claims"))
            await asyncio.sleep(dice.uniform(5, 60))

    async def _asks_and_presses(self, command: str, action: str) -> None:
        """Ask for a card and press a button on it; where none came, an older one serves."""
        await self.hands.say(command)
        await asyncio.sleep(4)
        found: Seen | None = self.hands.own(action)
        if found is None:
            raise Impossible(f"No card with {action} has come.")
        await self.hands.press(found)

    async def _persists(
        self,
        what: str,
        is_taken: Callable[[], Awaitable[bool]],
        attempt: Callable[[], Awaitable[None]],
        dice: Random,
    ) -> None:
        """Do something again until it is taken, as people do who see that nothing has come of it."""
        for _ in range(TRIES):
            await self._tries(attempt())
            await asyncio.sleep(dice.uniform(4, 30))
            if await is_taken():
                return
        self.given_up.append(f"{self.name}: {what}")

    async def _tries(self, attempt: Awaitable[None]) -> None:
        with suppress(Impossible):  # they see that it cannot be done now
            await attempt

    async def _until(self, moment: datetime, dice: Random) -> None:
        seconds = (moment.astimezone(UTC) - self.town.clock.now()).total_seconds() + dice.uniform(0, 20)
        await asyncio.sleep(max(0.0, seconds))

    async def _member(self) -> Member | None:
        async with self.town.books.reading() as shelves:
            return await shelves.members.get(self.hands.account)

    async def _has_done(self, kind: ActKind, day: date) -> bool:
        async with self.town.books.reading() as shelves:
            acts = await shelves.acts.of(self.hands.account)
        return any(act.kind is kind and act.on == day for act in acts)

    async def _claim_on(self, post: str) -> ClaimState | None:
        async with self.town.books.reading() as shelves:
            claim = await shelves.claims.get(post, self.hands.account)
        return claim.state if claim else None


def lives_in(town: Town) -> list[Life]:
    """Give everybody their hands, on both platforms; half of the people of Teams have another role than in Slack."""
    people = people_of(town.plan)
    return [
        Life(town, person, make(town, person.id), ROLES[(number // shift) % len(ROLES)])
        for make, shift in ((SlackHands, 1), (TeamsHands, 2))
        for number, person in enumerate(people)
    ]


def busy_in(town: Town) -> list[Life]:
    """Give those in meetings their hands."""
    return [Life(town, person, SlackHands(town, person.id), ROLES[0]) for person in busy_people_of(town.plan)]
