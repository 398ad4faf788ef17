"""A brainstorm: thoughts for a while, grouped by a champion, then one vote each on three house rules."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.people import PersonRef, Place

RULES: Final = 3
MOST_GROUPS: Final = 8
MOST_THOUGHTS: Final = 60
LONGEST_NAME: Final = 80
KEPT_FOR: Final = timedelta(days=30)
"""After its end, the thoughts themselves are removed; what the group made of them stays."""
_LINE: Final = re.compile(r"(?P<name>[^:]+):(?P<numbers>[\d\s,;.]+)")


@dataclass(frozen=True, slots=True)
class Group:
    """Thoughts that belong together, by their numbers."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brainstorm:
    """One brainstorm of a channel. Nothing in it names a person."""

    id: str
    """That of the post which shows it."""
    place: Place
    playbook: str
    item: str
    ends_at: datetime
    """Until when thoughts are taken."""
    groups: tuple[Group, ...] = ()
    rules: tuple[str, ...] = ()
    votes_until: datetime | None = None
    """Until when votes are taken; None before it is grouped."""
    chosen: tuple[str, ...] = ()
    """The rules with most votes, or all when nobody voted; empty before the end."""
    is_told: bool = False
    """Champions have been told that it can be grouped."""

    @property
    def is_over(self) -> bool:
        """Tell whether the vote has been counted."""
        return bool(self.chosen)


@dataclass(frozen=True, slots=True)
class Thought:
    """What somebody added. Its words are sealed."""

    id: str
    text: bytes
    person: PersonRef | None
    """Who signed it. None: nobody is kept."""


def read_groups(text: str, count: int) -> tuple[Group, ...] | None:
    """Read lines such as `Close to people: 1, 4, 7`. None: one cannot be read, or names a thought that is not there."""
    groups = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        found = _LINE.fullmatch(line)
        numbers = (
            tuple(dict.fromkeys(int(each) for each in re.findall(r"\d{1,4}", found["numbers"])))
            if found
            else ()
        )
        if not found or not numbers or not all(1 <= number <= count for number in numbers):
            return None
        groups.append(Group(" ".join(found["name"].split())[:LONGEST_NAME], numbers))
    return tuple(groups) if 1 <= len(groups) <= MOST_GROUPS else None


def chosen_of(rules: Sequence[str], votes: Iterable[int]) -> tuple[str, ...]:
    """Give the rules with most votes, in their order; all of them when nobody voted."""
    counts = Counter(vote for vote in votes if 0 <= vote < len(rules))
    most = max(counts.values(), default=0)
    return tuple(rule for number, rule in enumerate(rules) if counts[number] == most)
