"""`words.yaml`: the bot's sentences as a playbook says them, in the layout of the bot's own catalogues."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.playbook.guess import nearest
from bot.playbook.problems import Problem
from bot.playbook.source import Source, Spot
from bot.playbook.tree import Entry, Node, Scalar
from bot.playbook.tree import Mapping as Branch
from bot.texts import PLURALS, OwnSentences, Words

FILE: Final = "words.yaml"
LONGEST: Final = 600
NOT_OURS: Final = ("problems.", "tools.", "web.")
"""Sentences for admins and for pages, which are not the programme's voice."""
_BRACES: Final = re.compile(r"\{(?P<place>[^{}]*)\}|[{}]")
"""A place, or a brace that stands alone. Nothing else of Python's notation: `{title!x}` would fail when it is drawn."""


def own_words(root: Node, source: Source, words: Words) -> tuple[OwnSentences, tuple[Problem, ...]]:
    """Read the sentences, and every problem with them.

    `words` is the catalogue they replace; keys are written one below the other or with dots between.
    """
    if not isinstance(root, Branch):
        return (), (source.problem(root.spot, "expects_keys"),)
    known = {key: said for key, said in words.sentences.items() if not key.startswith(NOT_OURS)}
    sentences: list[tuple[str, str | tuple[tuple[str, str], ...]]] = []
    problems: list[Problem] = []
    for key, entry in _keys(root, known):
        if key not in known:
            guess = nearest(key, known, cutoff=0.8)
            problems.append(source.problem(entry.spot, "unknown_sentence", word=key, guess=guess))
        elif found := tuple(_wrong(key, entry, known[key], source)):
            problems += found
        elif isinstance(entry.value, Scalar):
            sentences.append((key, entry.value.text.strip()))
        elif isinstance(entry.value, Branch):
            forms = ((form, each.value) for form, each in entry.value.entries.items())
            sentences.append(
                (key, tuple((form, each.text.strip()) for form, each in forms if isinstance(each, Scalar)))
            )
    return tuple(sentences), tuple(problems)


def _keys(branch: Branch, known: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Entry]]:
    for name, entry in branch.entries.items():
        key = f"{prefix}{name}"
        if isinstance(entry.value, Branch) and key not in known and not set(entry.value.entries) <= PLURALS:
            yield from _keys(entry.value, known, f"{key}.")
        else:
            yield key, entry


def _wrong(key: str, entry: Entry, bots: str | Mapping[str, str], source: Source) -> Iterator[Problem]:
    wanted = _places(*([bots] if isinstance(bots, str) else bots.values()))
    match entry.value:
        case Scalar() as scalar:
            yield from _wrong_text(key, scalar, wanted, source)
        case Branch() as forms if not isinstance(bots, str):
            for form, each in forms.entries.items():
                if form not in bots:
                    known = ", ".join(bots)
                    yield source.problem(each.spot, "unknown_key", word=form, known=known, guess="")
                elif isinstance(each.value, Scalar):
                    yield from _wrong_text(key, each.value, wanted, source)
                else:
                    yield source.problem(each.value.spot, "expects_text", field=form)
            if missing := [form for form in bots if form not in forms.entries]:
                yield source.problem(entry.spot, "missing_key", field=missing[0])
        case other:
            yield source.problem(other.spot, "expects_text", field=key)


def _wrong_text(key: str, scalar: Scalar, wanted: set[str], source: Source) -> Iterator[Problem]:
    if not scalar.text.strip():
        yield source.problem(scalar.spot, "empty_value", field=key)
        return
    if len(scalar.text) > LONGEST:
        yield source.problem(scalar.spot, "too_long", field=key, most=LONGEST, length=len(scalar.text))
    braces = list(_BRACES.finditer(scalar.text))
    if any(each["place"] is None for each in braces):
        yield source.problem(_lone_brace(scalar, source) or scalar.spot, "odd_braces")
        return
    given = {each["place"] for each in braces}
    for name in sorted(given - wanted):
        place = f"{{{name}}}"
        spot = source.find(re.compile(re.escape(place)), scalar.spot, scalar.end) or scalar.spot
        guess = nearest(name, wanted)
        values = {"known": "" if guess else ", ".join(sorted(wanted)), "guess": guess}
        yield source.problem(spot, "unknown_place", word=place, **values)
    # What the bot fills in is what the sentence is for: a name, a number, the tie to the employer.
    for name in sorted(wanted - given - {"count"} if given <= wanted else ()):
        yield source.problem(scalar.spot, "lost_place", word=f"{{{name}}}")


def _lone_brace(scalar: Scalar, source: Source) -> Spot | None:
    """Find the first brace that stands alone, line by line; None where only the folded text has one."""
    for number in range(scalar.spot.line, scalar.end.line + 1):
        since = scalar.spot.column - 1 if number == scalar.spot.line else 0
        for each in _BRACES.finditer(source.line(number), since):
            if each["place"] is None:
                return Spot(number, each.start() + 1)
    return None


def _places(*sentences: str) -> set[str]:
    return {each["place"] for said in sentences for each in _BRACES.finditer(said) if each["place"]}
