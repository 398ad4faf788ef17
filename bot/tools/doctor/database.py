"""Looking at the database: reachable, in its newest form, writable, with room, and opened by the keys that are set."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import store
from bot.domain.findings import Finding, broken, well, worth_a_look
from bot.ports import Store
from bot.tools.doctor.patient import Patient, free_bytes
from bot.usecases.keep_sealed import unopened

LOW: Final = 1024**3
"""Bytes of free room from which on somebody should look; a tenth of it is broken."""
_MIB: Final = 1024**2


class _Undone(Exception):
    """What was written is taken back."""


async def database(patient: Patient) -> Sequence[Finding]:
    """Reach it, compare its form with the newest, and write a row that is taken back."""
    url = patient.settings.database_url
    try:
        return [await _database(url)]
    except FileNotFoundError:
        folder = (store.file_of_address(url) or Path()).absolute().parent
        if folder.is_dir():
            return [worth_a_look("database_new", folder=str(folder))]
        return [broken("database_nowhere", folder=str(folder))]
    except store.StoreAway as error:
        return [broken("database_away", error=str(error))]
    except (ValueError, store.StoreError) as error:
        return [broken("database_unusable", reason=str(error))]
    except Exception as error:  # noqa: BLE001  a driver's own words may hold the address
        return [broken("database_away", error=type(error).__name__)]


async def _database(url: str) -> Finding:
    opened = store.open_for_reading(url)
    try:
        different = await store.check(url)
        if any("migration" in each for each in different):
            return worth_a_look("database_older")
        if different:
            return broken("database_other", count=len(different))
        await _write(opened)
    finally:
        await opened.close()
    return well("database")


async def _write(opened: Store) -> None:
    try:
        async with opened.writing() as shelves:
            await shelves.workspaces.put("doctor", "doctor")
            raise _Undone
    except _Undone:
        return


async def room(patient: Patient) -> Sequence[Finding]:
    """Look how much room the disk of a SQLite file has; a server's is its administrator's to watch."""
    file = store.file_of_address(patient.settings.database_url)
    if file is None:
        return [well("room_elsewhere")]
    free = free_bytes(str(file.absolute().parent))
    if free < LOW // 10:
        return [broken("room_none", mebibytes=free // _MIB)]
    return [
        (well("room", gibibytes=free // LOW))
        if free >= LOW
        else worth_a_look("room_low", mebibytes=free // _MIB)
    ]


async def ledger(patient: Patient) -> Sequence[Finding]:
    """Look whether erasures are remembered outside the database, and whether that file can be read."""
    found = store.open_ledger(patient.settings.database_url, patient.settings.erasure_ledger)
    if found is None:
        return [worth_a_look("ledger_missing")]
    try:
        await found.read()
    except OSError:
        return [broken("ledger_unreadable", file=str(found.path))]
    return [well("ledger", file=str(found.path))]


async def keys(patient: Patient) -> Sequence[Finding]:
    """Look whether the keys open what is there, and whether the first of them closed it."""
    given = patient.settings.secret_keys
    if not given:
        return [broken("keys_missing")]
    try:
        opened = store.open_for_reading(patient.settings.database_url)
    except FileNotFoundError:
        return [well("keys_new", count=len(given))]
    try:
        if lost := await unopened(opened, given):
            return [broken("keys_wrong", places=", ".join(lost))]
        if old := await unopened(opened, given[:1]):
            return [worth_a_look("keys_old", places=", ".join(old))]
    finally:
        await opened.close()
    return [well("keys", count=len(given))]
