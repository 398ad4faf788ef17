"""Finding an answer by words: how well entries of the guide fit what was asked, and whether that is well enough.

The database finds every entry that shares a word with the question; which fits best is judged here, alike on any database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import log
from typing import Final

SURE: Final = 0.45
"""From here on an entry is an answer; below, it is no more than something to offer."""
ENOUGH: Final = 0.4
"""An answer goes by at least this share of what was asked: its title and other words have it."""
WORTH_OFFERING: Final = 0.25
_IN_PASSING: Final = 0.4
"""What a word is worth that only the answer's text has, not its title or the other words people ask with."""
_MEANT: Final = 0.8
"""What a word is worth that was not typed but resembles what was."""
_UNHEARD: Final = 0.6
"""How much a word counts that no entry has: it may be what the question is about, or just the way somebody talks."""
_TO_THE_POINT: Final = 0.1
"""What the title adds when all of it was asked: of two that fit alike, the one that says less besides comes first."""
_LIKE: Final = 0.8
"""How alike two words are, from 0 to 1, when one is taken for the other with a slip."""
_SAME_ROOT: Final = 5
"""Letters at the beginning that make two words of one family."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the guide can answer with. What it says is written as stems, parted by spaces (see `stems`)."""

    playbook: str
    kind: str
    id: str
    title: str
    words: str
    """Other words that people ask with."""
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that shares words with a question."""

    entry: Entry
    fit: float
    """From 0 to 1, or a little more: how much of what was asked it speaks of. Rare words say more than frequent ones."""
    share: float
    """From 0 to 1: how many of the words that were asked it goes by, each counting the same."""

    @property
    def is_sure(self) -> bool:
        """Tell whether it is an answer. One telling word is not enough in a long question about something else."""
        return self.fit >= SURE and self.share >= ENOUGH


def matches(
    asked: Collection[str], meant: Mapping[str, str], found: Sequence[Entry], count: int
) -> list[Match]:
    """Judge the entries of one playbook, the best first; what fits too little is left out, and equals keep their order.

    `asked` are stems, `meant` what some of them are taken for. `found` has every entry that shares a word with them, and
    `count` is the number of all entries, so that what is rare among them is known.
    """
    if not asked:
        return []
    read = [
        (entry, frozenset(f"{entry.title} {entry.words}".split()), frozenset(entry.text.split()))
        for entry in found
    ]
    weights = {}
    for word in set(asked):
        sought = meant.get(word, word)
        having = sum(sought in main for _, main, _ in read) or sum(sought in text for _, _, text in read)
        rarity = log(1 + (count - having + 0.5) / (having + 0.5))
        weights[word] = rarity if having else rarity * _UNHEARD
    whole = sum(weights.values())

    def judged(entry: Entry, main: frozenset[str], text: frozenset[str]) -> Match:
        heard = 0.0
        for word, weight in weights.items():
            sought = meant.get(word, word)
            place = 1.0 if sought in main else _IN_PASSING if sought in text else 0.0
            heard += weight * place * (1.0 if sought == word else _MEANT)
        had = sum(meant.get(word, word) in main for word in weights) / len(weights)
        title = set(entry.title.split())
        asked_of_it = len(title & {*weights, *meant.values()}) / len(title) if title else 0.0
        return Match(entry, heard / whole * (1 + _TO_THE_POINT * asked_of_it), had)

    all_judged = (judged(*each) for each in read)
    return sorted((each for each in all_judged if each.fit >= WORTH_OFFERING), key=lambda each: -each.fit)


def resembling(word: str, known: Collection[str]) -> str | None:
    """Find the word that was meant by one that nothing has: one of the same family, or one typed with a slip."""
    if len(word) < _SAME_ROOT:
        return None
    family = [each for each in known if each[:_SAME_ROOT] == word[:_SAME_ROOT]]
    near = family or [each for each in known if abs(len(each) - len(word)) <= 2]
    # Sorted, so that of two that are equally near it is always the same.
    return next(iter(get_close_matches(word, sorted(near), n=1, cutoff=0.5 if family else _LIKE)), None)
