"""All letters that the bot writes by itself. A new one is a line here and its drawing beside what plans it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.cards.elements import Card
from bot.domain.delivery import Delivery
from bot.domain.pauses import pause_on
from bot.domain.people import Member, PersonRef
from bot.usecases import (
    absence,
    ask_opinions,
    lead_executive,
    plan_day,
    plan_letters,
    plan_nudges,
    question_box,
    recap,
    sleep_on_it,
    tell_meeting,
    tell_milestones,
    thank,
)
from bot.usecases.letter import Draw
from bot.usecases.membership import today_of
from bot.usecases.services import Services

DrawAsked = Callable[[Services, PersonRef, Member | None, Mapping[str, str]], Awaitable[Card | None]]
LETTERS: Final[Mapping[str, Draw]] = MappingProxyType(
    {
        absence.SUBJECT: absence.draw_absence,
        ask_opinions.SUBJECT: ask_opinions.draw_opinion,
        lead_executive.SUBJECT: lead_executive.draw_session,
        plan_day.SUBJECT: plan_day.draw_day,
        plan_letters.PAUSE: plan_letters.draw_long_pause,
        plan_nudges.SUBJECT: plan_nudges.draw_nudge,
        recap.SUBJECT: recap.draw_recap,
        sleep_on_it.SUBJECT: sleep_on_it.draw_night,
        tell_milestones.SUBJECT: tell_milestones.draw_milestone,
        thank.LETTER: thank.draw_asking,
    }
)


SUGGESTIONS: Final = frozenset({plan_day.SUBJECT, plan_nudges.SUBJECT, lead_executive.SUBJECT})
"""What the bot proposes by itself, day by day: a silence takes it out of the outbox."""
EVEN_IN_PAUSE: Final = frozenset({absence.SUBJECT, plan_letters.PAUSE})
"""What a pause itself makes necessary: the one question after a long one, and the notice before everything is erased."""


ASKED_FOR: Final[Mapping[str, DrawAsked]] = MappingProxyType(
    {
        **dict.fromkeys(
            (tell_meeting.REMINDER, tell_meeting.AFTER, tell_meeting.NEWS), tell_meeting.draw_meeting
        ),
        question_box.LETTER: question_box.draw_answer,
    }
)
"""What somebody asked for by one act, a volunteer or not: to be reminded of a workshop, to be answered."""


def is_asked_for(delivery: Delivery) -> bool:
    """Tell whether a letter also goes to somebody who has not joined, because they asked for just that."""
    return json.loads(delivery.notice)["subject"] in ASKED_FOR


async def draw_asked_for(
    services: Services, person: PersonRef, member: Member | None, delivery: Delivery
) -> Card | None:
    """Word what somebody asked for, by the state of this moment. None: it has become needless."""
    about = json.loads(delivery.notice)
    return await ASKED_FOR[about["subject"]](services, person, member, about)


async def draw_letter(services: Services, member: Member, delivery: Delivery) -> Card | None:
    """Word a letter by the state of this moment. None: it is needless, they are on pause, or nobody draws it any more."""
    about = json.loads(delivery.notice)
    subject = about.pop("subject")
    if subject not in EVEN_IN_PAUSE and pause_on(member.pauses, today_of(services, member)):
        return None
    draw = LETTERS.get(subject)
    return await draw(services, member, about) if draw else None
