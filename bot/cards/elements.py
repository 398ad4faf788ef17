"""Cards and forms: a closed set of elements, each of which every platform can paint and every screen reader can read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cards.answers import read_choices
from bot.cards.markup import Rich, text_of


class Style(StrEnum):
    """At most one primary button in a set; who answers a button of danger asks with a card before anything is lost."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title line, plain text, at most 150 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Ordinary words, at most 3,000 characters once painted."""

    text: Rich


@dataclass(frozen=True, slots=True)
class Small:
    """Words in the margin: sources, counts, who wrote it."""

    text: Rich


@dataclass(frozen=True, slots=True)
class Quote:
    """Words to take away and change; shown verbatim, line breaks kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short label and value pairs, at most ten."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between two parts."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image by https address; `alt` says what it shows."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button that comes back to us as ButtonPressed(action, value)."""

    label: str
    """At most 75 characters."""
    action: str
    """A key of the commands' button table, for example `claims.take`."""
    value: str = ""
    """An id only: it is visible to the person, and rights are checked at the click."""
    style: Style = Style.NORMAL
    hint: str = ""
    """What a screen reader says when the label alone is terse, at most 75 characters."""
    opens_form: bool = False
    """The answer is a Form, or a Card in its place: some platforms have to know before the press."""


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address and tells us nothing."""

    label: str
    url: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons, at most 25; it wraps."""

    items: tuple[Button | LinkButton, ...]


Element = Heading | Paragraph | Small | Quote | Facts | Rule | Picture | Buttons


@dataclass(frozen=True, slots=True)
class Card:
    """One message or Home page. `summary` is the notification's line and what a screen reader hears first."""

    summary: str
    elements: tuple[Element, ...]

    def plain(self) -> str:
        """Write the whole card as text, for screen readers and for clients that draw no cards."""
        return "\n".join(line for element in self.elements for line in _lines(element))


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a Choice or of Choices."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextInput:
    """A field to type in; `limit` counts characters."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    many_lines: bool = False
    optional: bool = False
    limit: int = 3000


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer out of a few; nothing is preselected unless `value` says so.

    Up to ten stand one below the other, and no client lets go of one once chosen: where that matters, one of them
    says so ("no preference"). More are a list to unfold, at most 100.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    optional: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Several answers out of a few, at most 100; they come as the options' values joined by commas (`read_choices`).

    Raises ValueError for an option whose value holds a comma.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    optional: bool = False

    def __post_init__(self) -> None:
        if any("," in option.value for option in self.options):
            raise ValueError(f"a value of {self.name} holds a comma")


@dataclass(frozen=True, slots=True)
class DateInput:
    """A day, `2026-11-23` (`read_day`)."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class TimeInput:
    """A time of day, `09:30` (`read_time`)."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    optional: bool = False


Field = TextInput | Choice | Choices | DateInput | TimeInput
"""`optional` ones may be left empty. No name is `context`, `fields`, `form` or `msteams`: Teams knows the form by these."""
FormElement = Heading | Paragraph | Small | Rule | Field


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog. It comes back as FormSubmitted(name, context, answers by field name).

    Every field has an answer; one that was left or made empty has `""`.
    """

    name: str
    title: str
    """At most 24 characters."""
    submit: str
    """At most 24 characters."""
    elements: tuple[FormElement, ...]
    cancel: str = ""
    context: str = ""
    """Ids that travel with the dialog, at most 3,000 characters; visible to the person."""

    def filled(self, answers: Mapping[str, str]) -> "Form":
        """Give the form as somebody sent it, to be shown again beside what is to be repaired."""
        return replace(self, elements=tuple(_filled(element, answers) for element in self.elements))


def _filled(element: FormElement, answers: Mapping[str, str]) -> FormElement:
    match element:
        case Choices(name) if name in answers:
            return replace(element, values=read_choices(answers[name]))
        case TextInput(name) | Choice(name) | DateInput(name) | TimeInput(name) if name in answers:
            return replace(element, value=answers[name])
    return element


def _lines(element: Element) -> Iterator[str]:
    match element:
        case Heading(text) | Quote(text):
            yield text
        case Paragraph(text) | Small(text):
            yield text_of(text)
        case Facts(rows):
            yield from (f"{label}: {value}" for label, value in rows)
        case Picture(alt=alt):
            yield alt
        case Buttons(items):
            yield " · ".join(f"[{item.hint or item.label}]" for item in items)
        case Rule():
            return
