"""Keeping what is sealed readable: whether the keys at hand open it, and closing it anew with the first of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.domain.sealed import Sealed, SealedPlace
from bot.ports import Shelves, Store
from bot.usecases.seal import seals_of

SAMPLE: Final = 20
"""Values looked at from each end of a column when the bot starts: all of them would take minutes in a large database."""
BATCH: Final = 100
"""Values in one transaction: the bot at work waits for it."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of all that is sealed."""

    anew: int = 0
    """Closed with the first key now."""
    already: int = 0
    """Closed with it before."""
    removed: int = 0
    """No key opens it, and it was to be removed."""
    unopened: Mapping[str, int] = field(default_factory=dict)
    """By table and column: no key opens it, and it was left as it is."""


async def unopened(store: Store, keys: tuple[str, ...]) -> Mapping[str, int]:
    """Count, by table and column, what none of the keys opens, among the first and the last of each column."""
    found = Counter[str]()
    async with store.reading() as shelves:
        for place in shelves.seals.places():
            seal = MultiFernet(seals_of(keys, place.purpose))
            found[str(place)] = sum(not _opens(seal, value) for value in await _ends(shelves, place))
    return {name: count for name, count in found.items() if count}


async def rotate(store: Store, keys: tuple[str, ...], *, removes_lost: bool = False) -> Rotated:
    """Close everything anew with the first key, a batch at a time. Ended half-way, the next run goes on from there.

    The bot may be at work: what it changes meanwhile it closes with the first key itself.
    """
    async with store.reading() as shelves:
        places = shelves.seals.places()
    counts, lost = Counter[str](), Counter[str]()
    for place in places:
        after: tuple[str, ...] | None = None
        while True:
            async with store.writing() as shelves:
                page = await shelves.seals.page(place, after, BATCH)
                for sealed in page:
                    what = await _close_anew(shelves, sealed, seals_of(keys, place.purpose), removes_lost)
                    counts[what] += 1
                    lost[str(place)] += what == "unopened"
            if len(page) < BATCH:
                break
            after = page[-1].key
    left = {name: count for name, count in lost.items() if count}
    return Rotated(counts["anew"], counts["already"], counts["removed"], left)


async def _close_anew(shelves: Shelves, sealed: Sealed, seals: list[Fernet], removes_lost: bool) -> str:
    if _opens(seals[0], sealed.value):
        return "already"
    try:
        anew = MultiFernet(seals).rotate(sealed.value)
    except InvalidToken:
        if not removes_lost:
            return "unopened"
        return "removed" if await shelves.seals.remove(sealed) else "already"
    return "anew" if await shelves.seals.replace(sealed, anew) else "already"


def _opens(seal: Fernet | MultiFernet, value: bytes) -> bool:
    try:
        seal.decrypt(value)
    except InvalidToken:
        return False
    return True


async def _ends(shelves: Shelves, place: SealedPlace) -> set[bytes]:
    return {
        each.value
        for is_backward in (False, True)
        for each in await shelves.seals.page(place, None, SAMPLE, is_backward=is_backward)
    }
