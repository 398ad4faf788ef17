"""What admins are asked and told about posts that did not go their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.elements import Button, Buttons, Card, Element, Heading, LinkButton, Small
from bot.cards.say import paragraph, say
from bot.domain.delivery import Halt
from bot.domain.people import Place
from bot.texts import Words


@dataclass(frozen=True, slots=True)
class Doubt:
    """A post of which nobody knows whether it appeared."""

    name: str
    """What its buttons carry."""
    title: str
    place: Place
    sent_at: datetime
    """On the channel's wall clock."""


def held_card(words: Words, doubt: Doubt) -> Card:
    """Ask whether a post appeared."""
    return Card(words("delivery.held.summary", title=doubt.title), _held(words, doubt))


def halted_card(words: Words, place: Place, reason: str) -> Card:
    """Tell that a channel, or without one the workspace, takes nothing from us any more."""
    return Card(words("delivery.halted.summary"), _halted(words, place, reason))


def refused_card(words: Words, title: str, place: Place, reason: str) -> Card:
    """Tell that one post was refused."""
    told = paragraph(words, "delivery.refused.text", title=title, channel=_address(place), reason=reason)
    return Card(words("delivery.refused.summary", title=title), (told,))


def reinstall_card(words: Words, name: str, reason: str, address: str) -> Card:
    """Tell that a workspace's token cannot be renewed, while the old one still works."""
    told = paragraph(words, "delivery.reinstall.text", name=name, reason=reason)
    return Card(
        words("delivery.reinstall.summary", name=name),
        (told, Buttons((LinkButton(words("delivery.reinstall.again"), address),))),
    )


def stopped_place(value: str) -> Place | None:
    """Read the place off the button that lets a stopped one go on. None: it is none."""
    platform, workspace, channel = (*value.split("/", 2), "", "")[:3]
    return Place(platform, workspace, channel) if channel else None


def status_card(words: Words, held: Sequence[Doubt], halts: Sequence[Halt]) -> Card:
    """List what waits for an answer: posts in doubt, as `held_card` asks of them, and stopped channels."""
    if not held and not halts:
        return Card(words("status.well"), (paragraph(words, "status.well"),))
    elements: list[Element] = [Heading(words("status.heading"))]
    for doubt in held:
        elements += _held(words, doubt)
    for halt in halts:
        elements += _halted(words, Place(halt.platform, halt.workspace, halt.channel), halt.reason)
    return Card(words("status.heading"), tuple(elements))


def _held(words: Words, doubt: Doubt) -> tuple[Element, ...]:
    title, channel = doubt.title, _address(doubt.place)
    appeared = words("delivery.held.appeared_hint", title=title)[:75]
    again = words("delivery.held.post_hint", title=title)[:75]
    hour = words.hour(doubt.sent_at.time())
    return (
        paragraph(words, "delivery.held.text", title=title, channel=channel, hour=hour),
        Small(say(words, "delivery.held.why")),
        Buttons(
            (
                Button(words("delivery.held.appeared"), "status.appeared", doubt.name, hint=appeared),
                Button(words("delivery.held.post"), "status.post", doubt.name, hint=again),
            )
        ),
    )


def _halted(words: Words, place: Place, reason: str) -> tuple[Element, ...]:
    if not place.channel:
        return (paragraph(words, "delivery.halted.workspace", reason=reason),)
    name = f"{place.platform}/{place.workspace}/{place.channel}"
    return (
        paragraph(words, "delivery.halted.text", channel=_address(place), reason=reason),
        Small(say(words, "delivery.halted.what")),
        Buttons((Button(words("delivery.halted.resume"), "status.resume", name),)),
    )


def _address(place: Place) -> str:
    """Name a channel as the playbook does."""
    return f"{place.platform}:{place.channel}"
