"""What a channel sees: the share of the day with its places, and the tip of the day."""

from collections.abc import Iterator

from bot.cards.elements import Button, Buttons, Card, Element, Heading, LinkButton, Paragraph, Small, Style
from bot.cards.markup import plain
from bot.domain.posts import Post
from bot.playbook.book import Playbook
from bot.playbook.item import Item
from bot.playbook.kinds.share import Share
from bot.playbook.kinds.tip import Tip
from bot.screens.say import paragraph, say
from bot.texts import Words


def draw_post(words: Words, playbook: Playbook, item: Item, post: Post) -> Card:
    """Draw the post as it is now; the same words for everybody, whatever their rank (R96)."""
    if isinstance(item, Share):
        return Card(words("daily.share.summary", title=item.title), tuple(_share(words, item, post)))
    if isinstance(item, Tip):
        return Card(words("daily.tip.summary", title=item.title), tuple(tip_elements(words, playbook, item)))
    raise TypeError(f"no screen for a {item.kind}")


def _share(words: Words, share: Share, post: Post) -> Iterator[Element]:
    yield Small(say(words, "daily.share.intro"))
    yield Heading(share.title)
    yield Paragraph(plain("\n".join(f"• {fact}" for fact in share.facts)))
    yield paragraph(words, "daily.share.angles", angles=" · ".join(angle.title for angle in share.angles))
    yield paragraph(words, "daily.share.why", why=share.why_for_you)
    if post.left:
        yield paragraph(words, "daily.share.places", count=post.left, slots=post.slots)
    else:
        yield paragraph(words, "daily.share.full", slots=post.slots)
    if share.author:
        yield Small(say(words, "daily.share.author", author=share.author))
    buttons: list[Button | LinkButton] = []
    if post.left:
        hint = words("daily.share.claim_hint", title=share.title)
        buttons.append(Button(words("daily.share.claim"), "claims.take", post.id, Style.PRIMARY, hint))
    if share.link:
        buttons.append(
            LinkButton(
                words("daily.share.source"), share.link, words("daily.share.source_hint", title=share.title)
            )
        )
    if buttons:
        yield Buttons(tuple(buttons))


def tip_elements(words: Words, playbook: Playbook, tip: Tip) -> Iterator[Element]:
    """Lay a tip out; the same in the channel and privately."""
    yield Small(say(words, "daily.tip.intro", count=tip.minutes))
    yield Heading(tip.title)
    yield Paragraph(plain(tip.text))
    if tip.step:
        yield paragraph(words, "daily.tip.step", step=tip.step)
    yield paragraph(words, "daily.tip.why", why=tip.why_for_you)
    read = Button(
        words("daily.tip.read"),
        "tip.read",
        playbook.key(tip),
        hint=words("daily.tip.read_hint", title=tip.title),
    )
    yield Buttons((read,))
