"""A channel's plan: the coming two weeks, what they weigh, one slot with what can be done about it, and the choice of another."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    DateInput,
    Element,
    Form,
    Heading,
    Option,
    Rule,
    Small,
    Style,
)
from bot.cards.say import paragraph, say
from bot.playbook.item import Item
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.kinds.share import Share
from bot.playbook.programme import ClosedPeriod
from bot.texts import Words

COMPANY_IN: Final = 3
"""The company speaks in one of so many shares at most (R24)."""
MOST_OPTIONS: Final = 99
LONGEST_LABEL: Final = 75


class Why(StrEnum):
    """Why a slot brings what it brings."""

    TURN = "turn"
    CHOSEN = "chosen"
    PLANNED = "planned"
    SKIPPED = "skipped"
    CLOSED = "closed"
    SILENT = "silent"
    PHASE = "phase"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one slot of one day will bring, as far as is known now."""

    on: date
    slot: str
    kind: str
    item: Item | None
    why: Why


@dataclass(frozen=True, slots=True)
class Plan:
    """The coming days of a channel."""

    slots: Sequence[Foreseen]
    next_run: datetime | None
    """On the channel's wall clock."""
    timezone: str
    closed: Sequence[ClosedPeriod] = ()
    campaigns: Sequence[Campaign] = ()

    @property
    def shares(self) -> list[Share]:
        """List the ideas that will come."""
        return [each.item for each in self.slots if isinstance(each.item, Share)]

    @property
    def from_company(self) -> int:
        """Count those that the company speaks in."""
        return sum(share.origin == "company" for share in self.shares)

    @property
    def is_balanced(self) -> bool:
        """Tell whether the company leaves room."""
        return self.from_company * COMPANY_IN <= len(self.shares)


def plan_card(words: Words, plan: Plan, channel: str) -> Card:
    """Draw the two weeks of a channel; `channel` is the id that the buttons carry."""
    return Card(words("plan.heading"), tuple(_plan(words, plan, channel)))


def slot_card(
    words: Words, seen: Foreseen, where: str, key: str, preview: Card | None, *, may_post: bool
) -> Card:
    """Draw one slot. `where` names it, `key` its item across playbooks."""
    title = seen.item.title if seen.item else words(f"plan.why.{seen.why.value}")
    day, kind = words.day(seen.on), words(f"plan.kind.{seen.kind}")
    elements: list[Element] = [paragraph(words, "plan.slot", day=day, kind=kind, title=title)]
    elements.append(Small(say(words, f"plan.because.{seen.why.value}")))
    if preview:
        shown = (element for element in preview.elements if not isinstance(element, Buttons))
        elements += [Rule(), *shown, Rule()]
    elements.append(Buttons(tuple(_ways(words, seen, where, key, may_post=may_post))))
    return Card(words("plan.slot_summary", day=day, kind=kind), tuple(elements))


def choose_form(words: Words, seen: Foreseen, where: str, items: Sequence[Item]) -> Form:
    """Choose another item for a slot, or for another day."""
    options = tuple(Option(each.id, each.title[:LONGEST_LABEL]) for each in items[:MOST_OPTIONS])
    return Form(
        name="plan.chosen",
        title=words("plan.choose_title"),
        submit=words("plan.save"),
        cancel=words("plan.cancel"),
        context=where,
        elements=(
            paragraph(words, "plan.choose_intro"),
            Choice("item", words("plan.item"), options, seen.item.id if seen.item else ""),
            DateInput("on", words("plan.on"), seen.on.isoformat(), words("plan.on_hint")),
        ),
    )


def _plan(words: Words, plan: Plan, channel: str) -> Iterator[Element]:
    yield Heading(words("plan.heading"))
    if plan.next_run:
        day, hour = words.day(plan.next_run.date()), words.hour(plan.next_run.time())
        yield paragraph(words, "plan.next_run", day=day, hour=hour, zone=plan.timezone)
    yield from _weight(words, plan)
    for period in plan.closed:
        first, last = words.day(period.starts), words.day(period.ends)
        yield Small(say(words, "plan.closed", title=period.title, first=first, last=last))
    for campaign in plan.campaigns:
        yield Small(say(words, "plan.campaign", title=campaign.title, day=words.day(campaign.ends)))
    yield Rule()
    for on, slots in groupby(plan.slots, key=lambda each: each.on):
        found = list(slots)
        lines = "\n".join(_line(words, each) for each in found)
        yield paragraph(words, "plan.day", day=words.day(on), lines=lines)
        yield Buttons(tuple(_open(words, each, channel) for each in found))
    if not plan.slots:
        yield paragraph(words, "plan.empty")


def _weight(words: Words, plan: Plan) -> Iterator[Element]:
    """Say how much of it the company speaks in, and how often each topic comes."""
    total = len(plan.shares)
    if not total:
        return
    key = "plan.balanced" if plan.is_balanced else "plan.unbalanced"
    yield paragraph(words, key, company=plan.from_company, total=total)
    topics = Counter(share.topic for share in plan.shares if share.topic)
    if topics:
        listed = " · ".join(
            words("plan.topic", topic=words(f"likes.topic_{topic}"), count=count, total=total)
            for topic, count in topics.most_common()
        )
        yield Small(say(words, "plan.topics", topics=listed))
    if topics and (most := topics.most_common(1)[0])[1] * 2 > total > 1:
        yield Small(say(words, "plan.saturated", topic=words(f"likes.topic_{most[0]}")))


def _line(words: Words, seen: Foreseen) -> str:
    kind = words(f"plan.kind.{seen.kind}")
    if seen.item is None:
        return words("plan.line_none", kind=kind, why=words(f"plan.why.{seen.why.value}"))
    key = "plan.line_chosen" if seen.why is Why.CHOSEN else "plan.line"
    return words(key, kind=kind, title=seen.item.title)


def _open(words: Words, seen: Foreseen, channel: str) -> Button:
    kind = words(f"plan.kind.{seen.kind}")
    hint = words("plan.open_hint", kind=kind, day=words.day(seen.on))[:75].rstrip()
    where = f"{channel}/{seen.on.isoformat()}/{seen.slot}"
    return Button(words("plan.open", kind=kind), "plan.look", where, hint=hint)


def _ways(words: Words, seen: Foreseen, where: str, key: str, *, may_post: bool) -> Iterator[Button]:
    item = seen.item
    if seen.why is not Why.PLANNED:
        yield Button(words("plan.choose"), "plan.choose", where, Style.PRIMARY, opens_form=True)
        if seen.why in {Why.CHOSEN, Why.SKIPPED}:
            yield Button(words("plan.rotate"), "plan.rotate", where)
        if item:
            yield Button(words("plan.skip"), "plan.skip", where)
    if item and may_post and seen.kind == Share.kind and seen.why is not Why.PLANNED:
        yield Button(words("plan.post"), "plan.post", where)
    if item:
        hint = words("plan.expire_hint", title=item.title)[:75].rstrip()
        yield Button(words("plan.expire"), "plan.expire", key, hint=hint)
        hint = words("plan.retract_hint", title=item.title)[:75].rstrip()
        yield Button(words("plan.retract"), "retract.ask", key, hint=hint)
    yield Button(words("plan.list"), "plan.list", where)
