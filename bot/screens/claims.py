"""What a member holds, what is open today, and the choice of a reason when an idea is not for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards.elements import Button, Buttons, Card, Element, Paragraph, Rule, Small
from bot.cards.say import paragraph, say
from bot.domain.claims import Claim, ClaimState
from bot.domain.posts import Post
from bot.playbook.item import Item
from bot.screens.human import ask_human, with_human
from bot.texts import Words

REASONS = ("topic", "time", "ease", "other")


@dataclass(frozen=True, slots=True)
class Shown:
    """A post with the item it shows."""

    post: Post
    item: Item


@dataclass(frozen=True, slots=True)
class Held:
    """A claim with what it is a claim on."""

    claim: Claim
    shown: Shown
    taken_on: date
    is_withdrawn: bool = False


def claims_card(words: Words, held: Sequence[Held]) -> Card:
    """List what a member holds."""
    count = sum(each.claim.state is ClaimState.HELD and not each.is_withdrawn for each in held)
    elements = tuple(claims_elements(words, held, "claims.list.empty"))
    return with_human(words, Card(words("claims.list.summary", count=count), elements))


def claims_elements(words: Words, held: Sequence[Held], empty: str) -> Iterator[Element]:
    """Lay the list out, for its own card and for Home."""
    if not held:
        yield paragraph(words, empty)
    for each in held:
        title, post = each.shown.item.title, each.shown.post
        if each.claim.state is ClaimState.DONE:
            yield Paragraph(say(words, "claims.list.done", title=title))
            continue
        if each.is_withdrawn:
            yield Paragraph(say(words, "retract.held", title=title))
            continue
        yield Paragraph(say(words, "claims.list.held", title=title, day=words.day(each.taken_on)))
        yield Buttons(
            (
                Button(
                    words("claims.list.open"),
                    "claims.open",
                    post.id,
                    hint=words("claims.list.open_hint", title=title),
                ),
                Button(words("kit.done"), "claims.done", post.id, hint=words("kit.done_hint", title=title)),
                Button(
                    words("kit.release"),
                    "claims.release",
                    post.id,
                    hint=words("kit.release_hint", title=title),
                ),
            )
        )


def today_card(words: Words, shown: Sequence[Shown], more: int = 0) -> Card:
    """List what is open now. `more` counts what is open beside and not listed."""
    rest = (Small(say(words, "today.more", count=more)),) if more else ()
    elements = (paragraph(words, "today.intro"), *open_elements(words, shown), *rest)
    return with_human(words, Card(words("today.summary"), elements))


def open_elements(words: Words, shown: Sequence[Shown]) -> Iterator[Element]:
    """Lay open shares out, each with its button."""
    for each in shown:
        yield Paragraph(say(words, "today.left", count=each.post.left, title=each.item.title))
        if each.post.left:
            hint = words("daily.share.claim_hint", title=each.item.title)
            yield Buttons((Button(words("daily.share.claim"), "claims.take", each.post.id, hint=hint),))


def reasons_card(words: Words, shown: Shown) -> Card:
    """Ask why an idea is not for someone; the answer chosen is not kept."""
    title = shown.item.title
    buttons = tuple(
        Button(words(f"claims.pass_{reason}"), "claims.passed", shown.post.id) for reason in REASONS
    )
    return Card(
        words("claims.pass_question", title=title),
        (
            paragraph(words, "claims.pass_question", title=title),
            Buttons(buttons),
            Rule(),
            *_back(words, shown),
        ),
    )


def _back(words: Words, shown: Shown) -> Iterator[Element]:
    hint = words("claims.list.open_hint", title=shown.item.title)
    back = Button(words("claims.list.open"), "claims.open", shown.post.id, hint=hint)
    yield Buttons((back, ask_human(words)))
