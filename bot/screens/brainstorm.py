"""A brainstorm on its way: the channel's card, adding a thought, grouping, and the words that came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Element,
    Form,
    Heading,
    Option,
    Paragraph,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import Rich, mention, plain
from bot.cards.say import paragraph, say
from bot.domain.brainstorms import RULES, Brainstorm
from bot.domain.calendar import local
from bot.domain.people import PersonRef
from bot.playbook.kinds.prompt import Prompt
from bot.screens.human import ask_human, with_human
from bot.texts import Words

LONGEST_THOUGHT = 300
LONGEST_RULE = 120
LONGEST_GROUPS = 800
LENGTHS = (10, 15, 20, 30, 60, 120)
VOTES = (15, 60, 240, 1440)
"""Minutes that one may choose from."""
AS_PROMPT = "prompt"
ANONYMOUS, SIGNED = "anonymous", "signed"
LINES_IN_PARAGRAPH = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A brainstorm as the channel sees it."""

    brainstorm: Brainstorm
    prompt: Prompt
    zone: str
    count: int
    is_open: bool
    """Thoughts are still taken."""


def brainstorm_card(words: Words, shown: Shown) -> Card:
    """Draw the channel's card."""
    return Card(words("brainstorm.summary", title=shown.prompt.title), tuple(_shown(words, shown)))


def list_card(words: Words, found: Sequence[tuple[Brainstorm, str, bool]]) -> Card:
    """List brainstorms for whoever runs them: each with its title, and whether it can be grouped now."""
    elements: list[Element] = [Heading(words("brainstorm.heading"))]
    if not found:
        elements.append(paragraph(words, "brainstorm.none"))
    for brainstorm, title, can_group in found[:6]:
        elements.append(Paragraph(plain(title)))
        elements.append(Small(say(words, f"brainstorm.is_{_stage(brainstorm, can_group)}")))
        if can_group:
            elements.append(Buttons((_look(words, brainstorm, title),)))
        elif brainstorm.is_over:
            hint = words("brainstorm.remove_hint", title=title)[:75].rstrip()
            remove = Button(words("brainstorm.remove"), "brainstorm.remove", brainstorm.id, hint=hint)
            elements.append(Buttons((remove,)))
    elements.append(Buttons((Button(words("brainstorm.start"), "brainstorm.start", opens_form=True),)))
    return with_human(words, Card(words("brainstorm.heading"), tuple(elements)))


def start_form(
    words: Words, prompts: Sequence[tuple[str, str]], channels: Sequence[tuple[str, str]], channel: str
) -> Form:
    """Draw the dialog that starts one."""
    lengths = tuple(Option(str(each), words("kinds.minutes", count=each)) for each in LENGTHS)
    as_prompt = Option(AS_PROMPT, words("brainstorm.as_prompt"))
    return Form(
        name="brainstorm_start",
        title=words("brainstorm.start_title"),
        submit=words("brainstorm.start_submit"),
        cancel=words("settings.cancel"),
        elements=(
            Choice("prompt", words("brainstorm.prompt"), _options(prompts)),
            Choice("channel", words("brainstorm.channel"), _options(channels), value=channel),
            Choice("minutes", words("brainstorm.length"), (as_prompt, *lengths), value=AS_PROMPT),
        ),
    )


def add_form(words: Words, brainstorm: Brainstorm, question: str) -> Form:
    """Draw the dialog for a thought; anonymous unless one chooses otherwise."""
    return Form(
        name="brainstorm_add",
        title=words("brainstorm.add_title"),
        submit=words("brainstorm.add_submit"),
        cancel=words("settings.cancel"),
        context=brainstorm.id,
        elements=(
            Paragraph(plain(question)),
            TextInput("text", words("brainstorm.thought"), many_lines=True, limit=LONGEST_THOUGHT),
            Choice(
                "name",
                words("brainstorm.name"),
                (
                    Option(ANONYMOUS, words("brainstorm.anonymous")),
                    Option(SIGNED, words("brainstorm.signed")),
                ),
                value=ANONYMOUS,
            ),
        ),
    )


def thoughts_card(
    words: Words, brainstorm: Brainstorm, title: str, lines: Sequence[tuple[int, str, PersonRef | None]]
) -> Card:
    """List the thoughts with their numbers, for whoever groups them."""
    return with_human(words, Card(title, tuple(_thoughts(words, brainstorm, title, lines))))


def group_form(words: Words, brainstorm: Brainstorm, count: int) -> Form:
    """Draw the dialog that groups thoughts and puts three rules to the vote."""
    votes = tuple(Option(str(each), words(f"brainstorm.vote_{each}")) for each in VOTES)
    rules = tuple(
        TextInput(f"rule{number}", words("brainstorm.rule", number=number), limit=LONGEST_RULE)
        for number in range(1, RULES + 1)
    )
    groups = TextInput(
        "groups",
        words("brainstorm.groups"),
        hint=words("brainstorm.groups_hint", count=count),
        many_lines=True,
        limit=LONGEST_GROUPS,
    )
    return Form(
        name="brainstorm_group",
        title=words("brainstorm.group_title"),
        submit=words("brainstorm.group_submit"),
        cancel=words("settings.cancel"),
        context=brainstorm.id,
        elements=(
            groups,
            *rules,
            Choice("minutes", words("brainstorm.vote_length"), votes, value=str(VOTES[-1])),
        ),
    )


