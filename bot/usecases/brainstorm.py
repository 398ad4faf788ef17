"""A brainstorm from its first thought to the words the group chose: started, added to, grouped, voted on, counted."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import InvalidToken

from bot.cards.elements import Card
from bot.domain.brainstorms import KEPT_FOR, MOST_THOUGHTS, Brainstorm, Group, Thought, chosen_of
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.people import PersonRef, Place
from bot.domain.posts import Post, post_id
from bot.domain.roles import Deed
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.prompt import Prompt
from bot.ports import Shelves
from bot.screens.brainstorm import Shown, brainstorm_card
from bot.usecases.question_box import champions_there
from bot.usecases.seal import seal
from bot.usecases.services import Services
from bot.usecases.tell_admins import notice_key, tell_admins

KIND: Final = "brainstorm"
NOTICE: Final = "brainstorm"
ANNOUNCED_FOR: Final = timedelta(hours=2)
COALESCE: Final = timedelta(seconds=1)
SHOWN_LATE_FOR: Final = timedelta(days=1)
_PURPOSE: Final = "brainstorm"


@dataclass(frozen=True, slots=True)
class Line:
    """A thought as whoever groups them sees it."""

    number: int
    text: str
    person: PersonRef | None


async def start(
    services: Services, place: Place, home: tuple[Playbook, Channel], what: tuple[Prompt, int], deed: Deed
) -> tuple[Brainstorm, bool]:
    """Keep it and the intention to show it. Gives it, and whether it is new: one prompt a day and channel."""
    playbook, channel = home
    prompt, minutes = what
    now = services.clock.now()
    on, slot = local(now, channel.schedule.timezone).date(), f"{KIND}-{prompt.id}"
    ends_at = now + timedelta(minutes=minutes)
    id_ = post_id(place, on, slot)
    begun = Brainstorm(id_, place, playbook.id, prompt.id, ends_at)
    post = Post(id_, place, on, slot, playbook.id, KIND, prompt.id, now, ends_at, slots=0)
    async with services.store.writing() as shelves:
        is_new = await shelves.brainstorms.put(begun)
        if is_new and await shelves.posts.plan(post):
            await shelves.outbox.put(
                Delivery(f"post:{id_}", DeliveryKind.POST, id_, now, min(now + ANNOUNCED_FOR, ends_at))
            )
        if is_new:
            await shelves.deeds.put(replace(deed, subject=id_))
    services.wake()
    return begun, is_new


async def add(services: Services, person: PersonRef, id_: str, text: str, *, is_signed: bool) -> str:
    """Keep a thought. Gives `added`, `known` for one that is there in these words, `full`, or `closed`.

    Without a signature nothing is kept of who wrote it.
    """
    now = services.clock.now()
    thought = Thought(
        _fingerprint(services, id_, text.casefold(), person.user if is_signed else ""),
        seal(services.settings, _PURPOSE).encrypt(text.encode()),
        person if is_signed else None,
    )
    async with services.store.writing() as shelves:
        found = await shelves.brainstorms.hold(person.platform, person.workspace, id_)
        if found is None or found.ends_at <= now:
            return "closed"
        count = len(await shelves.brainstorms.thoughts(person.platform, person.workspace, id_))
        if count >= MOST_THOUGHTS:
            return "full"
        is_new = await shelves.brainstorms.add(found, thought)
        if is_new:
            await _redraw(shelves, found, now)
    services.wake()
    return "added" if is_new else "known"


async def lines_of(services: Services, brainstorm: Brainstorm) -> Sequence[Line]:
    """List the thoughts with their numbers, in an order that tells nothing of when they came."""
    place = brainstorm.place
    async with services.store.reading() as shelves:
        found = await shelves.brainstorms.thoughts(place.platform, place.workspace, brainstorm.id)
    texts = [(thought, _opened(services, thought.text)) for thought in found]
    return [
        Line(number, text or "…", thought.person) for number, (thought, text) in enumerate(texts, start=1)
    ]


async def look_up(services: Services, person: PersonRef, id_: str) -> Brainstorm | None:
    """Look one up in somebody's workspace."""
    async with services.store.reading() as shelves:
        return await shelves.brainstorms.get(person.platform, person.workspace, id_)


async def group(
    services: Services,
    brainstorm: Brainstorm,
    made: tuple[Sequence[Group], Sequence[str]],
    minutes: int,
    deed: Deed,
) -> bool:
    """Keep groups and rules, and let the vote begin. False: that was done before, or it is gone."""
    groups, rules = made
    now, place = services.clock.now(), brainstorm.place
    async with services.store.writing() as shelves:
        held = await shelves.brainstorms.hold(place.platform, place.workspace, brainstorm.id)
        if held is None or held.votes_until is not None:
            return False
        until = now + timedelta(minutes=minutes)
        changed = replace(
            held,
            groups=tuple(groups),
            rules=tuple(rules),
            votes_until=until,
            is_told=True,
        )
        await shelves.brainstorms.change(changed)
        await shelves.deeds.put(deed)
        await _redraw(shelves, changed, now)
    services.wake()
    return True


