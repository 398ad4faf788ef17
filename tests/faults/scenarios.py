"""What the bot is killed in: the daily post, a claim in each of its ways, a reminder, an uninstallation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.people import Member, PersonRef, Reminders
from tests.factories import a_member
from tests.faults.towns import Town


def at(clock: str, day: int = 23) -> datetime:
    """Give a moment of the week that begins on Monday, 23 November, by London's time."""
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), UTC)


@dataclass(frozen=True)
class Scenario:
    """A morning in the life of the bot."""

    name: str
    starts: datetime
    """When the life that is killed begins."""
    goes_to: tuple[datetime, ...]
    """The moments that it lives through after its start, and after what a person does."""
    does: Callable[[Town], Awaitable[None]] | None = None
    """What a person does at its start."""
    is_repeated: bool = False
    """They see that it failed, and do it again in the next life."""
    before: tuple[datetime, ...] = ()
    """The moments of an undisturbed life before it, which sets the stage,"""
    did: Callable[[Town], Awaitable[None]] | None = None
    """and what a person did at the end of that."""
    reminders: Reminders = Reminders.OFF

    def member(self, person: PersonRef) -> Member:
        """Give the volunteer, who has been one for some weeks."""
        joined = datetime(2026, 11, 2, 9, tzinfo=UTC)
        return replace(
            a_member(timezone="Europe/London", joined_at=joined, reminders=self.reminders), person=person
        )


async def takes(town: Town) -> None:
    """Press the button of the idea of the day."""
    await town.press("claims.take")


async def says_done(town: Town) -> None:
    """Press the button that says it is done."""
    await town.press("claims.done")


async def raises_a_hand(town: Town) -> None:
    """Claim by reaction."""
    await town.react()


async def uninstalls(town: Town) -> None:
    """Remove the app."""
    await town.uninstall()


MORNING: Final = (at("08:25"), at("08:30"), at("08:33"))
SOON: Final = (timedelta(seconds=2), timedelta(seconds=65))
"""When the shared card is drawn anew after a claim, with some room."""

SCENARIOS: Final = {
    each.name: each
    for each in (
        Scenario("daily", MORNING[0], MORNING[1:]),
        Scenario(
            "claim",
            at("09:00"),
            tuple(at("09:00") + each for each in SOON),
            takes,
            is_repeated=True,
            before=MORNING,
        ),
        Scenario(
            "reaction", at("09:00"), tuple(at("09:00") + each for each in SOON), raises_a_hand, before=MORNING
        ),
        Scenario(
            "done",
            at("10:00"),
            tuple(at("10:00") + each for each in SOON),
            says_done,
            is_repeated=True,
            before=MORNING,
            did=takes,
        ),
        # Not long before the hour: a bot that was away for longer makes the day a free one, and nobody is reminded.
        Scenario("nudge", at("14:40"), (at("14:45"), at("15:00")), reminders=Reminders.USUAL),
        Scenario(
            "uninstall", at("08:27", 24), (at("08:30", 24), at("08:33", 24)), uninstalls, before=MORNING
        ),
    )
}
RECOVERY: Final = (timedelta(seconds=31), timedelta(seconds=125))
"""How long a life that recovers lives: events that nobody finished are taken up again, leases end."""
THE_END: Final = tuple(timedelta(seconds=each) for each in (31, 125, 125, 155, 155, 65, 31))
"""The last life: until every doubt is settled, and longer than Slack tries to deliver an event."""
