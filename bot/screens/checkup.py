"""Check-ups: the choice of one, its points step by step, and what one ticked, which stands in these cards alone (R21, R74)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Small, Style
from bot.cards.markup import Rich, Span, plain
from bot.cards.say import paragraph, say
from bot.playbook.kinds.checklist import Checklist
from bot.screens.human import ask_human
from bot.screens.path import short
from bot.texts import Words

_HINT: Final = 75


@dataclass(frozen=True, slots=True)
class Checkup:
    """Somebody on their way through a checklist. It travels in the buttons of the moment and is kept nowhere."""

    key: str
    """Of the checklist, across playbooks."""
    checklist: Checklist
    step: int = 0
    """Which point is in front of them, counted from 0; beyond the last: all have been."""
    ticked: int = 0
    """The points they ticked, as bits."""

    @property
    def value(self) -> str:
        """Write it as a button's value."""
        return f"{self.key}/{self.step}/{self.ticked}"

    def forward(self, *, is_ticked: bool) -> "Checkup":
        """Go to the next point, the present one ticked or left."""
        bit = 1 << self.step
        return replace(
            self, step=self.step + 1, ticked=self.ticked | bit if is_ticked else self.ticked & ~bit
        )

    def has(self, number: int) -> bool:
        """Tell whether a point was ticked."""
        return bool(self.ticked >> number & 1)


def checkups_card(
    words: Words, found: Sequence[tuple[str, Checklist]], looked: Sequence[tuple[date, str]]
) -> Card:
    """List the check-ups by key, and when the member said last that they looked, by title."""
    elements: list[Element] = [Heading(words("checkup.summary")), paragraph(words, "checkup.intro")]
    for key, checklist in found:
        hint = words("checkup.open_hint", title=checklist.title)[:_HINT]
        elements.append(Buttons((Button(short(checklist.title), "checkup.open", key, hint=hint),)))
    elements += [Small(say(words, "checkup.looked", day=words.day(on), title=title)) for on, title in looked]
    return Card(words("checkup.summary"), (*elements, Buttons((ask_human(words),))))


def step_card(words: Words, checkup: Checkup) -> Card:
    """Show the point in front of them, or at the end what they ticked."""
    is_over = checkup.step >= len(checkup.checklist.points)
    draw = _end if is_over else _point
    return Card(checkup.checklist.title, tuple(draw(words, checkup)))


def slept_card(words: Words, kit: tuple[str, str] | None, posture: str) -> Card:
    """Recall that somebody wanted a night before posting. `kit`: a post and its title; `posture`: the key of a checklist."""
    buttons = []
    if kit:
        hint = words("checkup.slept_kit_hint", title=kit[1])[:_HINT]
        buttons.append(Button(words("checkup.slept_kit"), "claims.open", kit[0], hint=hint))
    if posture:
        hint = words("checkup.slept_check_hint")
        buttons.append(Button(words("checkup.slept_check"), "checkup.open", posture, hint=hint))
    row = Buttons((*buttons, ask_human(words)))
    return Card(words("checkup.slept_summary"), (paragraph(words, "checkup.slept"), row))


def sleep_on_it(words: Words, post: str = "") -> Button:
    """Make the button that asks for a night before posting; `post` is the idea it is about, if any."""
    return Button(words("checkup.tomorrow"), "checkup.tomorrow", post, hint=words("checkup.tomorrow_hint"))


def _point(words: Words, checkup: Checkup) -> Iterator[Element]:
    points, step = checkup.checklist.points, checkup.step
    point = points[step]
    yield Small(say(words, "checkup.step", title=checkup.checklist.title, number=step + 1, count=len(points)))
    if step == 0:
        yield Paragraph(plain(checkup.checklist.text))
    yield Paragraph((Span(point.text, bold=True),))
    if point.why:
        yield Paragraph(plain(point.why))
    is_posture = checkup.checklist.checks == "posture"
    tick = words("checkup.tick_posture") if is_posture else words("checkup.tick_privacy")
    leave = words("checkup.leave_posture") if is_posture else words("checkup.leave_privacy")
    row = [
        Button(tick, "checkup.step", checkup.forward(is_ticked=True).value),
        Button(leave, "checkup.step", checkup.forward(is_ticked=False).value),
    ]
    if step:
        row.append(Button(words("checkup.back"), "checkup.step", replace(checkup, step=step - 1).value))
    row.append(Button(words("checkup.stop"), "checkup.stop"))
    yield Buttons((*row, ask_human(words)))


def _end(words: Words, checkup: Checkup) -> Iterator[Element]:
    checklist = checkup.checklist
    numbers = range(len(checklist.points))
    yield Heading(checklist.title)
    is_posture = checklist.checks == "posture"
    ticked, left = ("checkup.so", "checkup.not_yet") if is_posture else ("checkup.ticked", "checkup.left")
    for key, chosen in (
        (ticked, [each for each in numbers if checkup.has(each)]),
        (left, [each for each in numbers if not checkup.has(each)]),
    ):
        if chosen:
            lines: Rich = plain("".join(f"\n• {checklist.points[each].text}" for each in chosen))
            yield Paragraph((*say(words, key), *lines))
    if is_posture and not all(checkup.has(each) for each in numbers):
        yield paragraph(words, "checkup.night")
    yield Small(say(words, "checkup.only_here"))
    hint = words("checkup.done_hint", title=checklist.title)[:_HINT]
    row = [Button(words("checkup.done"), "checkup.done", checkup.key, Style.PRIMARY, hint)]
    if is_posture:
        row.append(sleep_on_it(words))
    row.append(Button(words("checkup.again"), "checkup.open", checkup.key))
    yield Buttons((*row, ask_human(words)))
