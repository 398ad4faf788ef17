"""The cards of the rhythm, its milestones, the group, and what the bot writes by itself, drawn for a starter playbook."""

from dataclasses import replace
from datetime import date

from bot.cards.elements import Card, Form
from bot.cards.say import note
from bot.domain.crowd import Told
from bot.domain.nudges import WORDINGS
from bot.domain.own import Award
from bot.domain.people import Rhythm
from bot.domain.posts import Post
from bot.domain.streak import Repair, Streak, View
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.screens.nudge import (
    announcement_card,
    day_card,
    goodbye_card,
    idea_elements,
    long_pause_card,
    milestone_card,
    nudge_card,
    tell_card,
    tip_elements,
)
from bot.screens.rhythm import rhythm_card
from bot.screens.team import Common, team_card
from bot.texts import Words
from tests.factories import MONDAY, a_member

FRIDAY = date(2026, 11, 20)
NOTES = (
    *("nudge.stopped", "nudge.started", "nudge.join_first"),
    *("milestone.kept", "milestone.told", "milestone.told_before", "milestone.nowhere"),
    *("milestone.not_now", "milestone.unknown"),
)
AWARDS = tuple(
    Award(name, FRIDAY) for name in ("day-3", "day-5", "day-10", "variety-3", "helping-1", "helping-5")
)


def rhythm_screens(words: Words, playbook: Playbook, post: Post, share: Share) -> dict[str, Card | Form]:
    """Name -> card."""
    screens = _own(words) | _letters(words, playbook, post, share) | _together(words, playbook)
    return screens | {f"note {key}": note(words, key) for key in NOTES}


def _own(words: Words) -> dict[str, Card | Form]:
    daily, weekly = a_member(locale=words.language), a_member(locale=words.language, rhythm=Rhythm.WEEKLY)
    nothing, undecided = (
        a_member(locale=words.language, rhythm=each) for each in (Rhythm.OFF, Rhythm.UNDECIDED)
    )
    begun = Streak(MONDAY, is_today_due=True, week_needed=2)
    seven = replace(begun, days=View(7, 9, 1, counted=12), is_today_counted=True)
    spared = replace(begun, days=View(7, 9, 0, counted=12, spared_on=FRIDAY))
    broken = replace(begun, days=View(0, 9, 0, counted=12, repair=Repair(9, 2, 3)))
    long = replace(begun, days=View(75, 75, 2, counted=120), is_today_counted=True)
    free = replace(begun, days=View(7, 9, 1, counted=12), is_today_due=False)
    weeks = replace(begun, weeks=View(4, 6, 1, counted=9), week_counted=1)
    week_met = replace(weeks, week_counted=2, weeks=View(5, 6, 1, counted=10, spared_on=date(2026, 11, 9)))
    week_free = replace(weeks, week_needed=0, is_today_due=False)
    week_broken = replace(begun, weeks=View(0, 6, 0, counted=9, repair=Repair(6, 1, 1)), is_today_due=False)
    return {
        "rhythm": rhythm_card(words, daily, seven, AWARDS),
        "rhythm, at the beginning": rhythm_card(words, daily, begun),
        "rhythm, day off used": rhythm_card(words, daily, spared),
        "rhythm, a day that asks nothing": rhythm_card(words, daily, free),
        "rhythm, good to see you again": rhythm_card(words, daily, broken),
        "rhythm, sixty and more": rhythm_card(words, daily, long),
        "rhythm by weeks": rhythm_card(words, weekly, weeks, AWARDS),
        "rhythm by weeks, at the beginning": rhythm_card(words, weekly, begun),
        "rhythm by weeks, this one counts": rhythm_card(words, weekly, week_met),
        "rhythm by weeks, one that asks nothing": rhythm_card(words, weekly, week_free),
        "rhythm by weeks, good to see you again": rhythm_card(words, weekly, week_broken),
        "rhythm by weeks, sixty and more": rhythm_card(words, weekly, replace(begun, weeks=View(64, 64, 1))),
        "rhythm, not chosen": rhythm_card(words, undecided, begun),
        "rhythm, none": rhythm_card(words, nothing, begun),
    }


def _letters(words: Words, playbook: Playbook, post: Post, share: Share) -> dict[str, Card | Form]:
    tip = playbook.tips[0]
    key = playbook.key(tip)
    small, idea = tip_elements(words, key, tip), share.letter(words, post)
    tip_of_day = tip.card(words, key)
    person = a_member().person
    screens: dict[str, Card | Form] = {
        f"reminder, {wording}": nudge_card(words, wording, ()) for wording in WORDINGS[1:]
    }
    screens |= {
        "reminder with a tip": nudge_card(words, WORDINGS[0], small),
        "reminder with an idea, day off used": nudge_card(
            words, "small", idea_elements(words, post, share), spared_on=FRIDAY
        ),
        "reminder, goodbye": goodbye_card(words),
        "the day by letter": day_card(words, idea, tip_of_day, share.title),
        "the day by letter, a tip alone": day_card(words, None, tip_of_day, tip.title),
        "the question after a long pause": long_pause_card(words),
    }
    for name in ("day-10", "day-60", "week-3", "variety-3", "helping-1", "helping-5"):
        screens[f"milestone {name}"] = milestone_card(words, name, asks_to_tell=name == "day-10")
        screens[f"line for the channel, {name}"] = announcement_card(words, name, person)
    screens["milestone, before the channel is told"] = tell_card(words, "day-10", person)
    return screens


def _together(words: Words, playbook: Playbook) -> dict[str, Card | Form]:
    week = date(2026, 11, 16)
    campaign = playbook.campaigns[0]
    told = {
        "a campaign in its first week": None,
        "few in a campaign": Told(None),
        "a campaign that sets out": Told(0),
        "a campaign on its way": Told(3),
        "a goal that is reached": Told(10),
    }
    screens: dict[str, Card | Form] = {
        "the group": team_card(words, week, Told(4), [], 5),
        "the group, too small": team_card(words, week, Told(None), [], 5),
    }
    return screens | {
        f"the group, {name}": team_card(words, week, Told(6), [Common(campaign, each)], 5)
        for name, each in told.items()
    }