def ready_card(words: Words, brainstorm: Brainstorm, title: str) -> Card:
    """Tell a champion that thoughts can be grouped."""
    said = words("brainstorm.ready", title=title)
    return Card(said, (Paragraph(plain(said)), Buttons((_look(words, brainstorm, title), ask_human(words)))))


def own_words(words: Words, found: Sequence[tuple[Brainstorm, str]]) -> Iterator[Element]:
    """Show what groups chose, to stand below the charter."""
    if found:
        yield Heading(words("brainstorm.own_words"))
    for brainstorm, title in found:
        yield Paragraph(plain(title))
        names = [group.name for group in brainstorm.groups]
        yield Paragraph(plain("\n".join(f"• {line}" for line in (*names, *brainstorm.chosen))))


def _shown(words: Words, shown: Shown) -> Iterator[Element]:
    brainstorm, prompt = shown.brainstorm, shown.prompt
    yield Small(say(words, "brainstorm.label"))
    yield Heading(prompt.title)
    yield paragraph(words, "kinds.prompt.question", question=prompt.question)
    if brainstorm.groups:
        lines = [
            words("brainstorm.group", name=each.name, count=len(each.numbers)) for each in brainstorm.groups
        ]
        yield Paragraph(plain("\n".join(f"• {line}" for line in lines)))
    if brainstorm.is_over:
        yield paragraph(words, "brainstorm.chosen")
        yield Paragraph(plain("\n".join(f"• {rule}" for rule in brainstorm.chosen)))
        yield Small(say(words, "brainstorm.in_charter"))
    elif brainstorm.votes_until:
        yield paragraph(words, "brainstorm.vote", when=_hour(words, shown, brainstorm.votes_until))
        for number, rule in enumerate(brainstorm.rules):
            yield Paragraph(plain(f"{number + 1}. {rule}"))
        buttons = tuple(
            Button(
                words("brainstorm.choose", number=number + 1),
                "brainstorm.vote",
                f"{brainstorm.id}/{number}",
                hint=words("brainstorm.choose_hint", rule=rule)[:75].rstrip(),
            )
            for number, rule in enumerate(brainstorm.rules)
        )
        yield Buttons(buttons)
        yield Small(say(words, "brainstorm.vote_free"))
    elif shown.is_open:
        yield Paragraph(plain(prompt.text))
        yield paragraph(words, "brainstorm.until", when=_hour(words, shown, brainstorm.ends_at))
        if shown.count:
            yield Small(say(words, "brainstorm.count", count=shown.count))
        hint = words("brainstorm.add_hint", title=prompt.title)[:75].rstrip()
        add = Button(
            words("brainstorm.add"), "brainstorm.add", brainstorm.id, Style.PRIMARY, hint, opens_form=True
        )
        yield Buttons((add,))
    else:
        yield paragraph(words, "brainstorm.closed")


def _thoughts(
    words: Words, brainstorm: Brainstorm, title: str, lines: Sequence[tuple[int, str, PersonRef | None]]
) -> Iterator[Element]:
    yield Heading(title)
    if not lines:
        yield paragraph(words, "brainstorm.no_thoughts")
        return
    yield Small(say(words, "brainstorm.thoughts_hint"))
    for first in range(0, len(lines), LINES_IN_PARAGRAPH):
        text: Rich = ()
        for number, said, person in lines[first : first + LINES_IN_PARAGRAPH]:
            text += plain(f"{number}. {' '.join(said.split())}")
            text += (*plain(" — "), *mention(person)) if person else ()
            text += plain("\n")
        yield Paragraph(text)
    form = Button(words("brainstorm.to_group"), "brainstorm.group", brainstorm.id, opens_form=True)
    yield Buttons((form,))


def _stage(brainstorm: Brainstorm, can_group: bool) -> str:
    if brainstorm.is_over:
        return "over"
    if brainstorm.votes_until:
        return "voting"
    return "ready" if can_group else "open"


def _look(words: Words, brainstorm: Brainstorm, title: str) -> Button:
    hint = words("brainstorm.look_hint", title=title)[:75].rstrip()
    return Button(words("brainstorm.look"), "brainstorm.look", brainstorm.id, hint=hint)


def _hour(words: Words, shown: Shown, at: datetime) -> str:
    moment = local(at, shown.zone)
    return words(
        "brainstorm.when", day=words.day(moment.date()), hour=words.hour(moment.time()), zone=shown.zone
    )


def _options(pairs: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label[:75]) for value, label in pairs)
