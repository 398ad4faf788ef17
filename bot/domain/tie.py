"""Whether a text that praises the employer says that its author works there (16 CFR 255.5; UCPD 2005/29 Annex I; L1, L3).

Only praise asks for it. What people say of pay, conditions, unions, safety or wrongs is theirs to say (L17 to L19): the
words for these are known here for one purpose, to keep silent.
"""

import re
import unicodedata
from itertools import pairwise
from typing import Final

from bot.domain.plain_words import sentences

FIRST_LINES: Final = 2
FIRST_SIGNS: Final = 300
"""Readers see about 210 characters before LinkedIn's fold, and no line at all where a client flattened the text."""

_OURS: Final = re.compile(r"\b(?:nous|notre|nos|we|our|ours)\b")
_PRAISE: Final = re.compile(
    r"\b(?:fiers?|fieres?|fierte|genial\w*|super|excellent\w*|meilleur\w*|formidable\w*|magnifique\w*|incroyable\w*"
    r"|extraordinaire\w*|exceptionnel\w*|remarquable\w*|bravo|j'adore|adore\w*|recommand\w*|ravie?s?|heureu\w+"
    r"|innovant\w*|ideale?s?|parfaite?s?|top|leader|reussi\w*|unique\w*|belles?|beaux?|essayez|achetez|commandez"
    r"|decouvrez|proud\w*|great\w*|best|amazing\w*|awesome|wonderful\w*|fantastic\w*|brilliant\w*|loved?|recommend\w*"
    r"|incredibl\w*|outstanding|leading|innovative|perfect\w*|superb\w*|delighted|thrilled|happy|beautiful\w*|must-have"
    r"|try it|buy|order yours|check out)\b"
)
_TOLD: Final = re.compile(
    r"\bje (?:travaille|bosse)\b|\bje suis [^.!?\n]{1,40}\b(?:chez|a l'|au sein)"
    r"|\b(?:mon|notre) (?:employeur|entreprise|equipe)\b|\bma (?:boite|societe|maison)\b|\bsalariee?\b|\bmon travail\b"
    r"|\bi(?:'m| am)? (?:work\w*)\b|\b(?:my|our) (?:company|employer|team|workplace|colleagues?)\b"
    r"|\bi(?:'m| am) (?:an?|the|one of) [^.!?\n]{1,40}\bat\b|\bmy (?:job|work) at\b"
    r"|#\w*(?:employee|salariee?|employee?)\w*|#(?:pub|ad|annonce)\b"
)
_PROTECTED: Final = re.compile(
    r"\b(?:salair\w*|salarial\w*|remuner\w*|payes?|paie|primes?|augmentation\w*|conditions? de travail|temps de travail"
    r"|horaires?|syndic\w*|syndiq\w*|greves?|grevist\w*|manifest\w*|delegue\w*|elue?s? du personnel|cse|cppt|negocia\w*"
    r"|convention collective|accord collectif|licenci\w*|discrimin\w*|harcel\w*|burn-?outs?|souffr\w*|accidents?|dangers?"
    r"|dangereu\w*|securite|alert\w*|lanceu\w*|inspection|droit de retrait|amiante|pay|paid|wages?|salar\w+|bonus\w*"
    r"|overtime|shifts?|working (?:hours|conditions|time)|unions?|unioni\w*|strik\w+|picket\w*|collective|grievance\w*"
    r"|layoffs?|redundan\w*|harass\w*|unsafe|safety|hazard\w*|whistle\w*|concerns?|osha|labou?r|sexis\w*|racis\w*)\b"
)
_PART: Final = re.compile(r"[a-z0-9]+")


def lacks_the_tie(text: str, company: str = "") -> bool:
    """Tell whether the text praises the company, or what "we" do, before readers learn that its author works there.

    Praise is a word of praise in the sentence that names them, or beside it. The tie counts when it stands in the first
    two lines, for that is what readers see.
    """
    plain = _plain(text)
    lines = [line for line in plain.splitlines() if line.strip()]
    if _TOLD.search("\n".join(lines[:FIRST_LINES])[:FIRST_SIGNS]):
        return False
    said = sentences(plain)
    beside = [f"{one} {other}" for one, other in pairwise(said)] or said
    return any(
        _PRAISE.search(each) and _names_us(each, company) and not _PROTECTED.search(each) for each in beside
    )


def _names_us(sentence: str, company: str) -> bool:
    if _OURS.search(sentence):
        return True
    name = r"[\W_]*".join(_PART.findall(_plain(company)))
    return bool(name) and re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", sentence) is not None


def _plain(text: str) -> str:
    """Write text in small letters, without accents, with one apostrophe."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))
