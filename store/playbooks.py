"""The last good playbook and the edits made in chat."""

import base64
import json
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, Select, Update, bindparam, delete, or_, select, update
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

from bot.domain.edits import SILENCE, Edit, KeptPlaybook
from store.connection import Connection
from store.statements import equals, insert
from store.tables import PLAYBOOK_COPY, PLAYBOOK_EDIT

_GOOD: Final = "good"


class Playbooks:
    """Implements `bot.ports.Playbooks`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def kept(self) -> KeptPlaybook | None:
        """Give the last good playbook."""
        row = (await self._connection.execute(_kept())).first()
        return KeptPlaybook(row.digest, _unpacked(row.files), row.kept_at) if row else None

    async def keep(self, kept: KeptPlaybook) -> bool:
        """Put a good playbook in the place of the last one. True: the one before it was marked as broken."""
        was_broken = (await self._connection.execute(_mend())).first() is not None
        values = {
            "id": _GOOD,
            "digest": kept.digest,
            "files": _packed(kept.files),
            "kept_at": kept.kept_at,
            "broken": None,
        }
        await self._connection.execute(_keep(self._connection.dialect.name), values)
        return was_broken

    async def mark_broken(self, digest: str) -> bool:
        """Note that what is in the folder cannot be used. False: that was noted before."""
        return (await self._connection.execute(_break(), {"of_broken": digest})).first() is not None

    async def edits(self) -> Sequence[Edit]:
        """List the edits made in chat, oldest first."""
        rows = await self._connection.execute(_edits())
        return [Edit(row.playbook, row.kind, row.id, row.text, row.edited_at) for row in rows]

    async def put_edit(self, edit: Edit) -> None:
        """Keep an edit, in the place of an earlier one of the same id."""
        await self._connection.execute(_put_edit(self._connection.dialect.name), _values(edit))

    async def add_edit(self, edit: Edit) -> bool:
        """Keep an edit, unless there is one of the same id. False: there is."""
        result = await self._connection.execute(_add_edit(self._connection.dialect.name), _values(edit))
        return result.first() is not None

    async def remove_edit(self, playbook: str, kind: str, id_: str) -> bool:
        """Forget an edit. False: there was none."""
        of = {"of_playbook": playbook, "of_kind": kind, "of_id": id_}
        return (await self._connection.execute(_remove_edit(), of)).first() is not None

    async def is_silenced(self) -> bool:
        """Tell whether a silence was begun in chat and goes on."""
        return (await self._connection.execute(_silences())).first() is not None


def _values(edit: Edit) -> dict[str, Any]:
    return {
        "playbook": edit.playbook,
        "kind": edit.kind,
        "id": edit.id,
        "text": edit.text,
        "edited_at": edit.edited_at,
    }


def _packed(files: tuple[tuple[str, bytes], ...]) -> bytes:
    lines = [[name, base64.b64encode(raw).decode()] for name, raw in files]
    return zlib.compress(json.dumps(lines).encode())


def _unpacked(packed: bytes) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, base64.b64decode(raw)) for name, raw in json.loads(zlib.decompress(packed)))


@cache
def _kept() -> Select[Any]:
    return select(PLAYBOOK_COPY).where(PLAYBOOK_COPY.c.id == _GOOD)


@cache
def _keep(dialect: str) -> Insert:
    statement = insert(PLAYBOOK_COPY, dialect)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[PLAYBOOK_COPY.c.id],
        set_={"digest": new.digest, "files": new.files, "kept_at": new.kept_at, "broken": None},
    )


@cache
def _mend() -> ReturningUpdate[Any]:
    return _marked(update(PLAYBOOK_COPY).where(PLAYBOOK_COPY.c.broken.is_not(None)).values(broken=None))


@cache
def _break() -> ReturningUpdate[Any]:
    broken = bindparam("of_broken", type_=PLAYBOOK_COPY.c.broken.type)
    is_news = or_(PLAYBOOK_COPY.c.broken.is_(None), PLAYBOOK_COPY.c.broken != broken)
    return _marked(update(PLAYBOOK_COPY).where(is_news).values(broken=broken))


def _marked(statement: Update) -> ReturningUpdate[Any]:
    return statement.returning(PLAYBOOK_COPY.c.id)


@cache
def _edits() -> Select[Any]:
    return select(PLAYBOOK_EDIT).order_by(PLAYBOOK_EDIT.c.edited_at, PLAYBOOK_EDIT.c.id)


@cache
def _put_edit(dialect: str) -> Insert:
    statement = insert(PLAYBOOK_EDIT, dialect)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[PLAYBOOK_EDIT.c.playbook, PLAYBOOK_EDIT.c.kind, PLAYBOOK_EDIT.c.id],
        set_={"text": new.text, "edited_at": new.edited_at},
    )


@cache
def _add_edit(dialect: str) -> ReturningInsert[Any]:
    return insert(PLAYBOOK_EDIT, dialect).on_conflict_do_nothing().returning(PLAYBOOK_EDIT.c.id)


@cache
def _remove_edit() -> ReturningDelete[Any]:
    is_it = equals(PLAYBOOK_EDIT, "playbook", "kind", "id")
    return delete(PLAYBOOK_EDIT).where(is_it).returning(PLAYBOOK_EDIT.c.id)


@cache
def _silences() -> Select[Any]:
    return select(PLAYBOOK_EDIT.c.playbook).where(PLAYBOOK_EDIT.c.kind == SILENCE).limit(1)
