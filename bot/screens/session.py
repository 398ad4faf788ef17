"""The five minutes a day of an executive, whom they let prepare for them, and what that person sees (R70, R71)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Form,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Small,
    TextInput,
)
from bot.cards.markup import mention
from bot.cards.say import note, paragraph, say
from bot.domain.people import PersonRef
from bot.playbook.kinds.session import Session
from bot.screens.human import ask_human
from bot.texts import Words

LONGEST_PREPARED: Final = 1500
"""Characters of a text that an assistant hands over."""
_HINT: Final = 75


@dataclass(frozen=True, slots=True)
class Prepared:
    """An executive who named somebody, and the session that comes next for them, if any is left."""

    executive: PersonRef
    session: Session | None


def session_card(
    words: Words, session: Session, key: str, *, is_first: bool, is_last_call: bool = False
) -> Card:
    """Show a session. `is_first`: say how the track goes on; `is_last_call`: say that the bot stays quiet after it."""
    card = session.card(words, key)
    small = [Small(say(words, "session.how"))] if is_first else []
    small += [Small(say(words, "session.quiet"))] if is_last_call else []
    row = Buttons(
        (
            Button(
                words("session.done"), "session.done", key, hint=_hint(words, "session.done_hint", session)
            ),
            Button(words("session.later"), "session.later", hint=words("session.later_hint")),
            Button(words("session.stop"), "session.stop", hint=words("session.stop_hint")),
        )
    )
    further = Button(words("session.assistant"), "assistant.open", hint=words("session.assistant_hint"))
    last = Buttons((further, ask_human(words)))
    return Card(words("session.offered", title=session.title), (*card.elements, *small, row, last))


def assistant_card(words: Words, current: PersonRef | None, proposed: PersonRef | None) -> Card:
    """Say who prepares, or whom the playbook proposes, or how to name somebody."""
    return Card(words("assistant.summary"), tuple(_assistant(words, current, proposed)))


def naming_card(words: Words, person: PersonRef) -> Card:
    """Ask before somebody is named. Yes and no have the same weight."""
    elements: list[Element] = [
        Heading(words("assistant.summary")),
        Paragraph(say(words, "assistant.question", person=mention(person))),
        Small(say(words, "assistant.sees")),
        Buttons(
            (
                Button(words("assistant.yes"), "assistant.yes", person.user),
                Button(words("assistant.no"), "assistant.no"),
                ask_human(words),
            )
        ),
    ]
    return Card(words("assistant.summary"), tuple(elements))


def named_card(words: Words, person: PersonRef) -> Card:
    """Say that somebody may prepare from now on."""
    named = Paragraph(say(words, "assistant.named", person=mention(person)))
    return Card(words("assistant.summary"), (named, Buttons((_remove(words),))))


def prepare_card(words: Words, asking: PersonRef, prepared: Sequence[Prepared]) -> Card:
    """Show somebody what they may prepare, and for whom; or how an executive can name them."""
    return Card(words("prepare.summary"), tuple(_prepare(words, asking, prepared)))


def prepared_form(words: Words, executive: PersonRef) -> Form:
    """Ask for what was prepared. It travels to the executive and is kept nowhere."""
    return Form(
        name="prepare.send",
        title=words("prepare.form"),
        submit=words("prepare.send"),
        cancel=words("prepare.cancel"),
        elements=(
            TextInput(
                "text",
                words("prepare.text"),
                hint=words("prepare.text_hint"),
                many_lines=True,
                limit=LONGEST_PREPARED,
            ),
        ),
        context=executive.user,
    )


def arrived_card(words: Words, assistant: PersonRef, text: str, session: Session, key: str) -> Card:
    """Hand a prepared text to the executive, who changes, uses or leaves it. The notification's line does not quote it."""
    done = Button(words("session.done"), "session.done", key, hint=_hint(words, "session.done_hint", session))
    elements = (
        Small(say(words, "prepare.by", person=mention(assistant), title=session.title)),
        Quote(text),
        paragraph(words, "prepare.decide"),
        Buttons((done, Button(words("session.assistant"), "assistant.open"), ask_human(words))),
    )
    return Card(words("prepare.arrived"), elements)


def finished_card(words: Words) -> Card:
    """Say that all sessions have been."""
    card = note(words, "session.finished")
    return replace(card, elements=(*card.elements, Buttons((ask_human(words),))))


def _assistant(words: Words, current: PersonRef | None, proposed: PersonRef | None) -> Iterator[Element]:
    yield Heading(words("assistant.summary"))
    if current:
        yield Paragraph(say(words, "assistant.current", person=mention(current)))
    else:
        yield paragraph(words, "assistant.none")
    yield Small(say(words, "assistant.sees"))
    if proposed and proposed != current:
        yield Rule()
        yield Paragraph(say(words, "assistant.proposed", person=mention(proposed)))
        yield Buttons(
            (
                Button(words("assistant.yes"), "assistant.yes", proposed.user),
                Button(words("assistant.no"), "assistant.no"),
            )
        )
    yield paragraph(words, "assistant.how")
    yield Buttons((*([_remove(words)] if current else []), ask_human(words)))


def _prepare(words: Words, asking: PersonRef, prepared: Sequence[Prepared]) -> Iterator[Element]:
    yield Heading(words("prepare.summary"))
    if not prepared:
        yield paragraph(words, "prepare.nobody", id=asking.user)
    for each in prepared:
        yield Paragraph(say(words, "prepare.for_whom", person=mention(each.executive)))
        if each.session is None:
            yield paragraph(words, "prepare.finished")
            continue
        yield paragraph(words, "prepare.next", title=each.session.title)
        if each.session.assistant:
            yield paragraph(words, "prepare.bring", assistant=each.session.assistant)
        else:
            yield paragraph(words, "prepare.nothing")
        write = Button(
            words("prepare.write"),
            "prepare.write",
            each.executive.user,
            hint=words("prepare.write_hint"),
            opens_form=True,
        )
        yield Buttons((write,))
    if prepared:
        yield Small(say(words, "prepare.rules"))
    yield Small(say(words, "prepare.not_kept"))
    yield Buttons((ask_human(words),))


def _remove(words: Words) -> Button:
    return Button(words("assistant.remove"), "assistant.remove", hint=words("assistant.remove_hint"))


def _hint(words: Words, key: str, session: Session) -> str:
    return words(key, title=session.title)[:_HINT]
