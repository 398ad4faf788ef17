"""Advice about words: what presses, boasts, enlists or silences people, and what is written in another language."""

import re
from collections.abc import Iterator
from typing import Final

from bot.playbook.item import Drawn
from bot.playbook.lint.finding import Finding, Location, Setting, texts_of


def _any_of(*parts: str) -> re.Pattern[str]:
    # An apostrophe is straight or curly, a space may be one that does not break.
    pattern = "|".join(parts).replace("'", "['’]").replace(" ", r"\s")
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


HEAVY: Final = _any_of(
    "ambassad(?:or|eur|rice)s?", "influence(?:r|ur|use)s?", "[ée]vang[ée]list(?:e|es|s)?", "brand army", "soldiers?",
    "soldats?", "don't forget", "you forgot", "last chance", "you must", "make sure you", "don't miss", "hurry",
    "only \\d+ left", "your colleagues have already", "we are counting on you", "you should be ashamed",
    "n'oublie[zr]?", "tu as oublié", "vous avez oublié", "dernière chance", "vous devez", "tu dois", "ne manque[zr]? pas",
    "dépêche[zr]?-(?:toi|vous)", "plus que \\d+ places?", "nous comptons sur vous", "on compte sur (?:toi|vous)",
    "vos collègues ont déjà", "bravo champions?",
)  # fmt: skip
"""Words that press, blame or enlist. People who come freely write better (R35, R44)."""

BOASTS: Final = _any_of(
    "world[- ]class", "best[- ]in[- ]class", "cutting[- ]edge", "game[- ]chang(?:er|ing)", "revolutionary", "synergy",
    "synergies", "disruptive", "market[- ]leading", "thought leadership", "thrilled to announce", "excited to announce",
    "proud to announce", "leverag(?:e|es|ing)", "seamless(?:ly)?", "unparalleled", "state[- ]of[- ]the[- ]art",
    "leader (?:mondial|incontesté|du marché)", "de classe mondiale", "révolutionnaires?", "synergies?", "disrupti(?:f|fs|ve|ves)",
    "incontournables?", "à la pointe de", "inégalée?s?", "(?:heureux|fiers?|ravis?) (?:de vous )?annoncer",
    "nous sommes fi(?:er|ère)s de", "best[- ]of[- ]breed",
)  # fmt: skip
"""Jargon and superlatives. They cost readers, and nobody says them at home (R47)."""

GAGS: Final = _any_of(
    "(?:always )?(?:be|stay) positive", "do not critici[sz]e", "don't critici[sz]e", "never critici[sz]e",
    "do not discuss (?:pay|salar(?:y|ies)|working conditions)", "don't discuss (?:pay|salar(?:y|ies)|working conditions)",
    "respect the brand at all times", "rest(?:er|ez|e) (?:toujours )?positi(?:f|fs|ve|ves)", "ne critique[zr]? (?:pas|jamais)",
    "ne pas critiquer", "ne parle[zr]? (?:pas|jamais) de (?:votre |ton )?(?:salaire|rémunération|conditions de travail)",
    "interdiction de critiquer",
)  # fmt: skip
"""Sentences that take away a right: to criticise, to talk about pay and conditions (L5, L17, L19)."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_FRENCH: Final = frozenset(
    _WORD.findall(
        "au aux avec ce ces cette dans des du elle elles en est et ils je la le les leur lui mais "
        "ne nous on ou où par pas plus pour qu que qui sa se ses son sont sur un une vos votre vous"
    )
)
_ENGLISH: Final = frozenset(
    _WORD.findall(
        "a an and are as at be but by can for from has have he her his how i if in is it its "
        "my not of on or our she so than that the their them they this to was we what when which who with you your"
    )
)
_QUOTED: Final = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"")
FEWEST_WORDS: Final = 6
"""A shorter text is not judged: a title may well be a word of another language."""


def words_are_light(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: no word that presses, blames or enlists."""
    del setting
    yield from _each(part, HEAVY, "heavy_word")


def words_are_plain(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: no jargon and no superlative."""
    del setting
    yield from _each(part, BOASTS, "boast")


def rights_stay_whole(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: no sentence that forbids criticism or talk about pay and conditions."""
    del setting
    yield from _each(part, GAGS, "gag")


def words_are_the_houses(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: the words that the playbook's own `vocabulary` avoids."""
    for avoided, better in setting.vocabulary.items():
        pattern = re.compile(rf"(?<!\w){re.escape(avoided)}(?:s|x)?(?!\w)", re.IGNORECASE)
        for location, text in texts_of(part):
            if match := pattern.search(text):
                values: dict[str, str | int] = {"word": match[0], "better": better}
                yield Finding(location, "avoided_word", values, re.compile(re.escape(match[0])))


def text_is_in_the_playbooks_language(part: Drawn, setting: Setting) -> Iterator[Finding]:
    """Advice: an entry that was left in the language it was copied from."""
    if setting.language not in {"fr", "en"}:
        return
    own, other = (_FRENCH, _ENGLISH) if setting.language == "fr" else (_ENGLISH, _FRENCH)
    for location, text in texts_of(part):
        if location[-1] in {"author", "source"}:
            continue
        words = [word.casefold() for word in _WORD.findall(text)]
        ours = sum(word in own for word in words)
        theirs = sum(word in other for word in words)
        if len(words) >= FEWEST_WORDS and theirs > 2 and theirs > 2 * ours:
            yield Finding(location, "other_language", {"language": setting.language})
            return


def _each(part: Drawn, pattern: re.Pattern[str], code: str) -> Iterator[Finding]:
    seen: set[tuple[Location, str]] = set()
    for location, text in texts_of(part):
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        for match in pattern.finditer(text):
            # What somebody is quoted with, to say it better, is not the author's own voice.
            is_quoted = any(start < match.start() and match.end() < end for start, end in quoted)
            if not is_quoted and (location, match[0]) not in seen:
                seen.add((location, match[0]))
                yield Finding(location, code, {"word": match[0]}, re.compile(re.escape(match[0])))
