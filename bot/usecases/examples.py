"""The examples library: what colleagues give with written consent, what champions add to it, and taking it back (R65, L7).

What is given is shown privately alone, never in a channel: so it is gone everywhere the moment its author takes it back.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from cryptography.fernet import InvalidToken

from bot.domain.examples import MOST_WAITING, SHOWN_FOR, WAITS_FOR, Example, example_id
from bot.domain.people import PersonRef
from bot.domain.roles import Deed
from bot.playbook.book import Playbook
from bot.ports import Shelves
from bot.screens.examples import Given
from bot.usecases.letter import next_polite
from bot.usecases.seal import seal
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell

NOTICE: Final = "example"
WORTH_READING_FOR: Final = timedelta(days=3)
_PURPOSE: Final = "example"


@dataclass(frozen=True, slots=True)
class Gift:
    """What an author filled in."""

    text: str
    link: str
    consent: str
    names_author: bool


async def give(services: Services, person: PersonRef, playbook: Playbook, gift: Gift) -> str:
    """Keep an example until a champion has looked at it. Gives `kept`, `same` for one that is there, or `full`."""
    example = Example(
        id=example_id(services.settings.secret_keys[0], person, gift.text, gift.link),
        person=person,
        playbook=playbook.id,
        given_on=services.clock.now().date(),
        text=_sealed(services, {"text": gift.text, "link": gift.link}),
        consent=gift.consent,
        names_author=gift.names_author,
    )
    async with services.store.writing() as shelves:
        # Of those who take part alone: whoever has left meanwhile leaves nothing here.
        if await shelves.members.hold(person) is None:
            return "full"
        theirs = [
            each
            for each in await shelves.examples.all(person.platform, person.workspace)
            if each.person == person
        ]
        if any(each.id == example.id for each in theirs):
            return "same"
        if sum(each.shown_on is None for each in theirs) >= MOST_WAITING:
            return "full"
        return "kept" if await shelves.examples.put(example) else "same"


async def library(services: Services, person: PersonRef, led: Sequence[str]) -> Sequence[Given]:
    """List what somebody may see: what is shown, what is their own, and what waits in the playbooks they lead."""
    async with services.store.reading() as shelves:
        found = await shelves.examples.all(person.platform, person.workspace)
    opened = (
        _opened(services, each, person)
        for each in found
        if each.shown_on or each.person == person or each.playbook in led
    )
    return [each for each in opened if each]


async def annotate(services: Services, person: PersonRef, id_: str, notes: Sequence[str], deed: Deed) -> bool:
    """Show it to everybody with what makes it good, and tell its author. False: it was answered, or taken back."""
    async with services.store.writing() as shelves:
        example = await shelves.examples.hold(person.platform, person.workspace, id_)
        if example is None or example.shown_on:
            return False
        sealed = _sealed(services, {"notes": list(notes)})
        today = services.clock.now().date()
        await shelves.examples.show(person.platform, person.workspace, id_, sealed, today)
        await shelves.deeds.put(deed)
        await _tell_author(services, shelves, example, "shown")
    services.wake()
    return True


async def decline(services: Services, person: PersonRef, id_: str, deed: Deed) -> bool:
    """Remove it and thank its author. False: it was answered, or taken back."""
    async with services.store.writing() as shelves:
        example = await shelves.examples.hold(person.platform, person.workspace, id_)
        if example is None or example.shown_on:
            return False
        await shelves.examples.remove(person.platform, person.workspace, id_)
        await shelves.deeds.put(deed)
        await _tell_author(services, shelves, example, "declined")
    services.wake()
    return True


async def take_back(services: Services, person: PersonRef, id_: str) -> bool:
    """Remove it at its author's wish, whether it waits or is shown. False: it is not theirs, or gone."""
    async with services.store.writing() as shelves:
        example = await shelves.examples.hold(person.platform, person.workspace, id_)
        if example is None or example.person != person:
            return False
        await shelves.examples.remove(person.platform, person.workspace, id_)
    return True


async def forget_examples(shelves: Shelves, today: date) -> None:
    """Remove examples when their time is over."""
    await shelves.examples.forget(today - WAITS_FOR, today - SHOWN_FOR)


async def _tell_author(services: Services, shelves: Shelves, example: Example, outcome: str) -> None:
    member = await shelves.members.get(example.person)
    playbook = services.book().playbook(example.playbook)
    zone = playbook.channels[0].schedule.timezone if playbook else "UTC"
    due_at = next_polite(member, zone, services.clock.now())
    until = due_at + WORTH_READING_FOR
    await tell(shelves, example.person, NOTICE, example.id, {"outcome": outcome}, due_at, until)


def _opened(services: Services, example: Example, reader: PersonRef) -> Given | None:
    """Open the words. None: the key that closed them is no longer among the bot's keys."""
    try:
        said = json.loads(seal(services.settings, _PURPOSE).decrypt(example.text))
        notes = json.loads(seal(services.settings, _PURPOSE).decrypt(example.notes)) if example.notes else {}
    except InvalidToken:
        return None
    given = Given(
        id=example.id,
        playbook=example.playbook,
        text=said["text"],
        link=said["link"],
        notes=tuple(notes.get("notes", ())),
        is_theirs=example.person == reader,
        is_shown=example.shown_on is not None,
    )
    return replace(given, author=example.person) if example.names_author else given


def _sealed(services: Services, said: object) -> bytes:
    return seal(services.settings, _PURPOSE).encrypt(json.dumps(said).encode())
