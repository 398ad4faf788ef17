"""What one is shown privately: each topic and the running campaign, with the way to leave it out or bring it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.people import Member
from bot.screens.human import ask_human
from bot.screens.settings import TOPICS
from bot.texts import Words


@dataclass(frozen=True, slots=True)
class RunningCampaign:
    """A campaign that goes on today."""

    title: str
    ends: date
    is_wanted: bool


def mute_card(words: Words, member: Member, campaigns: Sequence[RunningCampaign]) -> Card:
    """List what can be left out, with its state. Only its owner sees it."""
    return Card(words("mute.summary"), tuple(_mute(words, member, campaigns)))


def _mute(words: Words, member: Member, campaigns: Sequence[RunningCampaign]) -> Iterator[Element]:
    shown = member.choices.topics or frozenset(TOPICS)
    yield Heading(words("mute.summary"))
    yield paragraph(words, "mute.intro")
    yield Rule()
    ways = []
    for topic in TOPICS:
        name = words(f"likes.topic_{topic}")
        is_last = shown == {topic}
        state = "last" if is_last else "shown" if topic in shown else "left_out"
        yield paragraph(words, f"mute.{state}", topic=name)
        way = "topic" if topic in shown else "topic_back"
        ways += [] if is_last else [Button(words(f"mute.{way}", topic=name), f"mute.{way}", topic)]
    yield Buttons(tuple(ways))
    for each in campaigns:
        yield Rule()
        state, way = ("shown", "campaign") if each.is_wanted else ("left_out", "campaign_back")
        yield paragraph(words, f"mute.campaign_{state}", title=each.title, day=words.day(each.ends))
        yield Buttons((Button(words(f"mute.{way}"), f"mute.{way}"),))
    yield Small(say(words, "mute.not_kept"))
    yield Buttons((ask_human(words),))
