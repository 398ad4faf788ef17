"""The claimer's private kit: facts, three angles, a start to finish in one's own words, and the networks' own share pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Heading,
    LinkButton,
    Paragraph,
    Quote,
    Rule,
    Small,
    Style,
)
from bot.cards.markup import plain
from bot.domain.posts import Post
from bot.domain.share import NETWORKS, Draft, compose, intent, share_path, with_utm
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.screens.say import paragraph, say
from bot.texts import Texts, Words

LONGEST_LINK = 1000
"""Characters of a button's address; a longer one goes through our own page, so that a card stays within its limit."""


@dataclass(frozen=True, slots=True)
class Kit:
    """All that a kit is drawn from."""

    playbook: Playbook
    share: Share
    post: Post
    texts: Texts
    public_url: str


def kit_card(words: Words, kit: Kit, chosen: int = 0) -> Card:
    """Draw the kit with one angle opened. `chosen` counts from 0."""
    chosen = chosen if 0 <= chosen < len(kit.share.angles) else 0
    return Card(words("kit.summary", title=kit.share.title), tuple(_elements(words, kit, chosen)))


def draft_of(texts: Texts, playbook: Playbook, share: Share, chosen: int) -> Draft:
    """Put together what a person starts from, in the language of the playbook."""
    angle = share.angles[chosen]
    return Draft(
        disclosure=disclosure_of(texts, playbook, share),
        body=angle.starter,
        question=share.question,
        hashtags=share.hashtags,
        link=share.link or "",
    )


def disclosure_of(texts: Texts, playbook: Playbook, share: Share) -> str:
    """Word the tie to the employer, which belongs at the top of a post about it (16 CFR 255.5; L1)."""
    if share.disclosure or share.relationship == "none":
        return share.disclosure or ""
    words = texts.for_locale(playbook.language)
    return words(f"kit.{share.relationship}", company=playbook.company)


def _elements(words: Words, kit: Kit, chosen: int) -> Iterator[Element]:
    share, draft = kit.share, draft_of(kit.texts, kit.playbook, kit.share, chosen)
    yield Heading(share.title)
    yield paragraph(words, "kit.intro")
    if draft.disclosure:
        yield paragraph(words, "kit.disclosure", disclosure=draft.disclosure)
    yield Paragraph((*say(words, "kit.facts"), *plain("\n" + "\n".join(f"• {fact}" for fact in share.facts))))
    for number, angle in enumerate(share.angles):
        key = "kit.chosen" if number == chosen else "kit.angle"
        yield Paragraph(
            (*say(words, key, number=number + 1, title=angle.title), *plain(f"\n{angle.starter}"))
        )
    yield Buttons(tuple(_other_angles(words, kit, chosen)))
    yield Rule()
    yield paragraph(words, "kit.start")
    yield Quote(compose(draft, NETWORKS["copy"]))
    yield paragraph(words, "kit.share")
    yield Buttons(tuple(_links(words, kit, draft, chosen)))
    yield Rule()
    yield Buttons(
        (
            Button(
                words("kit.done"),
                "claims.done",
                kit.post.id,
                Style.PRIMARY,
                words("kit.done_hint", title=share.title),
            ),
            Button(
                words("kit.pass"), "claims.pass", kit.post.id, hint=words("kit.pass_hint", title=share.title)
            ),
            Button(
                words("kit.release"),
                "claims.release",
                kit.post.id,
                hint=words("kit.release_hint", title=share.title),
            ),
        )
    )
    yield Small(say(words, "kit.private"))


def _other_angles(words: Words, kit: Kit, chosen: int) -> Iterator[Button]:
    for number, angle in enumerate(kit.share.angles):
        if number != chosen:
            yield Button(
                words("kit.use", number=number + 1),
                "claims.angle",
                f"{kit.post.id}/{number}",
                hint=words("kit.use_hint", number=number + 1, title=angle.title),
            )


def _links(words: Words, kit: Kit, draft: Draft, chosen: int) -> Iterator[LinkButton]:
    for network in NETWORKS.values():
        link = with_utm(draft.link, network, kit.playbook.id, kit.share.id, chosen)
        address = intent(network, compose(replace(draft, link=link), network), link)
        if address is None or len(address) > LONGEST_LINK:
            path = share_path(kit.playbook.id, kit.share.id, chosen, network.id, words.language)
            address = f"{kit.public_url}{path}"
        label = words("kit.copy") if network.id == "copy" else network.name
        yield LinkButton(label, address, hint=words("kit.open_hint", network=network.name))
