"""A buddy: one champion, named to a member who wishes for one, and told of them only by the member's own press (R28).

Who got whom is kept nowhere: a keyed fingerprint of the member and the month chooses, evenly over members and months.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from cryptography.fernet import InvalidToken

from bot.cards.elements import Card
from bot.domain.people import Member, PersonRef
from bot.screens.buddy import wish_card
from bot.screens.human import Contact
from bot.texts import Words
from bot.usecases.letter import next_polite
from bot.usecases.membership import find_member
from bot.usecases.seal import seal
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell

NOTICE: Final = "buddy"
WORTH_READING_FOR: Final = timedelta(days=3)
_PURPOSE: Final = "buddy"


def buddy_of(services: Services, person: PersonRef, contacts: Sequence[Contact]) -> Contact | None:
    """Choose one of the champions: the same for a member all month. None: there is no champion but them."""
    if not contacts:
        return None
    month = f"{services.clock.now():%Y-%m}"
    chance = int(_fingerprint(services, person, month), 16)
    ordered = sorted(contacts, key=lambda each: each.person)
    return ordered[chance % len(ordered)]


async def tell_buddy(services: Services, member: Member, champion: PersonRef) -> None:
    """Tell a champion privately that the member would like a talk: once a day, however often it is pressed."""
    person, now = member.person, services.clock.now()
    about = json.dumps([person.platform, person.workspace, person.user])
    who = seal(services.settings, _PURPOSE).encrypt(about.encode()).decode()
    occasion = _fingerprint(services, person, now.date().isoformat())
    async with services.store.writing() as shelves:
        other = await shelves.members.get(champion)
        due_at = next_polite(other, member.arrangement.timezone, now)
        until = due_at + WORTH_READING_FOR
        await tell(shelves, champion, NOTICE, occasion, {"who": who}, due_at, until)
    services.wake()


async def draw_wish(services: Services, words: Words, who: str) -> Card | None:
    """Draw what the champion is told. None: the member has left meanwhile, or the key is no longer the bot's."""
    try:
        person = PersonRef(*json.loads(seal(services.settings, _PURPOSE).decrypt(who.encode())))
    except InvalidToken:
        return None
    return wish_card(words, person) if await find_member(services, person) else None


def _fingerprint(services: Services, person: PersonRef, when: str) -> str:
    said = "\x1f".join((_PURPOSE, person.platform, person.workspace, person.user, when)).encode()
    return hmac.new(services.settings.secret_keys[0].encode(), said, "sha256").hexdigest()[:20]
