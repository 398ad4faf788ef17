"""Pausing and coming back: at once, privately, and nobody asks or keeps why."""

from dataclasses import replace

from bot.domain.pauses import pause_on, planned_after, with_pause, without_pause
from bot.domain.people import Member, PersonRef, Reminders
from bot.domain.wishes import Wish
from bot.usecases import plan_nudges
from bot.usecases.membership import change, today_of
from bot.usecases.services import Services


async def take_pause(services: Services, person: PersonRef, wish: Wish) -> Member | None:
    """Keep a pause whose dates have no flaw. None: they are not a member, and nothing is kept."""
    now = services.clock.now()
    return await change(
        services,
        person,
        lambda member: replace(
            member, pauses=with_pause(member.pauses, wish, today_of(services, member), now)
        ),
    )


async def resume(services: Services, person: PersonRef) -> tuple[Member | None, str]:
    """End the pause of today, else the planned ones, else let reminders that have said goodbye begin anew.

    Tells which of it was done: `ended`, `cancelled`, `reminders`, or `nothing`.
    """
    outcome = "nothing"

    def changed(member: Member) -> Member:
        nonlocal outcome
        today = today_of(services, member)
        if pause_on(member.pauses, today):
            outcome = "ended"
        elif planned_after(member.pauses, today):
            outcome = "cancelled"
        return replace(member, pauses=without_pause(member.pauses, today))

    member = await change(services, person, changed)
    are_off = member is not None and member.choices.reminders is Reminders.OFF
    if member and outcome == "nothing" and are_off and await plan_nudges.has_said_goodbye(services, member):
        return await plan_nudges.start(services, person), "reminders"
    return member, outcome
