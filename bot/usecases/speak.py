"""Speaking: what a delivery says, drawn from the state of this moment, and the one call that says it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from bot.cards.elements import Card
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import SILENCE
from bot.domain.people import MessageRef, PersonRef, Place
from bot.domain.posts import Post
from bot.playbook.book import Playbook
from bot.playbook.kinds.campaign import Campaign
from bot.ports import ChatPlatform
from bot.screens.nudge import announcement_card
from bot.screens.retract import withdrawn_card
from bot.screens.silence import line_card
from bot.usecases import brainstorm, campaigns, launch, question_box, thank
from bot.usecases.letters import draw_asked_for, draw_letter, is_asked_for
from bot.usecases.meet import draw_announcement
from bot.usecases.membership import find_member
from bot.usecases.notices import DUTIES, draw_notice
from bot.usecases.services import Services

Speech = Callable[[], Awaitable[MessageRef | None]]
"""Calls the platform, once. Gives the message, where it is one. Raises PlatformError."""

NOBODY: Final = "nobody is there"
SILENT: Final = "the programme keeps silent"
NEEDLESS: Final = "it has become needless"

DrawPost = Callable[[Services, Post, Playbook], Awaitable[Card | None]]
OF_ITS_OWN: Final[Mapping[str, DrawPost]] = MappingProxyType(
    {
        "workshop": draw_announcement,
        question_box.KIND: question_box.draw_answered,
        brainstorm.KIND: brainstorm.draw_brainstorm,
        thank.KIND: thank.draw_thanks,
        launch.KIND: launch.draw_call,
        Campaign.kind: campaigns.draw_closing,
    }
)
"""Kinds of posts that show more than an item of the playbook."""


async def prepare(services: Services, delivery: Delivery, post: Post | None) -> Speech | str:
    """Draw what a delivery says. A text in the place of a speech tells why nothing is to be said any more.

    Nothing has been sent when this raises, whatever it raises.
    """
    if delivery.person is not None:
        return await _TO_ONE[delivery.kind](services, delivery.person, delivery)
    return await _show(services, delivery, post)


async def _show(services: Services, delivery: Delivery, post: Post | None) -> Speech | str:
    """Post a card, or draw it again."""
    if post is None:
        return "the post is gone"
    platform = services.platforms.get(post.place.platform)
    playbook = services.book().playbook(post.playbook)
    if platform and playbook and post.kind == SILENCE:
        return _say_line(services, platform, playbook, post)
    is_new = delivery.kind is DeliveryKind.POST
    if is_new and playbook and playbook.silence and playbook.silence.holds(services.clock.now().date()):
        return SILENT
    if is_new and playbook and f"{post.kind}/{post.item}" in playbook.withdrawn:
        return "it was withdrawn"
    card = await _drawn(services, post, playbook) if playbook else None
    if platform is None or card is None:
        return "the item left the playbook"
    if is_new:
        return lambda: platform.post(post.place, card, services.marker(post.id))
    message = post.message
    if message is None:
        return "not posted yet"
    return lambda: platform.update(message, card)


def _say_line(services: Services, platform: ChatPlatform, playbook: Playbook, post: Post) -> Speech | str:
    """Say the one line that was agreed on for a silence, as long as it goes on."""
    says = playbook.silence.says if playbook.silence else None
    if not says:
        return "the silence is over"
    return lambda: platform.post(post.place, line_card(says), services.marker(post.id))


async def _drawn(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw what a post shows: mostly an item as the playbook has it. None: it is gone."""
    if draw := OF_ITS_OWN.get(post.kind):
        return await draw(services, post, playbook)
    item, words = playbook.item(post.kind, post.item), services.words_at(post.place, playbook)
    if item is None:
        return None
    if item.key in playbook.withdrawn:
        return withdrawn_card(words, item.title)
    return item.card(words, playbook.key(item), post)


async def _write(services: Services, person: PersonRef, delivery: Delivery) -> Speech | str:
    """Write a letter to a member who is still one, or to whoever asked for just that."""
    platform = services.platforms.get(person.platform)
    member = await find_member(services, person)
    if platform is not None and is_asked_for(delivery):
        asked = await draw_asked_for(services, person, member, delivery)
        return (lambda: platform.direct(person, asked)) if asked else NEEDLESS
    if platform is None or member is None:
        return NOBODY
    if services.is_silent():
        return SILENT
    card = await draw_letter(services, member, delivery)
    if card is None:
        return NEEDLESS
    return lambda: platform.direct(person, card)


async def _announce(services: Services, person: PersonRef, delivery: Delivery) -> Speech | str:
    """Tell a channel of a member's milestone, if they are still one."""
    told = json.loads(delivery.notice)
    place = Place(person.platform, person.workspace, told["channel"])
    platform, home = services.platforms.get(person.platform), services.book().at(place)
    if platform is None or home is None or await find_member(services, person) is None:
        return NOBODY
    if services.is_silent():
        return SILENT
    card = announcement_card(services.words_at(place, home[0]), told["award"], person)
    marker = services.marker(blake2b(delivery.key.encode(), digest_size=10).hexdigest())
    return lambda: platform.post(place, card, marker)


async def _notify(services: Services, person: PersonRef, delivery: Delivery) -> Speech | str:
    """Tell an admin, in their language."""
    platform = services.platforms.get(person.platform)
    if platform is None:
        return "the platform is gone"
    if services.is_silent() and json.loads(delivery.notice).get("about") in DUTIES:
        return SILENT
    card = await draw_notice(services, await services.words_for(person, None), delivery.notice)
    return (lambda: platform.direct(person, card)) if card else NEEDLESS


_TO_ONE: Final[Mapping[DeliveryKind, Callable[[Services, PersonRef, Delivery], Awaitable[Speech | str]]]] = (
    MappingProxyType(
        {
            DeliveryKind.LETTER: _write,
            DeliveryKind.NOTICE: _notify,
            DeliveryKind.ANNOUNCEMENT: _announce,
        }
    )
)
