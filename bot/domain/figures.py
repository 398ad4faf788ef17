"""An edition: all that is told of a group for one whole week, worked out together, once, from people counted once.

What anybody may conclude from any number of editions is limited by four rules (domain research L16, I14):

- An edition is worked out once and kept for good. Whoever asks later is given the same, whoever joined or left meanwhile.
- A step belongs to one date and so to one edition; no figure reaches over two of them. Two editions cannot be subtracted.
- A share is told only where the people it speaks of and the others are both as many as the smallest group. A share of
  those who took any step (LEARNED) is told only where that is true within them as well: total and part leave no small rest.
- Shares are told in tens. There is no other dimension, no figure for a team, and none for a day.

So for any four people of the group, whatever they did or did not do that week is possible after reading everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.acts import ActKind
from bot.domain.crowd import RHYTHM, SMALLEST, Told, share_of

LEARNED: Final = (ActKind.TIP_READ, ActKind.SCENARIO_PLAYED)
"""The kinds of steps that have a share of their own. Others must remain, or the parts would add up to the total."""
STAFF: Final = "staff"
TOPIC: Final = "topic:"
KIND: Final = "kind:"


@dataclass(frozen=True, slots=True)
class Offer:
    """An idea that was posted, and its places."""

    post: str
    playbook: str
    item: str
    taken: int
    offered: int


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a week's ideas about one topic."""

    people: int
    """Different members who took one."""
    taken: int
    offered: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A group in one week, in numbers that nobody is ever told."""

    members: int
    active: int
    """Members with a step, of whatever kind."""
    doing: Mapping[ActKind, int] = field(default_factory=dict)
    """Members with a step of each kind of LEARNED; all of them are among the active."""
    topics: Mapping[str, Places] = field(default_factory=dict)
    staff: int | None = None
    """How many people the company has, where the playbook says so."""


def edition_of(counts: Counts, smallest: int = SMALLEST) -> Mapping[str, Told]:
    """Work out what is told, by subject. `smallest` may only raise the smallest group."""
    smallest = max(smallest, SMALLEST)
    rhythm = share_of(counts.active, counts.members - counts.active, smallest)
    told = {RHYTHM: rhythm}
    for kind in LEARNED:
        told[f"{KIND}{kind.value}"] = _part_of(counts, counts.doing.get(kind, 0), rhythm, smallest)
    for topic, places in counts.topics.items():
        told[f"{TOPIC}{topic}"] = _taken(places, counts.members, smallest)
    if counts.staff is not None:
        told[STAFF] = share_of(counts.members, counts.staff - counts.members, smallest)
    return told


def _part_of(counts: Counts, doing: int, rhythm: Told, smallest: int) -> Told:
    """Tell a part of the active, as a share of all members."""
    if rhythm.tenths is None or min(doing, counts.active - doing) < smallest:
        return Told(None)
    return Told(10 * doing // counts.members)


def _taken(places: Places, members: int, smallest: int) -> Told:
    """Tell how full a topic's ideas were, of places and not of people, if enough members took one and enough did not."""
    if min(places.people, members - places.people) < smallest or not places.offered:
        return Told(None)
    return Told(min(10, 10 * places.taken // places.offered))
