"""The report in chat: the newest week in tens, what is shared and what was answered without names, and the way to the page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cards.elements import Buttons, Card, Element, Facts, Heading, LinkButton, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.crowd import Told
from bot.domain.figures import KIND, TOPIC
from bot.domain.opinions import SUBJECT
from bot.screens.human import ask_human
from bot.screens.team import Common, common_elements
from bot.texts import Speak, Words

MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Week:
    """What the card shows."""

    first: date
    told: Mapping[str, Told]
    commons: Sequence[Common]
    opinions: tuple[date, Mapping[str, Told]] | None
    is_resting: bool
    smallest: int


def report_card(words: Words, week: Week, address: str) -> Card:
    """Draw the newest whole week, with the link to the page."""
    return Card(words("report.summary"), tuple(_report(words, week, address)))


def name_of(words: Speak, subject: str) -> str:
    """Name what a figure is about."""
    for prefix in (KIND, SUBJECT):
        if subject.startswith(prefix):
            return words(f"report.names.{subject.removeprefix(prefix)}")
    if subject.startswith(TOPIC):
        return words("report.names.topic", topic=words(f"likes.topic_{subject.removeprefix(TOPIC)}"))
    return words(f"report.names.{subject}")


def in_tens(words: Speak, told: Told | None) -> str:
    """Word a share, or that it is not told, or that there is none."""
    if told is None:
        return words("report.nothing")
    if told.tenths is None:
        return words("report.hidden")
    if told.tenths == 10:
        return words("report.all")
    return words("report.tens", low=10 * told.tenths, high=10 * told.tenths + 10)


def _report(words: Words, week: Week, address: str) -> Iterator[Element]:
    yield Heading(words("report.summary"))
    last = week.first + timedelta(days=6)
    yield Small(say(words, "report.week", first=words.day(week.first), last=words.day(last)))
    yield _rows(words, week.told)
    for common in week.commons:
        yield from (Rule(), *common_elements(words, common, week.smallest))
    if week.opinions:
        yield Rule()
        yield paragraph(words, "report.opinions", quarter=words.month(week.opinions[0]))
        yield _rows(words, week.opinions[1])
    if week.is_resting:
        yield paragraph(words, "report.resting")
    yield Small(say(words, "report.how", smallest=week.smallest))
    yield Buttons(
        (LinkButton(words("report.page"), address, hint=words("report.page_hint")), ask_human(words))
    )
    yield Small(say(words, "report.link"))


def _rows(words: Words, told: Mapping[str, Told]) -> Facts:
    rows = [(name_of(words, subject), in_tens(words, each)) for subject, each in told.items()]
    return Facts(tuple(rows[:MOST_ROWS]))
