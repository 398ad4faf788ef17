"""Thanking a colleague: they are asked privately first, and only their yes brings it to the channel. Nobody counts thanks."""

import hmac
from collections.abc import Mapping
from datetime import date
from typing import Final

from cryptography.fernet import InvalidToken

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import Member, PersonRef, Place
from bot.domain.posts import Post, post_id
from bot.domain.thanks import KEPT_FOR, Thanks
from bot.playbook.book import Playbook
from bot.playbook.schedule import next_runs
from bot.ports import Shelves
from bot.screens.thanks import asking_card, thanks_card
from bot.usecases.letter import next_polite, write
from bot.usecases.plan_daily import is_full_day
from bot.usecases.question_box import SHOWN_FOR
from bot.usecases.seal import seal
from bot.usecases.services import Services

KIND: Final = "thanks"
LETTER: Final = "thanks"
_PURPOSE: Final = "thanks"


async def ask_to_thank(
    services: Services, giver: PersonRef, receiver: PersonRef, place: Place, text: str
) -> None:
    """Keep it and ask the colleague, if they take part; otherwise nothing is kept. Whoever asks is not told which."""
    found = services.book().at(place)
    if found is None:
        return
    now = services.clock.now()
    zone = found[1].schedule.timezone
    on = local(now, zone).date()
    thanks = Thanks(
        id=_fingerprint(services, giver, receiver, on),
        giver=giver,
        receiver=receiver,
        channel=place.channel,
        asked_on=on,
        text=seal(services.settings, _PURPOSE).encrypt(text.encode()),
    )
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(receiver)
        if member is None or not await shelves.thanks.put(thanks):
            return
        about = {"platform": giver.platform, "workspace": giver.workspace, "thanks": thanks.id}
        due_at = next_polite(member, zone, now)
        await write(
            shelves, receiver, LETTER, thanks.id, about, due_at=due_at, expires_at=due_at + KEPT_FOR / 2
        )
    services.wake()


async def agree(services: Services, person: PersonRef, id_: str) -> bool:
    """Say it in the channel, today or on its next day. False: it is not theirs, or gone."""
    async with services.store.reading() as shelves:
        thanks = await shelves.thanks.get(person.platform, person.workspace, id_)
    if thanks is None or thanks.receiver != person:
        return False
    place = Place(person.platform, person.workspace, thanks.channel)
    found = services.book().at(place)
    if found is None or services.is_silent():
        return False
    playbook, channel = found
    now = services.clock.now()
    is_full = await is_full_day(services, place, channel)
    due_at = next_runs(channel.schedule, now, 1)[0] if is_full else now
    on, slot = local(due_at, channel.schedule.timezone).date(), f"{KIND}-{id_}"
    until = due_at + SHOWN_FOR
    post = Post(post_id(place, on, slot), place, on, slot, playbook.id, KIND, id_, due_at, until, slots=0)
    async with services.store.writing() as shelves:
        held = await shelves.thanks.hold(person.platform, person.workspace, id_)
        if held is None or held.is_agreed:
            return held is not None
        await shelves.thanks.agree(person.platform, person.workspace, id_, on)
        if await shelves.posts.plan(post):
            key = f"post:{post.id}"
            await shelves.outbox.put(Delivery(key, DeliveryKind.POST, post.id, due_at, until))
    services.wake()
    return True


async def decline(services: Services, person: PersonRef, id_: str) -> None:
    """Remove it; whoever wished to thank is not told."""
    async with services.store.writing() as shelves:
        thanks = await shelves.thanks.hold(person.platform, person.workspace, id_)
        if thanks and thanks.receiver == person and not thanks.is_agreed:
            await shelves.thanks.remove(person.platform, person.workspace, id_)


async def draw_asking(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the private question. None: it is gone or answered."""
    async with services.store.reading() as shelves:
        thanks = await shelves.thanks.get(about["platform"], about["workspace"], about["thanks"])
    text = _opened(services, thanks) if thanks and not thanks.is_agreed else None
    if thanks is None or text is None:
        return None
    return asking_card(services.words_in(member.locale), thanks.id, thanks.giver, text)


async def draw_thanks(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the channel's card. None: one of the two has left meanwhile."""
    async with services.store.reading() as shelves:
        thanks = await shelves.thanks.get(post.place.platform, post.place.workspace, post.item)
    text = _opened(services, thanks) if thanks and thanks.is_agreed else None
    if thanks is None or text is None:
        return None
    return thanks_card(services.words_at(post.place, playbook), thanks.giver, thanks.receiver, text)


async def forget_thanks(shelves: Shelves, today: date) -> None:
    """Remove thanks after their time, answered or not."""
    await shelves.thanks.forget(today - KEPT_FOR)


def _fingerprint(services: Services, giver: PersonRef, receiver: PersonRef, on: date) -> str:
    """Name it by the two and the date: one a day from one to the other, however often it is sent."""
    said = "\x1f".join((_PURPOSE, giver.platform, giver.workspace, giver.user, receiver.user, on.isoformat()))
    return hmac.new(services.settings.secret_keys[0].encode(), said.encode(), "sha256").hexdigest()[:20]


def _opened(services: Services, thanks: Thanks) -> str | None:
    try:
        return seal(services.settings, _PURPOSE).decrypt(thanks.text).decode()
    except InvalidToken:
        return None