async def vote(services: Services, person: PersonRef, id_: str, rule: int) -> str | None:
    """Keep somebody's one vote, in the place of an earlier one. Gives the rule; None: no votes are taken."""
    async with services.store.writing() as shelves:
        found = await shelves.brainstorms.hold(person.platform, person.workspace, id_)
        if found is None or found.votes_until is None or found.votes_until <= services.clock.now():
            return None
        if not 0 <= rule < len(found.rules):
            return None
        await shelves.brainstorms.vote(found, _fingerprint(services, id_, "ballot", person.user), rule)
    return found.rules[rule]


async def take_off(services: Services, brainstorm: Brainstorm, deed: Deed) -> None:
    """Take a brainstorm's words off the charter, for good."""
    place = brainstorm.place
    async with services.store.writing() as shelves:
        if await shelves.brainstorms.hold(place.platform, place.workspace, brainstorm.id):
            await shelves.brainstorms.remove(place.platform, place.workspace, brainstorm.id)
            await shelves.deeds.put(deed)


async def brainstorms_of(
    services: Services, person: PersonRef, playbooks: Sequence[Playbook]
) -> Sequence[Brainstorm]:
    """List those of some programmes in somebody's workspace, newest first."""
    known = {playbook.id for playbook in playbooks}
    async with services.store.reading() as shelves:
        found = await shelves.brainstorms.all(person.platform, person.workspace)
    return [each for each in found if each.playbook in known]


async def plan_brainstorms(services: Services, now: datetime) -> None:
    """Say that thoughts can be grouped when their time has ended, and count the votes when theirs has."""
    async with services.store.reading() as shelves:
        found = [
            each
            for platform, workspace in await shelves.workspaces.all()
            for each in await shelves.brainstorms.all(platform, workspace)
            if not each.is_over
        ]
    for each in found:
        if each.votes_until is not None and each.votes_until <= now:
            await _count(services, each, now)
        elif each.votes_until is None and each.ends_at <= now and not (each.is_told or services.is_silent()):
            await _tell(services, each, now)


async def draw_brainstorm(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the channel's card by the state of this moment. None: it or its question is gone."""
    place = post.place
    async with services.store.reading() as shelves:
        found = await shelves.brainstorms.get(place.platform, place.workspace, post.id)
        count = len(await shelves.brainstorms.thoughts(place.platform, place.workspace, post.id))
    prompt = playbook.item(Prompt.kind, post.item)
    if found is None or not isinstance(prompt, Prompt):
        return None
    home = services.book().at(place)
    zone = home[1].schedule.timezone if home else "UTC"
    is_open = found.ends_at > services.clock.now()
    return brainstorm_card(
        services.words_at(place, playbook), Shown(found, prompt, zone, count, is_open=is_open)
    )


async def forget_brainstorms(shelves: Shelves, now: datetime) -> None:
    """Remove thoughts when their time is over, and brainstorms of which nothing was made."""
    await shelves.brainstorms.forget(now - KEPT_FOR)


async def _count(services: Services, brainstorm: Brainstorm, now: datetime) -> None:
    """Count the votes, and remove them."""
    place = brainstorm.place
    async with services.store.writing() as shelves:
        held = await shelves.brainstorms.hold(place.platform, place.workspace, brainstorm.id)
        if held is None or held.is_over or held.votes_until is None or held.votes_until > now:
            return
        votes = await shelves.brainstorms.votes(place.platform, place.workspace, held.id)
        ended = replace(held, chosen=chosen_of(held.rules, votes))
        await shelves.brainstorms.change(ended)
        await shelves.brainstorms.clear(place.platform, place.workspace, held.id)
        await _redraw(shelves, ended, now)
    services.wake()


async def _tell(services: Services, brainstorm: Brainstorm, now: datetime) -> None:
    """Draw the card as closed, and tell champions once that it can be grouped; the admins where there is none."""
    place = brainstorm.place
    playbook = services.book().playbook(brainstorm.playbook)
    champions = champions_there(playbook, place.platform, place.workspace) if playbook else []
    where = {"platform": place.platform, "workspace": place.workspace, "brainstorm": brainstorm.id}
    async with services.store.writing() as shelves:
        held = await shelves.brainstorms.hold(place.platform, place.workspace, brainstorm.id)
        if held is None or held.is_told:
            return
        await shelves.brainstorms.change(replace(held, is_told=True))
        await _redraw(shelves, held, now)
        for person in champions:
            await shelves.outbox.put(
                Delivery(
                    key=notice_key(NOTICE, held.id, person),
                    kind=DeliveryKind.NOTICE,
                    post="",
                    due_at=now,
                    expires_at=now + SHOWN_LATE_FOR,
                    person=person,
                    notice=json.dumps({"about": NOTICE, **where}),
                )
            )
        if not champions:
            await tell_admins(services, shelves, NOTICE, held.id, where, place)
    services.wake()


async def _redraw(shelves: Shelves, brainstorm: Brainstorm, now: datetime) -> None:
    await shelves.outbox.ask_update(brainstorm.id, now + COALESCE, now + SHOWN_LATE_FOR)


def _fingerprint(services: Services, *parts: str) -> str:
    said = "\x1f".join((_PURPOSE, *parts)).encode()
    return hmac.new(services.settings.secret_keys[0].encode(), said, "sha256").hexdigest()[:24]


def _opened(services: Services, sealed: bytes) -> str | None:
    try:
        return seal(services.settings, _PURPOSE).decrypt(sealed).decode()
    except InvalidToken:
        return None
