"""Every sentence the bot says, read from the catalogues beside this module (Rails-i18n layout, plurals by Babel)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from ruamel.yaml import YAML

LANGUAGES = ("fr", "en")
FALLBACK = "en"
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Speak(Protocol):
    """Anything that words a key: a `Words`, or a stand-in."""

    def __call__(self, key: str, /, **values: object) -> str: ...


class MissingText(LookupError):
    """No catalogue has this sentence."""


@dataclass(frozen=True, eq=False)
class Words:
    """The sentences of one language. Calling it with a key gives the sentence with its values filled in.

    There is one for each language and it never changes, so what is drawn from it may be kept.
    """

    language: str
    sentences: Mapping[str, str | Mapping[str, str]]
    fallback: "Words | None" = None

    def __call__(self, key: str, /, **values: object) -> str:
        """Word the key. `count` picks the plural form. Raises MissingText, or KeyError for a missing value."""
        return self.template(key, **values).format_map(values)

    def template(self, key: str, /, **values: object) -> str:
        """Give the sentence with its placeholders still in it, for `markup.rich`. `count` picks the plural form."""
        sentence = self.sentences.get(key)
        if sentence is None:
            if self.fallback is None:
                raise MissingText(key)
            return self.fallback.template(key, **values)
        if isinstance(sentence, str):
            return sentence
        count = values["count"]
        if not isinstance(count, int | float):
            raise TypeError(f"{key} needs a number as count, not {count!r}")
        if count == 0 and "zero" in sentence:
            return sentence["zero"]
        return sentence.get(self._locale.plural_form(count), sentence["other"])

    def day(self, on: dt.date) -> str:
        """Write a date out, with its weekday and without the year: `lundi 23 novembre`."""
        return format_date(on, f"EEEE {self._day_number(on)} MMMM", locale=self._locale)

    def date(self, on: dt.date) -> str:
        """Write a date out with its year: `23 novembre 2026`."""
        return format_date(on, f"{self._day_number(on)} MMMM y", locale=self._locale)

    def month(self, on: dt.date) -> str:
        """Name a month with its year: `novembre 2026`."""
        return format_date(on, "LLLL y", locale=self._locale)

    def _day_number(self, on: dt.date) -> str:
        # French says "1er décembre" and "2 décembre"; the patterns of CLDR do not know it.
        return "'1er'" if self.language == "fr" and on.day == 1 else "d"

    def weekday(self, number: int) -> str:
        """Name a day of the week, Monday being 0."""
        return format_date(dt.date(2024, 1, 1 + number), "EEEE", locale=self._locale)

    def either(self, names: Sequence[str]) -> str:
        """List what there is to choose from: `champions, editors or admins`."""
        return format_list(names, style="or", locale=self._locale)

    def hour(self, at: dt.time) -> str:
        """Write a wall-clock time: `09:30`."""
        return format_time(at, "HH:mm", locale=self._locale)

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)


@dataclass(frozen=True)
class Texts:
    """All catalogues."""

    words: Mapping[str, Words]

    @classmethod
    def load(cls) -> "Texts":
        """Read and merge every `LANG.yaml` and `*.LANG.yaml` of this package."""
        merged: dict[str, dict[str, str | Mapping[str, str]]] = {language: {} for language in LANGUAGES}
        reader = YAML(typ="safe", pure=True)
        for entry in sorted(resources.files(__name__).iterdir(), key=lambda each: each.name):
            if not entry.name.endswith(".yaml"):
                continue
            for language, tree in reader.load(entry.read_text(encoding="utf-8")).items():
                merged[language].update(_flat(tree))
        fallback = Words(FALLBACK, merged[FALLBACK])
        return cls(
            {each: Words(each, merged[each], None if each == FALLBACK else fallback) for each in LANGUAGES}
        )

    def own(self, locale: str, sentences: "OwnSentences") -> Words:
        """Put a playbook's own sentences before the bot's, in the language of a locale."""
        words = self.for_locale(locale)
        return _with_own(words, sentences) if sentences else words

    def for_locale(self, locale: str) -> Words:
        """Choose the language of a BCP 47 locale: `fr-BE` speaks French; an unknown one speaks English."""
        return self.words.get(locale.replace("_", "-").split("-")[0].lower(), self.words[FALLBACK])


OwnSentences = tuple[tuple[str, str | tuple[tuple[str, str], ...]], ...]
"""Sentences by key, as a value that can be compared and kept: plural forms are pairs as well."""


@lru_cache(maxsize=32)
def _with_own(words: Words, sentences: OwnSentences) -> Words:
    # One object for each set of sentences, since what is drawn is kept by its Words.
    own = {key: said if isinstance(said, str) else dict(said) for key, said in sentences}
    return Words(words.language, own, words)


@lru_cache(maxsize=1)
def catalogues() -> Texts:
    """Give the catalogues of this package, read once."""
    return Texts.load()


def sentences_of(text: str) -> Mapping[str, str]:
    """Read a flat catalogue: a sentence for each key."""
    found: dict[str, str] = YAML(typ="safe", pure=True).load(text)
    return found


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for key, value in tree.items():
        path = f"{prefix}{key}"
        if isinstance(value, str) or set(value) <= PLURALS:
            yield path, value
        else:
            yield from _flat(value, f"{path}.")


WordsFor = Callable[[str], Speak]
"""From a locale to the sentences in its language."""
