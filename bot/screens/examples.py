"""The examples library: real posts with what makes them good, the dialog in which one is given, and a champion's answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choices,
    Element,
    Form,
    Heading,
    LinkButton,
    Option,
    Paragraph,
    Quote,
    Rule,
    Small,
    TextInput,
)
from bot.cards.markup import mention, plain
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.playbook.kinds.example import Example
from bot.screens.human import ask_human
from bot.texts import Words

LONGEST_POST = 2_500
LONGEST_LINK = 500
LONGEST_NOTE = 200
MOST_LISTED = 10
AGREED = "agreed"
NAMED = "named"
NOTES = ("note_1", "note_2", "note_3")


@dataclass(frozen=True, slots=True)
class Given:
    """An example that a colleague gave, opened for one reader."""

    id: str
    playbook: str
    text: str
    link: str
    notes: tuple[str, ...] = ()
    is_theirs: bool = False
    is_shown: bool = False
    author: PersonRef | None = None
    """None: they did not say that their name may stand beside it."""

    @property
    def start(self) -> str:
        """Its first words, for a line or a button's hint."""
        line = " ".join((self.text or self.link).split())
        return line if len(line) <= 50 else line[:49] + "…"


def examples_card(
    words: Words, written: Sequence[tuple[str, Example]], given: Sequence[Given], *, may_give: bool
) -> Card:
    """List the playbook's examples, by their keys, and those that colleagues gave; what waits stands apart."""
    return Card(words("examples.heading"), tuple(_examples(words, written, given, may_give)))


def written_card(words: Words, example: Example, key: str) -> Card:
    """Draw one of the playbook's."""
    card = example.card(words, key)
    return Card(card.summary, (*card.elements, Buttons((_back(words), ask_human(words)))))


def given_card(words: Words, given: Given, *, may_answer: bool) -> Card:
    """Draw one that a colleague gave; its author finds the way back in it, and who may answer, the answers."""
    return Card(words("examples.one"), tuple(_given(words, given, may_answer)))


def give_form(words: Words) -> Form:
    """Draw the dialog. The sentence that is agreed to stands in it word for word."""
    return Form(
        name="examples_give",
        title=words("examples.give_title"),
        submit=words("examples.give_submit"),
        cancel=words("settings.cancel"),
        elements=(
            TextInput(
                "text",
                words("examples.text"),
                hint=words("examples.text_hint"),
                many_lines=True,
                optional=True,
                limit=LONGEST_POST,
            ),
            TextInput("link", words("examples.link"), optional=True, limit=LONGEST_LINK),
            Choices(
                "named", words("examples.name"), (Option(NAMED, words("examples.name_yes")),), optional=True
            ),
            paragraph(words, "examples.consent"),
            # Not optional in what it means: without it the answer says so beside the field.
            Choices(
                "consent",
                words("examples.agree"),
                (Option(AGREED, words("examples.agree_yes")),),
                optional=True,
            ),
        ),
    )


def note_form(words: Words, given: Given) -> Form:
    """Draw the dialog in which a champion says what makes it good."""
    return Form(
        name="examples_note",
        title=words("examples.note_title"),
        submit=words("examples.note_submit"),
        cancel=words("settings.cancel"),
        context=given.id,
        elements=(
            Small(say(words, "examples.note_how")),
            *(
                TextInput(
                    name,
                    words("examples.note_label", number=number),
                    optional=number == len(NOTES),
                    limit=LONGEST_NOTE,
                )
                for number, name in enumerate(NOTES, 1)
            ),
        ),
    )


def told_card(words: Words, outcome: str) -> Card:
    """Tell an author what became of it. `outcome`: shown or declined."""
    look = Button(words("examples.look_here"), "examples.list")
    return Card(
        words(f"examples.told_{outcome}"),
        (paragraph(words, f"examples.told_{outcome}"), Buttons((look, ask_human(words)))),
    )


def _examples(
    words: Words, written: Sequence[tuple[str, Example]], given: Sequence[Given], may_give: bool
) -> Iterator[Element]:
    yield Heading(words("examples.heading"))
    yield paragraph(words, "examples.intro")
    looks = [
        Button(example.title[:75].rstrip(), "examples.look", f"p/{key}", hint=_hint(words, example.title))
        for key, example in written
    ]
    shown = [each for each in given if each.is_shown]
    looks += [
        Button(each.start, "examples.look", f"o/{each.id}", hint=_hint(words, each.start))
        for each in reversed(shown)
    ]
    if looks:
        yield Buttons(tuple(looks[: 2 * MOST_LISTED]))
    else:
        yield paragraph(words, "examples.none")
    waiting = [each for each in given if not each.is_shown]
    if waiting:
        yield Rule()
        yield paragraph(words, "examples.waiting")
        yield Buttons(
            tuple(
                Button(each.start, "examples.look", f"o/{each.id}", hint=_hint(words, each.start))
                for each in waiting[:MOST_LISTED]
            )
        )
    give = Button(words("examples.give"), "examples.give", opens_form=True)
    yield Small(say(words, "examples.free" if may_give else "examples.members"))
    yield Buttons((*((give,) if may_give else ()), ask_human(words)))


def _given(words: Words, given: Given, may_answer: bool) -> Iterator[Element]:
    yield Heading(words("examples.one"))
    if given.author:
        yield paragraph(words, "examples.by", author=mention(given.author))
    if given.text:
        yield Quote(given.text)
    if given.notes:
        yield paragraph(words, "examples.notes")
        yield Paragraph(plain("\n".join(f"• {note}" for note in given.notes)))
    if not given.is_shown:
        yield Small(say(words, "examples.waits"))
    if given.is_theirs:
        yield Small(say(words, "examples.yours"))
    buttons: list[Button | LinkButton] = []
    if given.link:
        buttons.append(LinkButton(words("examples.open"), given.link))
    if may_answer and not given.is_shown:
        buttons.append(Button(words("examples.note"), "examples.note", given.id, opens_form=True))
        buttons.append(Button(words("examples.decline"), "examples.decline", given.id))
    if given.is_theirs:
        buttons.append(Button(words("examples.withdraw"), "examples.withdraw", given.id))
    yield Buttons((*buttons, _back(words), ask_human(words)))


def _hint(words: Words, start: str) -> str:
    return words("examples.look_hint", start=start[:45])[:75].rstrip()


def _back(words: Words) -> Button:
    return Button(words("examples.back"), "examples.list", hint=words("examples.back_hint"))
