"""Words brought to what they have in common, so that a question finds an answer in other words of the same family.

Case, accents, little words and endings go. It is lighter than a dictionary and works in any database alike; the lists of
endings follow the light stemmers of J. Savoy for French and of M. Porter for English, in a few dozen lines.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 40
"""Characters of a word that are looked at."""
SHORTEST: Final = 4
"""Characters that an ending leaves at least."""
_WORD: Final = re.compile(r"[a-z0-9]{2,}")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def _several(words: str) -> dict[str, None]:
    """List words in their order, quick to look up."""
    return dict.fromkeys(words.split())


_LITTLE: Final = {
    "fr": _several(
        """
        ai aimerais aimerait alors as au aussi aux avec avez avoir avons bien bon bonjour ca car ce cela celle celui
        ces cet cette chez ci combien comme comment contre dans de depuis des dire dis dise dit dites dois doit
        doivent donc du elle elles en entre es est et etais etait etant ete etes etre eu eux faire fais fait fasse
        faut font hui ici il ils je jusqu jusque la le les leur leurs lors lorsque lui ma mais me mes merci moi moins
        mon ne ni nos notre nous on ont or ou oui par parce pas passe pendant peu peut peuvent peux plus possible pour
        pourquoi pourrais pourrait pouvez pouvoir puis puisque puisse qu quand que quel quelle quelles quelqu quelque
        quelques quels qui quoi sa sais sait sans savoir se sera serait ses seul si sinon soit sommes son sont suis
        sur ta te tes toi ton tous tout toute toutes tres trop tu un une unes uns utiliser va vais vers veut veux
        voici voila voudrais votre vos vous vont
        """
    ),
    "en": _several(
        """
        about after all allowed also am an and any anybody anyone anything are as at be because been before being both
        but by can could did do does doing done don each else every for from get gets getting go goes going got had
        happen happens has have having he hello her here hers hi him his how if in into is isn it its just know let
        like ll many may me might mine more most much must my need no nor not now of off ok okay on one only or other
        our ours out over please re same shall she should so some somebody someone something such than thank thanks
        that the their them then there these they thing things this those to too up us use ve very want was we were
        what when where whether which who whom whose why will with would yes yet you your yours
        """
    ),
}
_DERIVED: Final = {
    "fr": _several(
        """
        issements issement issantes issants issante issant eraient erions eriez erait erais eront erons erez erai
        issons issez issent aient atrices atrice ateurs ateur ications ication ations ation ements ement euses euse
        antes ante ants ant ions ives ive eurs eur iste able ible ons ent ait ais iez ier if ir is it
        """
    ),
    "en": _several(
        """
        isations izations isation ization ements ement ations ation ising izing ments ment ised ized ise ize ions ion
        isms ism ists ist ness edly ably able or ors
        """
    ),
}
"""Endings that make another word; the longest comes first."""
_INFLECTED: Final = {
    "fr": _several("iees iee ees ee es ez er ie e i"),
    "en": _several("ings ing ers er ees ee ed es ly e y"),
}
"""Endings that make another form of the same word, and may leave one letter less."""


def stems(text: str, language: str) -> tuple[str, ...]:
    """Give the words of a text in their order, each by its stem; those that carry no meaning are left out.

    A stem has the letters a to z and digits alone, at most `LONGEST`.
    """
    return tuple(
        _stem(word[:LONGEST], language)
        for word in _WORD.findall(_folded(text))
        if word not in _LITTLE[language]
    )


def _folded(text: str) -> str:
    """Write in small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def _stem(word: str, language: str) -> str:
    stem = _french_singular(word) if language == "fr" else _english_singular(word)
    for endings, shortest in ((_DERIVED[language], SHORTEST), (_INFLECTED[language], SHORTEST - 1)):
        for ending in endings:
            if stem.endswith(ending) and len(stem) - len(ending) >= shortest:
                stem = stem.removesuffix(ending)
                break
    return _undoubled(stem)


def _french_singular(word: str) -> str:
    if len(word) <= SHORTEST:
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    return word[:-1] if word[-1] in "sx" else word


def _english_singular(word: str) -> str:
    if len(word) < SHORTEST:
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word[-1] == "s" and word[-2] not in "sui" else word


def _undoubled(stem: str) -> str:
    """Write one letter where the stem ends in two: tagging is tag, travaille is travail."""
    return stem[:-1] if len(stem) > SHORTEST - 1 and stem[-1] == stem[-2] and stem[-1].isalpha() else stem
