"""A painted card or form as people get to know it, in words that every platform shares."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

MARKS = str.maketrans(
    dict.fromkeys("*_~`:@\u2026\u2217\u02cd\u02cb\u223c") | {"\u203a": ">", "\uff3b": "[", "\uff3d": "]"}
)
"""Signs of bold and the like, what stands for them, what parts a label from its value, and what stands for nothing: words are compared, not their dress."""
STYLES = frozenset("*_~`>")


@dataclass(frozen=True)
class Seen:
    """A card as people get to know it."""

    words: str
    presses: tuple[tuple[str, str, str], ...]
    """Label, action and value of each button, in order."""
    links: tuple[tuple[str, str], ...]
    """Label and address of each link button, in order."""


def words(text: str) -> str:
    """Bring words into a form that all platforms share: no format characters, one kind of space, no marks."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(shown.translate(MARKS).split())


@dataclass(frozen=True)
class SeenField:
    """A field as people get to know it. `filled_in` is the text, the day, the time, or the values chosen."""

    kind: str
    name: str
    label: str
    filled_in: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    """Label and value of each answer, in order."""
    is_optional: bool


@dataclass(frozen=True)
class SeenForm:
    """A form as people get to know it. `words` are all that stand beside the fields, labels and hints among them."""

    words: str
    fields: tuple[SeenField, ...]
    submit: str


def kind_of(reading: str) -> str:
    """Name what is active in a painted card: a style by its mark, an address by its host, a mention or a command as it is."""
    kind, _, rest = reading.partition(":")
    if kind == "styled" or reading[:1] in STYLES:
        return "style"
    if kind in {"button", "link"}:
        return f"{kind}:{urlsplit(rest).netloc}"
    return reading
