"""What in a text may belong to a person, or open a door: contact and account numbers, addresses, keys and passwords.

Patterns and check digits, nothing more: what they find may be meant to be public, and they do not find everything.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_SHOWN: Final = 40
"""Characters of the text that are shown again."""
MASKED_AFTER: Final = 4
"""Characters that stay readable of what is better not shown again."""

_GAP: Final = "[ .\u00a0\u202f-]?"
_WORD: Final = r"[^\W\d_][\w’'-]*"


class Matter(StrEnum):
    """What was found. The values name sentences of the catalogue."""

    CONTACT = "contact"
    """A telephone number or an e-mail address."""
    ACCOUNT = "account"
    """A bank account or a payment card."""
    IDENTITY = "identity"
    """A French social security number."""
    HOME = "home"
    """A postal address."""
    SECRET = "secret"  # noqa: S105  the name of a finding
    """A key, a token, a password."""
    INSIDE = "inside"
    """A machine or a folder that is reached from inside the company only."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text, as it may be shown to its author: short, and masked where it is a secret or an account."""

    matter: Matter
    seen: str
    start: int
    end: int


_IBAN_COUNTRIES: Final[Mapping[int, str]] = {
    15: "NO", 16: "BE", 18: "DK FI NL", 20: "AT LU", 21: "CH", 22: "DE GB IE", 24: "ES SE", 25: "PT", 27: "FR IT MC", 28: "PL"
}  # fmt: skip
_IBAN_LENGTHS: Final[Mapping[str, int]] = {
    country: length for length, countries in _IBAN_COUNTRIES.items() for country in countries.split()
}
"""Of the countries around; of others the whole run is tried (ISO 13616)."""


def look(text: str) -> tuple[Found, ...]:
    """Find what may be sensitive, in the order of the text; a place is found once, as the most telling matter."""
    found: list[Found] = []
    for matter, pattern, reads in _RULES:
        for match in pattern.finditer(text):
            if not any(match.start() < each.end and each.start < match.end() for each in found) and (
                seen := reads(match[0])
            ):
                found.append(Found(matter, seen, match.start(), match.end()))
    return tuple(sorted(found, key=lambda each: each.start))


def _shown(match: str) -> str:
    flat = " ".join(match.split())
    return flat if len(flat) <= MOST_SHOWN else f"{flat[: MOST_SHOWN - 1].rstrip()}…"


def _masked(match: str) -> str:
    return f"{match[:MASKED_AFTER]}…"


def _labelled(match: str) -> str:
    """Show the label of a password or a key, if what follows looks like one and not like a word of a sentence."""
    label, _, value = re.sub(r"\s*(?:[:=]|\b(?:est|is)\b)\s*", "\0", match, count=1).partition("\0")
    value = value.strip("\"'«» “”.,;")
    is_mixed = any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)
    return f"{_shown(label)} …" if is_mixed or re.search(r"\w[@#$%^&*_+=!?]+\w|[@#$%^&*!]$", value) else ""


def _web_password(match: str) -> str:
    return f"{match.partition('://')[0]}://…:…@"


def _query_key(match: str) -> str:
    return f"{match.partition('=')[0]}=…"


def _iban(match: str) -> str:
    signs = re.sub(r"[^A-Z0-9]", "", match)
    signs = signs[: _IBAN_LENGTHS.get(signs[:2], len(signs))]
    digits = "".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])
    return _masked(match) if len(signs) >= 15 and int(digits) % 97 == 1 else ""


def _card(match: str) -> str:
    digits = [int(sign) for sign in match if sign.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    is_luhn = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return _masked(match) if is_luhn and len(set(digits)) > 1 else ""


def _nir(match: str) -> str:
    """Read a NIR with its key: 97 less the remainder of the number; Corsica's 2A and 2B count as 19 and 18 (INSEE)."""
    signs = re.sub(r"[^\dAB]", "", match.upper()).replace("2A", "19").replace("2B", "18")
    return _masked(match) if 97 - int(signs[:13]) % 97 == int(signs[13:]) else ""


def _phone(match: str) -> str:
    is_date = re.match(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b", match)
    return "" if is_date else _shown(match)


_FLAGS: Final = re.IGNORECASE
_CODE_WORD: Final = (
    r"pass(?:word|wd|code|phrase)?|pwd|mot de passe|mdp|code (?:secret|d[’']acc[eè]s|wi-?fi|pin)"
)
_KEY: Final = r"api[ _-]?key|(?:api|access|auth|secret)[ _-]?(?:key|token)|cl[eé] (?:d[’'])?(?:api|acc[eè]s)|token|jeton|secret"
_STREET: Final = "rue|avenue|av\\.|boulevard|bd|chemin|all[ée]e|impasse|quai|ruelle|faubourg|sentier"
# These count other things as well ("2 cours de couture"): here a name has to follow.
_SQUARE: Final = r"(?:place|route|cours|square) (?:(?:de|du|des|la|le) |d[’']|l[’']){0,2}(?-i:[A-ZÉÈÎ])"
_ROAD: Final = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|way|court|square|terrace|crescent|boulevard|blvd"
)
_HOST: Final = r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}"

