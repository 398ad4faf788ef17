"""The private notebook of small wins: each line is encrypted before it is written down, and opened for its owner alone."""

from collections.abc import Sequence
from typing import Final

from cryptography.fernet import InvalidToken

from bot.domain.calendar import logical_date
from bot.domain.own import Note
from bot.domain.people import Member, PersonRef
from bot.screens.notebook import Line
from bot.settings import Settings
from bot.usecases.seal import seal
from bot.usecases.services import Services

_PURPOSE: Final = "notebook"


async def write_line(services: Services, person: PersonRef, text: str) -> Member | None:
    """Keep a line, the same one once a day. None: they are not a member."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            on = logical_date(member.arrangements, now)
            # Teams may bring a line again under another id.
            known = [each for each in await shelves.notes.of(member.person) if each.on == on]
            if text not in [open_line(services.settings, each.text) for each in known]:
                sealed = seal(services.settings, _PURPOSE).encrypt(text.encode())
                id_ = f"{now.timestamp():.6f}-{len(known):03}"
                await shelves.notes.put(member.person, Note(id_, on, sealed))
    return member


async def read_lines(services: Services, member: Member) -> Sequence[Line]:
    """List a member's lines, newest first, for them alone."""
    async with services.store.reading() as shelves:
        notes = await shelves.notes.of(member.person)
    return [Line(note.id, note.on, open_line(services.settings, note.text)) for note in reversed(notes)]


async def tear_out(services: Services, person: PersonRef, id_: str) -> Member | None:
    """Remove a line for good. None: they are not a member."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            await shelves.notes.remove(member.person, id_)
    return member


def open_line(settings: Settings, text: bytes) -> str | None:
    """Open what a line holds. None: the key that closed it is no longer among the bot's keys."""
    try:
        return seal(settings, _PURPOSE).decrypt(text).decode()
    except InvalidToken:
        return None
