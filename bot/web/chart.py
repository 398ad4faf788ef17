"""Charts: where the bars of a series of shares stand in a drawing of fixed size; the template writes them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.crowd import Told

HEIGHT: Final = 120
STEP: Final = 24
THICKNESS: Final = 16
SCALE: Final = ((100, 0), (50, HEIGHT // 2), (0, HEIGHT))
"""Percent, and where its line is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A week's share: a bar from its lower to its upper end, or a gap."""

    x: int
    y: int
    height: int
    is_told: bool


def bars_of(shares: Sequence[Told | None]) -> Sequence[Bar]:
    """Place the bars from left to right. A share is never one number, so a bar has the height of a tenth."""
    return [_bar(number, told) for number, told in enumerate(shares)]


def _bar(number: int, told: Told | None) -> Bar:
    x = number * STEP + (STEP - THICKNESS) // 2
    if told is None or told.tenths is None:
        return Bar(x, HEIGHT - 1, 1, is_told=False)
    tenth = HEIGHT // 10
    lower = min(told.tenths, 9)
    return Bar(x, HEIGHT - (lower + 1) * tenth, tenth, is_told=True)
