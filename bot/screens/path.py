"""The learning path: a tip for one person, the whole path with how far they are, a situation, and a conversation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small, Style
from bot.cards.markup import Rich, plain
from bot.cards.say import paragraph, say
from bot.domain.path import Part
from bot.domain.people import Choices, Level
from bot.playbook.item import Item
from bot.playbook.kinds.conversation import Conversation
from bot.playbook.kinds.scenario import Scenario
from bot.playbook.kinds.tip import Tip
from bot.screens.human import ask_human
from bot.texts import Words

LEVELS: Final = (Level.NEW, Level.AT_EASE, Level.FLUENT)
_LABEL: Final = 75


@dataclass(frozen=True, slots=True)
class Found:
    """A tip for one person, with when they read it last."""

    key: str
    tip: Tip
    read_on: date | None = None


def tip_card(words: Words, found: Found, *, is_member: bool, opening: Sequence[Element] = ()) -> Card:
    """Show a tip privately. `opening` comes before it, where something was answered."""
    elements = (*opening, *_tip(words, found, is_member=is_member))
    return Card(words("tip.summary", title=found.tip.title), elements)


def after_easy(words: Words, level: Level) -> Iterator[Element]:
    """Offer the next level to somebody who finds tips too easy; the answer itself is not kept."""
    higher = LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)] if level else Level.AT_EASE
    if higher is level:
        yield paragraph(words, "tip.next")
        return
    yield paragraph(words, "tip.higher")
    yield Buttons((_level(words, higher),))
    yield Rule()


def tips_card(words: Words, tips: Sequence[tuple[str, Item]]) -> Card:
    """List tips that speak of a word."""
    rows = (Buttons((Button(short(tip.title), "tip.open", key),)) for key, tip in tips)
    return Card(
        words("tip.found"),
        (Heading(words("tip.found")), *rows, Buttons((_open_path(words), ask_human(words)))),
    )


def finished_card(words: Words) -> Card:
    """Say that no tip is left, and how each opens again."""
    elements = (paragraph(words, "tip.finished"), Buttons((_open_path(words), ask_human(words))))
    return Card(words("tip.finished"), elements)


def read_card(words: Words) -> Card:
    """Say that a tip is noted as read, and where the path is."""
    return Card(words("tip.read"), (paragraph(words, "tip.read"), Buttons((_open_path(words),))))


def path_card(
    words: Words, parts: Sequence[Part], choices: Choices, coming: Found | None, *, is_talking: bool
) -> Card:
    """Draw the path, for its owner's eyes alone. `is_talking`: there are conversations to offer."""
    return Card(words("path.summary"), tuple(_path(words, parts, choices, coming, is_talking=is_talking)))


def named_level(words: Words, level: Level) -> str:
    """Name where somebody places themselves."""
    return words(f"likes.level_{level.value}")


def named_module(words: Words, module: str) -> str:
    """Name a part of the path; `""` is what belongs to none."""
    return words(f"kinds.module.{module or 'other'}")


def named_goals(words: Words, choices: Choices) -> str:
    """Name the goals somebody chose, as one list."""
    return " · ".join(words(f"likes.goal_{goal}") for goal in sorted(choices.goals))


def situation_card(words: Words, scenario: Scenario, key: str, role: str) -> Card:
    """Ask what one would do, with a way to another situation for the same role."""
    card = scenario.card(words, key)
    last = Buttons((_other_situation(words, key, role), ask_human(words)))
    return replace(card, elements=(*card.elements, last))


def answered_card(words: Words, scenario: Scenario, key: str, chosen: int, *, is_noted: bool) -> Card:
    """Explain all options, the chosen one first. `chosen` counts from 0 and is in this card alone."""
    card = scenario.answers(words)[chosen]
    hint = words("scenario.again_hint", title=scenario.title)[:_LABEL]
    again = Button(words("scenario.again"), "scenario.open", key, hint=hint)
    noted = [Small(say(words, "scenario.noted"))] if is_noted else []
    last = Buttons((_other_situation(words, key, ""), again, ask_human(words)))
    return replace(card, elements=(*card.elements, *noted, last))


