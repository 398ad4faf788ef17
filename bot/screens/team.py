"""The group without names: how many took a step in the last whole week, in tens, and how far a common goal has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.elements import Buttons, Card, Element, Heading, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.crowd import Told
from bot.playbook.kinds.campaign import Campaign
from bot.screens.human import ask_human
from bot.texts import Words


@dataclass(frozen=True, slots=True)
class Common:
    """A campaign that runs, and how far its common goal had come by the end of the last whole week."""

    campaign: Campaign
    told: Told | None
    """None: its first whole week is not over yet."""


def team_card(words: Words, week: date, told: Told, commons: Sequence[Common], smallest: int) -> Card:
    """Draw the group's week, which began on a Monday, and the common goals that have a number."""
    elements: list[Element] = [
        Heading(words("team.heading")),
        Small(say(words, "team.week", first=words.day(week), last=words.day(week + timedelta(days=6)))),
        _share(words, told, smallest),
    ]
    for common in commons:
        elements += [Rule(), *common_elements(words, common, smallest)]
    elements += [Small(say(words, "team.how")), Buttons((ask_human(words),))]
    return Card(words("team.summary"), tuple(elements))


def _share(words: Words, told: Told, smallest: int) -> Element:
    if told.tenths is None:
        return paragraph(words, "team.small", smallest=smallest)
    return paragraph(words, "team.share", low=10 * told.tenths, high=10 * (told.tenths + 1))


def common_elements(words: Words, common: Common, smallest: int) -> Iterator[Element]:
    """Draw a common goal and how far it has come."""
    campaign, told = common.campaign, common.told
    yield paragraph(words, "team.campaign", title=campaign.title, day=words.day(campaign.ends))
    yield paragraph(words, "team.goal", goal=campaign.goal)
    if told is None:
        yield paragraph(words, "team.begins")
    elif told.tenths is None:
        yield paragraph(words, "team.few", smallest=smallest)
    elif told.tenths < 10:
        yield paragraph(words, "team.progress", count=told.tenths, steps=campaign.steps or 0)
    else:
        yield paragraph(words, "team.reached", steps=campaign.steps or 0)
