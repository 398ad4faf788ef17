"""Campaigns: what runs, until when and towards what, and the card with which one ends (R67)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards.elements import Button, Buttons, Card, Element, Heading, Paragraph, Rule, Small
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.playbook.kinds.campaign import Campaign
from bot.screens.human import ask_human
from bot.screens.team import Common, common_elements
from bot.texts import Words


@dataclass(frozen=True, slots=True)
class Running:
    """A campaign that goes on, for one person."""

    campaign: Campaign
    common: Common
    suggests: Sequence[str]
    """Titles of its ideas."""
    is_wanted: bool
    """They have not left it out."""


def campaigns_card(
    words: Words, running: Sequence[Running], coming: Campaign | None, smallest: int, *, is_member: bool
) -> Card:
    """List what runs, or say that nothing does; `coming` begins next."""
    elements = tuple(_campaigns(words, running, coming, smallest, is_member))
    return Card(words("campaigns.heading"), elements)


def closing_card(words: Words, common: Common, smallest: int) -> Card:
    """End a campaign: what it was for, how far everybody came together, and thanks; nobody is named."""
    campaign, told = common.campaign, common.told
    elements: list[Element] = [
        Heading(words("campaigns.over", title=campaign.title)),
        paragraph(words, "team.goal", goal=campaign.goal),
    ]
    if told and told.tenths is not None:
        # Its last line, without the title and the goal that stand above.
        elements.append(list(common_elements(words, common, smallest))[-1])
    elements += [paragraph(words, "campaigns.thanks"), Small(say(words, "campaigns.over_free"))]
    return Card(words("campaigns.over", title=campaign.title), tuple(elements))


def _campaigns(
    words: Words, running: Sequence[Running], coming: Campaign | None, smallest: int, is_member: bool
) -> Iterator[Element]:
    yield Heading(words("campaigns.heading"))
    if not running:
        yield paragraph(words, "campaigns.none")
    for number, each in enumerate(running):
        if number:
            yield Rule()
        yield from _one(words, each, smallest)
    if coming:
        yield paragraph(words, "campaigns.coming", title=coming.title, day=words.day(coming.starts))
    if running:
        yield Small(say(words, "campaigns.free"))
    buttons = []
    if running and is_member:
        way = "campaign" if any(each.is_wanted for each in running) else "campaign_back"
        buttons.append(Button(words(f"mute.{way}"), f"mute.{way}"))
    yield Buttons((*buttons, ask_human(words)))


def _one(words: Words, running: Running, smallest: int) -> Iterator[Element]:
    campaign = running.campaign
    if campaign.steps:
        yield from common_elements(words, running.common, smallest)
    else:
        yield paragraph(words, "team.campaign", title=campaign.title, day=words.day(campaign.ends))
        yield paragraph(words, "team.goal", goal=campaign.goal)
    yield Paragraph(plain(campaign.text.strip()))
    if running.suggests:
        yield paragraph(
            words, "campaigns.suggests", titles="\n".join(f"• {each}" for each in running.suggests)
        )
    if not running.is_wanted:
        yield paragraph(words, "campaigns.left_out")