def conversation_card(words: Words, conversation: Conversation, key: str) -> Card:
    """Invite to listen, and to say so when one joined in."""
    card = conversation.card(words, key)
    hint = words("conversation.joined_hint", title=conversation.title)[:_LABEL]
    row = Buttons(
        (
            Button(words("conversation.joined"), "conversation.joined", key, hint=hint),
            Button(words("conversation.another"), "conversation.another", key,
                   hint=words("conversation.another_hint")),
            ask_human(words),
        )
    )  # fmt: skip
    return replace(card, elements=(*card.elements, row))


def short(title: str) -> str:
    """Make a button's label of a title."""
    return title if len(title) <= _LABEL else f"{title[: _LABEL - 1].rstrip()}…"


def _tip(words: Words, found: Found, *, is_member: bool) -> Iterator[Element]:
    tip, key = found.tip, found.key
    small = list(say(words, "tip.small", module=named_module(words, tip.module or ""), count=tip.minutes))
    if found.read_on:
        small += [*plain(" · "), *say(words, "tip.read_on", day=words.day(found.read_on))]
    # The first line of a tip says that it is the day's, which holds in the channel alone.
    _, *story, read = tip.elements(words, key)
    yield Small(tuple(small))
    yield from story
    row = [*(read.items if isinstance(read, Buttons) else ())]
    row.append(Button(words("tip.another"), "tip.another", key, hint=words("tip.another_hint")))
    if is_member:
        easy, leave = words("tip.easy_hint", title=tip.title), words("tip.pass_hint", title=tip.title)
        row.append(Button(words("tip.easy"), "tip.easy", key, hint=easy[:_LABEL]))
        row.append(Button(words("tip.pass"), "tip.pass", key, hint=leave[:_LABEL]))
    yield Buttons(tuple(row))
    yield Buttons((*([_open_path(words)] if is_member else []), ask_human(words)))


def _path(
    words: Words, parts: Sequence[Part], choices: Choices, coming: Found | None, *, is_talking: bool
) -> Iterator[Element]:
    yield Heading(words("path.summary"))
    yield Small(say(words, "path.private"))
    yield Paragraph(tuple(span for number, part in enumerate(parts) for span in _line(words, number, part)))
    yield paragraph(words, "path.next")
    yield Buttons(tuple(_steps(words, coming, is_talking=is_talking)))
    yield paragraph(words, "path.parts")
    yield Buttons(
        tuple(
            Button(
                name, "path.part", part.module or "other", hint=words("path.part_hint", module=name)[:_LABEL]
            )
            for part in parts
            if (name := named_module(words, part.module))
        )
    )
    yield Rule()
    if choices.level:
        yield paragraph(words, "path.level", level=named_level(words, choices.level))
    else:
        yield paragraph(words, "path.level_open")
    yield Buttons(tuple(_level(words, level, "/path") for level in LEVELS if level is not choices.level))
    if choices.goals:
        yield paragraph(words, "path.goals", goals=named_goals(words, choices))
    else:
        yield paragraph(words, "path.goals_open")
    settings = Button(words("path.goals_change"), "settings.likes", opens_form=True)
    yield Buttons((settings, ask_human(words)))


def _line(words: Words, number: int, part: Part) -> Rich:
    line = say(words, "path.part", module=named_module(words, part.module), read=part.read, count=part.count)
    return (*plain("\n• " if number else "• "), *line)


def _steps(words: Words, coming: Found | None, *, is_talking: bool) -> Iterator[Button]:
    if coming:
        hint = words("path.tip_hint", title=coming.tip.title)[:_LABEL]
        yield Button(words("path.tip"), "tip.open", coming.key, Style.PRIMARY, hint)
    yield Button(words("path.situation"), "scenario.open", hint=words("path.situation_hint"))
    yield Button(words("path.checkup"), "checkup.list", hint=words("path.checkup_hint"))
    if is_talking:
        yield Button(words("path.conversation"), "conversation.another", hint=words("path.conversation_hint"))


def _level(words: Words, level: Level, where: str = "") -> Button:
    name = named_level(words, level)
    return Button(name, "path.level", f"{level.value}{where}", hint=words("path.level_hint", level=name))


def _open_path(words: Words) -> Button:
    return Button(words("path.open"), "path.open", hint=words("path.open_hint"))


def _other_situation(words: Words, key: str, role: str) -> Button:
    value = f"{key}|{role}"
    return Button(words("scenario.another"), "scenario.another", value, hint=words("scenario.another_hint"))
