"""The launch as champions see it, with real dates, and the call for volunteers as a channel reads it (R64)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Quote, Rule, Small, Style
from bot.cards.markup import Span, plain
from bot.cards.say import paragraph, say
from bot.playbook.kinds.launch import Launch, Milestone
from bot.screens.human import ask_human
from bot.texts import Words


@dataclass(frozen=True, slots=True)
class Timeline:
    """A launch plan on the calendar, as it stands today."""

    plan: Launch
    steps: Sequence[tuple[date | None, Milestone]]
    """In the order of their weeks; without dates where the kick-off has none."""
    opens: date | None = None
    closes: date | None = None
    """The first and the last day of the call."""
    now: Sequence[Milestone] = ()
    """Those of this week."""
    next: Sequence[Milestone] = ()
    next_on: date | None = None

    def is_calling(self, today: date) -> bool:
        """Tell whether the call is open on a date."""
        return self.opens is not None and self.closes is not None and self.opens <= today <= self.closes


def launch_card(words: Words, timeline: Timeline, channel: str) -> Card:
    """Draw the plan: what is due now, what comes next, and all of it. `channel`: where the call would go, if here."""
    return Card(words("launch.heading"), tuple(_launch(words, timeline, channel)))


def preview_card(words: Words, timeline: Timeline, channel: str, *, is_open: bool, call: Card) -> Card:
    """Show the call as the channel would read it, with the button that posts it; outside its days, that is asked for."""
    shown = [element for element in call.elements if not isinstance(element, Buttons)]
    action = "launch.post" if is_open else "launch.anyway"
    confirm = Button(
        words(action), action, channel, Style.PRIMARY if is_open else Style.NORMAL, words("launch.post_hint")
    )
    elements = (
        paragraph(words, "launch.preview"),
        *(() if is_open else (_outside(words, timeline),)),
        Rule(),
        *shown,
        Rule(),
        Buttons((confirm, _back(words), ask_human(words))),
    )
    return Card(words("launch.preview"), elements)


def outside_card(words: Words, timeline: Timeline, channel: str) -> Card:
    """Ask once more, of a call that lies outside its days."""
    anyway = Button(words("launch.anyway"), "launch.anyway", channel, hint=words("launch.post_hint"))
    return Card(words("launch.outside_summary"), (_outside(words, timeline), Buttons((anyway, _back(words)))))


def call_card(words: Words, plan: Launch) -> Card:
    """Draw the call as the channel reads it: nobody is named, no number is set, and no answer is one."""
    elements: list[Element] = [
        Heading(words("launch.call_heading")),
        Paragraph(plain(plan.call.text.strip())),
    ]
    if plan.kick_off.date:
        elements.append(paragraph(words, "launch.call_date", day=words.day(plan.kick_off.date)))
    join = Button(words("launch.join"), "join.open", hint=words("launch.join_hint"))
    elements += [Small(say(words, "launch.call_free")), Buttons((join, ask_human(words)))]
    return Card(words("launch.call_heading"), tuple(elements))


def kick_off_card(words: Words, plan: Launch) -> Card:
    """Draw the first meeting: what people leave with, and its parts with their minutes."""
    kick_off = plan.kick_off
    elements: list[Element] = [Heading(words("launch.kick_off_heading"))]
    if kick_off.date:
        minutes = sum(part.minutes for part in kick_off.agenda)
        elements.append(
            paragraph(words, "launch.kick_off_when", day=words.day(kick_off.date), minutes=minutes)
        )
    elements.append(Paragraph(plain(kick_off.text.strip())))
    lines = (f"{words('kinds.minutes', count=part.minutes)} · {part.what}" for part in kick_off.agenda)
    elements.append(Paragraph(plain("\n".join(lines))))
    elements.append(Small(say(words, "launch.kick_off_free")))
    elements.append(Buttons((_back(words), ask_human(words))))
    return Card(words("launch.kick_off_heading"), tuple(elements))


def _launch(words: Words, timeline: Timeline, channel: str) -> Iterator[Element]:
    plan = timeline.plan
    yield Heading(plan.title)
    if plan.kick_off.date:
        yield paragraph(words, "launch.date", day=words.day(plan.kick_off.date))
        yield from _due(words, timeline)
    else:
        yield paragraph(words, "launch.no_date")
        yield Quote(words("launch.lines").strip("\n"))
    yield Rule()
    yield Paragraph(tuple(_lines(words, timeline)))
    if timeline.opens and timeline.closes:
        yield paragraph(
            words, "launch.call_days", opens=words.day(timeline.opens), closes=words.day(timeline.closes)
        )
    yield Small(say(words, "launch.free"))
    if not channel:
        yield Small(say(words, "launch.elsewhere"))
    see = Button(words("launch.call"), "launch.call", channel, hint=words("launch.call_hint"))
    agenda = Button(words("launch.kick_off"), "launch.kick_off", hint=words("launch.kick_off_hint"))
    yield Buttons((*((see,) if channel else ()), agenda, ask_human(words)))


def _due(words: Words, timeline: Timeline) -> Iterator[Element]:
    if not timeline.now:
        yield paragraph(words, "launch.nothing_now")
    for each in timeline.now:
        yield Paragraph(
            (Span(words("launch.now", title=each.title), bold=True), Span(f"\n{each.text.strip()}"))
        )
    if timeline.next and timeline.next_on:
        titles = ", ".join(each.title for each in timeline.next)
        yield paragraph(words, "launch.next", day=words.day(timeline.next_on), title=titles)


def _lines(words: Words, timeline: Timeline) -> Iterator[Span]:
    for number, (on, each) in enumerate(timeline.steps):
        when = words.day(on) if on else _week(words, each.week)
        yield Span(f"{chr(10) if number else ''}{when}", bold=True)
        yield Span(f" · {each.title}")


def _week(words: Words, week: int) -> str:
    if week == 0:
        return words("kinds.launch.week_zero")
    return words("kinds.launch.before" if week < 0 else "kinds.launch.after", count=abs(week))


def _outside(words: Words, timeline: Timeline) -> Paragraph:
    if timeline.opens is None or timeline.closes is None:
        return paragraph(words, "launch.undated")
    return paragraph(
        words, "launch.outside", opens=words.day(timeline.opens), closes=words.day(timeline.closes)
    )


def _back(words: Words) -> Button:
    return Button(words("launch.back"), "launch.show", hint=words("launch.back_hint"))