_CARD_NUMBER: Final = re.compile(
    rf"(?<!\d)(?:[2-6]\d{{3}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d{{1,7}}|3[47]\d\d{_GAP}\d{{6}}{_GAP}\d{{5}})(?!\d)"
)

_RULES: Final[tuple[tuple[Matter, re.Pattern[str], Callable[[str], str]], ...]] = (
    (Matter.SECRET, re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"), lambda _: "-----BEGIN …"),
    (
        Matter.SECRET,
        # GitHub, GitLab, npm, Slack, Google, AWS, Stripe, model providers, JSON Web Tokens.
        re.compile(
            r"\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeoprs]-|xapp-|AIza|(?:AKIA|ASIA)(?=[A-Z0-9]{16}\b)"
            r"|[rs]k_(?:live|test)_|sk-(?:[a-z]{2,8}-)?)[\w-]{16,}|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*"
        ),
        _masked,
    ),
    (
        Matter.SECRET,
        re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,100}:[^\s/@]{1,100}@", _FLAGS),
        _web_password,
    ),
    (
        Matter.SECRET,
        re.compile(
            r"[?&](?:access_token|auth|token|api_?key|key|sig|signature|password|pwd|secret)=[^\s&#]{8,}",
            _FLAGS,
        ),
        _query_key,
    ),
    (
        Matter.SECRET,
        re.compile(
            rf"\b(?:{_CODE_WORD})\b[\"']?(?:(?: [\w’'-]{{1,20}}){{0,3}}\s{{0,3}}[:=]|\s{{1,3}}(?:est|is)\b)\s{{0,3}}\S{{4,100}}",
            _FLAGS,
        ),
        _labelled,
    ),
    (Matter.SECRET, re.compile(rf"\b(?:{_KEY})\b[\"']?\s{{0,3}}[:=]\s{{0,3}}\S{{8,200}}", _FLAGS), _labelled),
    (Matter.ACCOUNT, re.compile(rf"\b[A-Z]{{2}}\d{{2}}(?:{_GAP}[A-Z0-9]){{11,30}}\b"), _iban),
    (
        Matter.IDENTITY,
        re.compile(
            rf"(?<!\d)[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}"
            rf"\d{{3}}{_GAP}\d{{3}}{_GAP}\d\d(?!\d)"
        ),
        _nir,
    ),
    (Matter.ACCOUNT, _CARD_NUMBER, _card),
    (Matter.CONTACT, re.compile(r"(?<![@\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"), _shown),
    (
        Matter.CONTACT,
        re.compile(r"(?<![\w+])(?:\+|00)\d{1,3}(?:[ .()\u00a0\u202f/-]{0,2}\d){7,12}(?!\d)"),
        _phone,
    ),
    (Matter.CONTACT, re.compile(rf"(?<![\d.,/-])0[1-9](?:{_GAP}\d){{7,9}}(?!\d)"), _phone),
    (
        Matter.CONTACT,
        re.compile(
            r"(?<!\d)0\d{1,3}[ /]\d{2,3}(?:[ .]\d{2}){2}(?!\d)|(?<!\d)\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)"
        ),
        _phone,
    ),
    (
        Matter.HOME,
        re.compile(
            rf"(?<![\d.,])\d{{1,4}}(?: ?(?:bis|ter|quater))?,? "
            rf"(?:(?:{_STREET}) (?:{_WORD}|\d{{1,4}})|{_SQUARE}[\w’'-]*)(?: (?:{_WORD}|\d{{1,5}})){{0,4}}",
            _FLAGS,
        ),
        _shown,
    ),
    (
        Matter.HOME,
        re.compile(rf"(?<![\d.,])\d{{1,5}}[A-Za-z]? (?:[A-Z][\w’'-]* ){{1,3}}(?i:{_ROAD})\b"),
        _shown,
    ),
    (
        Matter.INSIDE,
        re.compile(
            rf"\b{_HOST}\.(?:internal|intranet|local|localdomain|lan|corp|home\.arpa)\b(?!\.\w)", _FLAGS
        ),
        _shown,
    ),
    (Matter.INSIDE, re.compile(r"\blocalhost(?::\d{2,5})?\b", _FLAGS), _shown),
    (
        Matter.INSIDE,
        # RFC 1918.
        re.compile(
            r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.]*\d)"
        ),
        _shown,
    ),
    (Matter.INSIDE, re.compile(r"(?<!\\)\\\\[\w.-]{2,63}(?:\\[\w$.-]{1,63}){1,6}"), _shown),
)
"""In order: what stands first is the more telling of two readings."""
