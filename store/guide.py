"""The index of the playbooks' guides: SQLite's FTS5 or PostgreSQL's text search, over the same stems.

The index is made of the playbook and can be made again from it at any moment; nothing that anybody asked is in it. It
stays out of `store.tables`, because a virtual table has no form that could be compared.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    Delete,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    delete,
    select,
    text,
)

from bot.domain.guide import Entry
from store.connection import Connection
from store.statements import equals, has_many_writers, insert

NAME: Final = "guide_entry"
"""Of the table, and the beginning of the names of those that FTS5 keeps behind it."""
GUIDE_ENTRY: Final = Table(
    NAME,
    MetaData(),
    *(Column(name, String) for name in ("digest", "playbook", "kind", "id", "title", "words", "text")),
)


class Guide:
    """Implements `bot.ports.Guide`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def holds(self, digest: str) -> bool:
        """Tell whether the index of these playbooks is there."""
        return (await self._connection.execute(_holds(), {"of_digest": digest})).first() is not None

    async def fill(self, digest: str, entries: Iterable[Entry]) -> None:
        """Make the index of these playbooks in the place of others. Several machines may do it at once."""
        await self._connection.execute(_clear(), {"of_digest": digest})
        if await self.holds(digest):
            return
        values = [_values(digest, entry) for entry in entries]
        if values:
            await self._connection.execute(_fill(self._connection), values)

    async def find(self, digest: str, playbook: str, words: Collection[str]) -> Sequence[Entry]:
        """List the entries of a playbook that have at least one of these stems, in no order."""
        if not words:
            return []
        parameters = {"of_digest": digest, "of_playbook": playbook, "query": _query(self._connection, words)}
        rows = await self._connection.execute(_find(has_many_writers(self._connection)), parameters)
        return [Entry(row.playbook, row.kind, row.id, row.title, row.words, row.text) for row in rows]

    async def vocabulary(self, digest: str, playbook: str) -> frozenset[str]:
        """List all stems of a playbook's entries."""
        of = {"of_digest": digest, "of_playbook": playbook}
        rows = await self._connection.execute(_of_playbook(), of)
        return frozenset(
            stem for row in rows for part in (row.title, row.words, row.text) for stem in part.split()
        )


def _values(digest: str, entry: Entry) -> dict[str, str]:
    return {
        "digest": digest,
        "playbook": entry.playbook,
        "kind": entry.kind,
        "id": entry.id,
        "title": entry.title,
        "words": entry.words,
        "text": entry.text,
    }


def _query(connection: Connection, words: Collection[str]) -> str:
    """Ask for any of the words. A stem has letters and digits alone, so none can break out of its quotes."""
    quote, either = ("'", " | ") if has_many_writers(connection) else ('"', " OR ")
    return either.join(f"{quote}{word}{quote}" for word in sorted(set(words)))


@cache
def _holds() -> Select[Any]:
    return select(GUIDE_ENTRY.c.digest).where(equals(GUIDE_ENTRY, "digest")).limit(1)


@cache
def _clear() -> Delete:
    return delete(GUIDE_ENTRY).where(GUIDE_ENTRY.c.digest != bindparam("of_digest"))


def _fill(connection: Connection) -> Any:
    statement = insert(GUIDE_ENTRY, connection.dialect.name)
    # A virtual table knows no conflicts, and SQLite's one writer makes none.
    return statement.on_conflict_do_nothing() if has_many_writers(connection) else statement


@cache
def _of_playbook() -> Select[Any]:
    return select(GUIDE_ENTRY).where(equals(GUIDE_ENTRY, "digest", "playbook"))


@cache
def _find(is_postgres: bool) -> Select[Any]:
    has_one = text("lexemes @@ CAST(:query AS tsquery)" if is_postgres else f"{NAME} MATCH :query")
    return _of_playbook().where(has_one)
