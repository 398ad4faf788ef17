"""Standings: how a rhythm stood on a Sunday, small enough to keep for good when the steps behind it are forgotten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.acts import ActKind
from bot.domain.runs import Run


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a fold needs of the dates up to a Sunday, that one included."""

    on: date
    days: Run = field(default_factory=Run)
    weeks: Run = field(default_factory=Run)
    used: Mapping[str, date] = field(default_factory=dict)
    """Items that counted in the last SAME_ITEM_DAYS, and when."""
    kinds: frozenset[ActKind] = frozenset()
    helped: int = 0

    def figures(self) -> str:
        """Write everything but the date as compact JSON."""
        return json.dumps(
            {
                "days": self.days,
                "weeks": self.weeks,
                "used": {item: on.isoformat() for item, on in sorted(self.used.items())},
                "kinds": sorted(self.kinds),
                "helped": self.helped,
            },
            separators=(",", ":"),
        )

    @staticmethod
    def read(on: date, figures: str) -> "Standing":
        """Read what `figures` wrote."""
        found = json.loads(figures)
        return Standing(
            on=on,
            days=Run(*found["days"]),
            weeks=Run(*found["weeks"]),
            used={item: date.fromisoformat(day) for item, day in found["used"].items()},
            kinds=frozenset(map(ActKind, found["kinds"])),
            helped=found["helped"],
        )
