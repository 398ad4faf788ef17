"""The claimer's private kit: facts, three angles, a start to finish in one's own words, and the networks' own share pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

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
from bot.cards.say import paragraph, say
from bot.domain.posts import Post
from bot.domain.share import NETWORKS, Draft, Network, compose, go_path, intent, share_path, with_utm
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.screens.checkup import sleep_on_it
from bot.screens.human import ask_human
from bot.texts import Texts, Words

REMEMBERED = 256
"""Angles whose layout is kept, in each language."""
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
    likes: frozenset[str] = frozenset()
    """The ids of the networks that its holder uses; empty for all."""
    allows_counting: bool = False
    """Its holder agreed to counted links. They are used where the playbook turned them on as well."""

    def link(self, link: str, network: Network, chosen: int) -> str:
        """Give an angle's link for a network: with where a reader came from, or counted; never with who shared it."""
        if link and self.allows_counting and self.playbook.tracked_links == "on":
            return f"{self.public_url}{go_path(self.playbook.id, self.share.id, network.id)}"
        return with_utm(link, network, self.playbook.id, self.share.id, chosen)

    @property
    def networks(self) -> tuple[Network, ...]:
        """Give those of the playbook's networks that its holder uses, and copying; all, if that would leave none."""
        offered = tuple(each.network for each in self.playbook.networks)
        used = tuple(each for each in offered if each.id in self.likes)
        return tuple(each for each in offered if each in used or each.id == "copy") if used else offered


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
    words = playbook.words(texts)
    if playbook.company is None:
        return words("kit.unnamed")
    return words(f"kit.{share.relationship}", company=playbook.company)


def _elements(words: Words, kit: Kit, chosen: int) -> Iterator[Element]:
    share, draft, post = kit.share, draft_of(kit.texts, kit.playbook, kit.share, chosen), kit.post.id
    yield from _story(words, share, draft, chosen)
    yield Buttons((_own_words(words, kit, chosen), *_other_angles(words, kit, chosen)))
    links = tuple(kit.link(draft.link, network, chosen) for network in kit.networks)
    yield from _start(words, draft, kit.networks, links, kit.playbook.id, share.id, chosen, kit.public_url)
    title = share.title
    yield Buttons(
        (
            Button(
                words("kit.done"), "claims.done", post, Style.PRIMARY, words("kit.done_hint", title=title)
            ),
            Button(words("kit.pass"), "claims.pass", post, hint=words("kit.pass_hint", title=title)),
            Button(words("kit.release"), "claims.release", post, hint=words("kit.release_hint", title=title)),
            sleep_on_it(words, post),
            ask_human(words),
        )
    )
    yield Small(say(words, "kit.private"))


@lru_cache(maxsize=REMEMBERED)
def _story(words: Words, share: Share, draft: Draft, chosen: int) -> tuple[Element, ...]:
    """Lay out what does not depend on who reads it. Many people open the kit of one idea, so it is kept."""
    elements: list[Element] = [Heading(share.title), paragraph(words, "kit.intro")]
    if draft.disclosure:
        elements.append(paragraph(words, "kit.disclosure", disclosure=draft.disclosure))
    facts = plain("\n" + "\n".join(f"• {fact}" for fact in share.facts))
    elements.append(Paragraph((*say(words, "kit.facts"), *facts)))
    for number, angle in enumerate(share.angles):
        key = "kit.chosen" if number == chosen else "kit.angle"
        title = say(words, key, number=number + 1, title=angle.title)
        elements.append(Paragraph((*title, *plain(f"\n{angle.starter}"))))
    return tuple(elements)


@lru_cache(maxsize=REMEMBERED)
def _start(
    words: Words,
    draft: Draft,
    networks: tuple[Network, ...],
    links: tuple[str, ...],
    playbook: str,
    share: str,
    chosen: int,
    public_url: str,
) -> tuple[Element, ...]:
    """Lay out the start and the networks. Counting and encoding for all of them would be most of a claim's cost."""

    def button(network: Network, link: str) -> LinkButton:
        address = intent(network, compose(replace(draft, link=link), network), link)
        if address is None or len(address) > LONGEST_LINK:
            address = f"{public_url}{share_path(playbook, share, chosen, network.id, words.language)}"
        if network.id == "copy":
            return LinkButton(words("kit.copy"), address, hint=words("kit.copy_hint"))
        return LinkButton(network.name, address, hint=words("kit.open_hint", network=network.name))

    return (
        Rule(),
        paragraph(words, "kit.start"),
        Quote(compose(draft, NETWORKS["copy"])),
        paragraph(words, "kit.share"),
        Buttons(tuple(button(*each) for each in zip(networks, links, strict=True))),
        Rule(),
    )


def _own_words(words: Words, kit: Kit, chosen: int) -> Button:
    hint = words("kit.write_hint", title=kit.share.title)
    value = f"{kit.post.id}/{chosen}"
    return Button(words("kit.write"), "write.open", value, Style.PRIMARY, hint, opens_form=True)


def _other_angles(words: Words, kit: Kit, chosen: int) -> Iterator[Button]:
    for number, angle in enumerate(kit.share.angles):
        if number != chosen:
            yield Button(
                words("kit.use", number=number + 1),
                "claims.angle",
                f"{kit.post.id}/{number}",
                hint=words("kit.use_hint", number=number + 1, title=angle.title),
            )
