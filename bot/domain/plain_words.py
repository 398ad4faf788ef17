"""Whether strangers can follow a text: its long sentences, and its short forms that nothing explains.

The measure is the length of a sentence, which serves French and English alike: GOV.UK splits sentences of more than 25
words (https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/). There is no score.
"""

import re
from typing import Final

LONGEST_SENTENCE: Final = 25
"""Words."""
SHOWN_WORDS: Final = 6
"""Words of a long sentence that are shown, to find it by."""

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)[#@]\S+")
_END: Final = re.compile(r"(?<=[.!?…])[»”\"’)\u00a0\u202f]*\s+|\n+")
_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SHORT_FORM: Final = re.compile(r"(?<![\w.-])(?:[A-Z]{2,6}|(?:[A-Z]\.){2,6})(?![\w-])")
_ROMAN: Final = re.compile(r"[IVX]+")
_EVERYDAY: Final = frozenset(
    re.findall(
        r"\w+",
        """
        AM PM OK TV DVD CD PDF SMS GPS USB LED FAQ DIY CV ID VIP SOS PS NB QR AI IA IT ADN DNA VIH HIV COVID CEO PDG RH HR
        UE EU USA US UK ONU UN OMS WHO OTAN NATO BBC NASA SNCF SNCB STIB RATP TGV RER EDF CNRS TVA VAT PME SME CDI CDD BTS
        CAP BEP IUT BAC MBA NHS HMRC RGPD GDPR CNIL CGT CFDT FO CFTC CFE CGC UNSA SUD FSU FGTB CSC CGSLB ABVV ACV ACLVB TUC
        GMB NLRB OSHA HSE CSE CHSCT CSSCT CPPT INRS LGBT PMR EHPAD HLM SDF SAMU FIFA UEFA JO
        """,
    )
)
"""Short forms that readers know, and those of unions and staff bodies, of which we have nothing to say (L19)."""


def long_sentences(text: str) -> tuple[tuple[str, int], ...]:
    """List the sentences of more than 25 words: their first words and how many there are."""
    found = []
    for sentence in sentences(text):
        words = _WORD.findall(_ADDRESS.sub(" ", sentence))
        if len(words) > LONGEST_SENTENCE:
            found.append((" ".join(sentence.split()[:SHOWN_WORDS]) + " …", len(words)))
    return tuple(found)


def sentences(text: str) -> list[str]:
    """Part a text at its full stops and line ends."""
    return [each.strip() for each in _END.split(text) if each.strip()]


def short_forms(text: str, company: str = "") -> tuple[str, ...]:
    """List the short forms that are not explained in brackets beside them, each once, in their order.

    Left out are those everybody knows, Roman numbers, the company's own name, hashtags, and texts in capitals.
    """
    words = _ADDRESS.sub(" ", text)
    letters = [sign for sign in words if sign.isalpha()]
    if sum(sign.isupper() for sign in letters) * 2 > len(letters):
        return ()
    known = _EVERYDAY | set(company.upper().split())
    found: dict[str, None] = {}
    explained: set[str] = set()
    for match in _SHORT_FORM.finditer(words):
        form = match[0]
        is_in_brackets = words[: match.start()].endswith("(") and words[match.end() :].startswith(")")
        if is_in_brackets or re.match(r"\s*\(", words[match.end() :]):
            explained.add(form)
        elif form.replace(".", "") not in known and not _ROMAN.fullmatch(form):
            found[form] = None
    return tuple(form for form in found if form not in explained)
