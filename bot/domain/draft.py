"""A draft in a person's own words: put together from their answers, and compared with what was suggested to everybody.

It lives while it is handled and is never written down (L10).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.share import MOST_HASHTAGS, NETWORKS, Draft, Network, compose, fits, packed, unpacked

LONGEST_ANSWER: Final = 600
"""Characters of each of the three answers: a few lines, which together a button can carry back to us."""
MOST_CARRIED: Final = 2_000
"""Characters that a button carries on every platform."""
NEAR: Final = 0.5
"""From this part of its words on, a text is near a suggestion."""
RUN: Final = 3
"""Words in a row that two texts share before we speak of the same wording."""
SHORTEST: Final = 8
"""Words of a text that can be near a suggestion at all; two people may well begin alike."""

_SEAM: Final = "\x1f"
_WORD: Final = re.compile(r"[^\W_]+")
_HASHTAG: Final = re.compile(r"(?<!\w)#\w+")


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody wrote to the three small questions; the last two may stay empty."""

    struck: str
    example: str = ""
    question: str = ""

    @property
    def body(self) -> str:
        """What comes before the question to the network."""
        return "\n\n".join(filter(None, (self.struck.strip(), self.example.strip())))


def carried(where: str, answers: Answers) -> str:
    """Write the answers for a button that goes back to them, packed; empty where they are too long for one.

    This is the only way in which a draft leaves the answer it was shown in: on the platform, within the same window.
    """
    given = (answers.struck, answers.example, answers.question)
    value = f"{where}.{packed(_SEAM.join(each.replace(_SEAM, ' ') for each in given))}"
    return value if len(value) <= MOST_CARRIED else ""


def read_carried(value: str) -> tuple[str, Answers]:
    """Read back what a button carried: where it belongs, and the answers; no answers where it cannot be read."""
    where, _, pack = value.partition(".")
    try:
        said = unpacked(pack, 3 * LONGEST_ANSWER + 2)
    except ValueError:
        return where, Answers("")
    struck, example, question, *_ = (*said.split(_SEAM), "", "", "")
    return where, Answers(struck, example, question)


def in_own_words(answers: Answers, suggested: Draft) -> Draft:
    """Put the answers in the place of the suggested words; the disclosure and the link stay (16 CFR 255.5; L1).

    Of the suggested hashtags there remain as many as make two together with the person's own.
    """
    own = len(_HASHTAG.findall(f"{answers.body} {answers.question}"))
    return replace(
        suggested,
        body=answers.body,
        question=answers.question.strip(),
        hashtags=suggested.hashtags[: max(MOST_HASHTAGS - own, 0)],
    )


def written(draft: Draft, network: Network) -> str:
    """Lay out a person's own words for a network. Raises LinkError.

    What we add by ourselves makes room first, which is the hashtags; the person's words, the disclosure and the link
    are never cut, so the text may be longer than the network takes.
    """
    endless = replace(network, limit=0)
    whole = compose(draft, endless)
    return whole if fits(whole, network, draft.link) else compose(replace(draft, hashtags=()), endless)


def without_link(draft: Draft) -> str:
    """Lay the draft out as our own page takes it, which writes the network's own link by itself."""
    return compose(replace(draft, link=""), NETWORKS["copy"])


def nearness(text: str, stored: Iterable[str]) -> float:
    """Tell which part of a text's words, 0 to 1, stands in runs of three that a stored text has as well.

    Case, accents and punctuation do not count. Only the suggestions of the playbook are compared, never the texts of
    other people: there are none to compare (L12).
    """
    words = _words(text)
    known = {run for each in stored for run in _runs(_words(each))}
    shared = {start + step for start, run in enumerate(_runs(words)) if run in known for step in range(RUN)}
    return len(shared) / len(words) if words else 0.0


def is_near(answers: Answers, stored: Iterable[str]) -> bool:
    """Tell whether half of somebody's words or more are still those of the suggestion."""
    text = f"{answers.body} {answers.question}"
    return len(_words(text)) >= SHORTEST and nearness(text, stored) >= NEAR


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
