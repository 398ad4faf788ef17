"""The learning path: which tip comes next for a member, and how far they are in each part of it.

It begins with what asks nobody to show themselves in public (R8, R11). A level and prerequisites only change the order:
nothing is ever locked (R36, R50).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from bot.domain.acts import Act, ActKind
from bot.domain.people import Level

MODULES: Final = (
    "privacy",
    "listening",
    "profile",
    "own_words",
    "confidential",
    "posture",
    "network",
    "crisis",
    "own_return",
)
"""The parts in the order recommended (domain research 5.1); what belongs to none comes after them."""
APART: Final = "executive"
"""The part of the executive track, which is in nobody else's path."""
FIRST: Final = frozenset(MODULES[:3])
"""The parts that come before all others, whatever somebody's goals are."""
SERVES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "learn": frozenset({"listening", "own_words"}),
        "found": frozenset({"profile", "own_words"}),
        "help": frozenset({"listening", "posture"}),
        "touch": frozenset({"listening", "network"}),
    }
)
"""Which parts bring somebody nearest to what they want to have of it."""
FIRST_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A tip as the path sees it."""

    key: str
    """Across playbooks, as acts keep it."""
    module: str = ""
    level: Level = Level.UNDECIDED
    """Whom it helps most; undecided: everybody."""
    after: frozenset[str] = frozenset()
    """Keys of tips that are best read before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a member has met of the path."""

    read: Mapping[str, date]
    """By key, the last date on which they read it."""
    passed: frozenset[str] = frozenset()
    """Keys of tips that were in front of them and shall not come back by themselves."""


@dataclass(frozen=True, slots=True)
class Part:
    """How far a member is in one part."""

    module: str
    """Empty: what belongs to no part."""
    read: int
    count: int


def is_first_week(joined_on: date, on: date) -> bool:
    """Tell whether a date lies in a member's first seven days, in which nothing about publishing is brought to them (R8)."""
    return on < joined_on + FIRST_WEEK


def progress_of(acts: Iterable[Act]) -> Progress:
    """Read a member's acts."""
    read: dict[str, date] = {}
    passed = set()
    for act in acts:
        if act.kind is ActKind.TIP_READ:
            read[act.item] = max(act.on, read.get(act.item, act.on))
        elif act.kind is ActKind.TIP_SEEN:
            passed.add(act.item)
    return Progress(read, frozenset(passed))


def way(
    lessons: Sequence[Lesson], level: Level = Level.UNDECIDED, goals: Collection[str] = ()
) -> tuple[Lesson, ...]:
    """Bring lessons, given in their author's order, into the order recommended to somebody.

    What suits their level comes before what is easier or harder; within that, FIRST parts come before the others, parts
    that serve a goal before those that do not, and each lesson after those it builds on.
    """
    serving = frozenset[str]().union(*(SERVES.get(goal, frozenset()) for goal in goals))

    def place(lesson: Lesson) -> tuple[bool, bool, bool, int]:
        suits = Level.UNDECIDED in {level, lesson.level} or lesson.level is level
        return not suits, lesson.module not in FIRST, lesson.module not in serving, _rank(lesson.module)

    return _after_their_bases(sorted(lessons, key=place))


def next_lesson(lessons: Sequence[Lesson], progress: Progress, besides: str = "") -> Lesson | None:
    """Give the first lesson not met yet, else the one read longest ago. None: none is left.

    With `besides`, the key of a lesson in front of them, give the one that follows it, around the end to the beginning.
    """
    fresh = [each for each in lessons if each.key not in progress.read and each.key not in progress.passed]
    known = [each for each in lessons if each.key in progress.read]
    choice = fresh or sorted(known, key=lambda each: progress.read[each.key])
    here = next((number for number, each in enumerate(lessons) if each.key == besides), -1)
    if fresh and here >= 0:
        later = {each.key for each in lessons[here:]}
        choice = sorted(fresh, key=lambda each: each.key not in later)
    return next((each for each in choice if each.key != besides), None)


def parts(lessons: Sequence[Lesson], progress: Progress) -> tuple[Part, ...]:
    """Tell how far somebody is in each part that has lessons, in the order recommended."""
    modules = sorted({each.module for each in lessons}, key=_rank)
    return tuple(
        Part(module, sum(each.key in progress.read for each in inside), len(inside))
        for module in modules
        if (inside := [each for each in lessons if each.module == module])
    )


def _rank(module: str) -> int:
    if module == APART:
        return len(MODULES) + 1
    return MODULES.index(module) if module in MODULES else len(MODULES)


def _after_their_bases(lessons: Sequence[Lesson]) -> tuple[Lesson, ...]:
    """Move each lesson behind those it builds on; where they turn in a circle, the first goes first."""
    waiting = list(lessons)
    open_ = {each.key for each in lessons}
    placed: list[Lesson] = []
    while waiting:
        ready = next((each for each in waiting if (each.after & open_) <= {each.key}), waiting[0])
        waiting.remove(ready)
        open_.discard(ready.key)
        placed.append(ready)
    return tuple(placed)
