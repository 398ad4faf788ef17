"""What the bot writes to one person by itself: reminders, the private day, the question after a long pause, milestones."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.markup import Rich, mention
from bot.cards.say import paragraph, say
from bot.domain.people import PersonRef
from bot.domain.posts import Post
from bot.playbook.kinds.share import Share
from bot.playbook.kinds.tip import Tip
from bot.screens.human import ask_human
from bot.screens.path import named_module
from bot.screens.rhythm import is_longest, read_award, weekly_button
from bot.texts import Words


def nudge_card(
    words: Words, wording: str, thing: Sequence[Element], *, spared_on: date | None = None
) -> Card:
    """Draw a reminder: a sentence, one small useful thing to do right there, and the ways to pause, change and stop.

    `spared_on`: the day off that kept the rhythm, which is told once.
    """
    says = words(f"nudge.says.{wording}")
    return Card(says, tuple(_nudge(words, says, thing, spared_on)))


def tip_elements(words: Words, key: str, tip: Tip) -> tuple[Element, ...]:
    """Lay out a tip as the small thing of a reminder, without saying that it is the channel's."""
    module = named_module(words, tip.module or "")
    _, *story = tip.elements(words, key)
    return (Small(say(words, "tip.small", module=module, count=tip.minutes)), *story)


def idea_elements(words: Words, post: Post, share: Share) -> tuple[Element, ...]:
    """Lay out an idea that is open, as the small thing of a reminder."""
    hint = words("daily.share.claim_hint", title=share.title)
    return (
        paragraph(words, "nudge.idea", title=share.title),
        Paragraph(say(words, "daily.share.why", why=share.why_for_you)),
        Buttons((Button(words("daily.share.claim"), "claims.take", post.id, hint=hint),)),
    )


def goodbye_card(words: Words) -> Card:
    """Draw the last reminder of those that nobody answered."""
    start = Button(words("nudge.start"), "nudge.start", hint=words("nudge.start_hint"))
    return Card(
        words("nudge.goodbye"),
        (paragraph(words, "nudge.goodbye"), Buttons((start, _settings(words), ask_human(words)))),
    )


def day_card(words: Words, idea: Card | None, tip: Card | None, title: str) -> Card:
    """Draw the idea and the tip of the day for those who get them privately, in one message. `title` is the first one's."""
    shown = [card for card in (idea, tip) if card]
    elements: list[Element] = [Small(say(words, "letter.day"))]
    for number, card in enumerate(shown):
        elements += [*([Rule()] if number else []), *card.elements]
    summary = words("letter.day_idea" if idea else "letter.day_tip", title=title)
    return Card(summary, (*elements, Buttons((ask_human(words),))))


def long_pause_card(words: Words) -> Card:
    """Ask once, after a long pause, and promise not to ask again."""
    buttons = (
        Button(words("resume.now"), "resume.now"),
        Button(words("home.leave"), "leave.ask", hint=words("home.leave_hint")),
        ask_human(words),
    )
    return Card(words("letter.pause_summary"), (paragraph(words, "letter.pause"), Buttons(buttons)))


def milestone_card(words: Words, award: str, *, asks_to_tell: bool) -> Card:
    """Tell the one who reached it, and ask about the channel only if they wish to be asked."""
    subject, figure = read_award(award)
    return Card(
        words("milestone.summary"),
        (
            paragraph(words, f"milestone.{subject}", count=figure),
            *([paragraph(words, "milestone.lighter")] if is_longest(award) else []),
            Buttons(tuple(_milestone_buttons(words, award, asks_to_tell))),
        ),
    )


def tell_card(words: Words, award: str, person: PersonRef) -> Card:
    """Show beforehand the one line that the channel would read."""
    buttons = (
        Button(
            words("milestone.confirm"),
            "milestone.confirm",
            award,
            hint=words("milestone.confirm_hint"),
        ),
        Button(words("milestone.keep"), "milestone.keep"),
    )
    return Card(
        words("milestone.tell_hint"),
        (
            paragraph(words, "milestone.preview"),
            Rule(),
            *announcement_card(words, award, person).elements,
            Rule(),
            Buttons((*buttons, ask_human(words))),
        ),
    )


def announcement_card(words: Words, award: str, person: PersonRef) -> Card:
    """Draw the line for the channel: who it is and that milestone, and nothing else (I14)."""
    subject, figure = read_award(award)
    who: Rich = mention(person)
    line = Paragraph(say(words, f"milestone.line.{subject}", count=figure, person=who))
    return Card(words("milestone.line_summary"), (line,))


def _nudge(words: Words, says: str, thing: Sequence[Element], spared_on: date | None) -> Iterator[Element]:
    yield Heading(says)
    if spared_on:
        yield paragraph(words, "streak.used", day=words.day(spared_on))
    yield from thing
    yield Rule()
    stop = Button(words("nudge.stop"), "nudge.stop", hint=words("nudge.stop_hint"))
    yield Buttons((Button(words("pause.week"), "pause.week"), _settings(words), stop, ask_human(words)))
    yield Small(say(words, "nudge.why"))


def _settings(words: Words) -> Button:
    return Button(words("settings.open"), "settings.open", hint=words("settings.open_hint"), opens_form=True)


def _milestone_buttons(words: Words, award: str, asks_to_tell: bool) -> Iterator[Button]:
    if asks_to_tell:
        yield Button(words("milestone.tell"), "milestone.tell", award, hint=words("milestone.tell_hint"))
    if is_longest(award):
        yield weekly_button(words)
    yield ask_human(words)
