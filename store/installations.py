"""Installations by consent. A token is renewed under a lease on its row, and only while it is the one that was read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from bot.domain.installations import Installation
from store.connection import Connection
from store.installation_tables import ADMITTED, INSTALL_STATE, INSTALLATION
from store.statements import equals, insert


class Installations:
    """Implements `bot.ports.Installations`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, installation: Installation) -> None:
        """Keep one, in the place of what was there under its id. Its version goes on from there."""
        await self._connection.execute(_put(self._connection.dialect.name), _values(installation))

    async def all(self, platform: str) -> Sequence[Installation]:
        """List them, in a fixed order."""
        return [
            _installation(row) for row in await self._connection.execute(_all(), {"of_platform": platform})
        ]

    async def lease(self, platform: str, id_: str, version: int, now: datetime, until: datetime) -> bool:
        """Take the renewing of this very token in hand until a moment. False: somebody has, or it is another token by now."""
        values = {**_of(platform, id_), "of_version": version, "now": now, "until": until}
        return (await self._connection.execute(_lease(), values)).first() is not None

    async def put_off(self, platform: str, id_: str, version: int, until: datetime) -> None:
        """Let nobody try to renew this token before a moment."""
        values = {**_of(platform, id_), "of_version": version, "until": until}
        await self._connection.execute(_put_off(), values)

    async def renew(self, installation: Installation) -> bool:
        """Put new tokens in the place of those of this version. False: they are gone, or are others by now."""
        values = {
            **_of(installation.platform, installation.id),
            "of_version": installation.version,
            "new_token": installation.token.encode(),
            "new_refresh_token": installation.refresh_token.encode(),
            "new_expires_at": installation.expires_at,
        }
        return (await self._connection.execute(_renew(), values)).first() is not None

    async def refuse(self, platform: str, id_: str, version: int, reason: str) -> bool:
        """Note that this version cannot be renewed any more. False: that was known, or it is another by now."""
        values = {**_of(platform, id_), "of_version": version, "of_refused": "", "reason": reason}
        return (await self._connection.execute(_refuse(), values)).first() is not None

    async def is_younger(self, platform: str, id_: str, at: datetime) -> bool:
        """Tell whether there is one that was installed after a moment."""
        values = {**_of(platform, id_), "at": at}
        return (await self._connection.execute(_younger(), values)).first() is not None

    async def remove(self, platform: str, id_: str) -> None:
        """Remove one with its tokens; of an organisation, its workspaces with it. Of a workspace, what it has from one."""
        await self._connection.execute(_remove(), _of(platform, id_))
        await self._connection.execute(_remove_admitted(), {**_of(platform, id_), "of_organisation": id_})

    async def admit(self, platform: str, organisation: str, workspace: str) -> bool:
        """Note that an organisation's installation serves this workspace. False: there is no such installation."""
        # Held until the end: an organisation that goes meanwhile takes its workspaces with it.
        held = await self._connection.execute(_hold(), _of(platform, organisation))
        if held.first() is None:
            return False
        values = {"platform": platform, "workspace": workspace, "organisation": organisation}
        await self._connection.execute(_admit(self._connection.dialect.name), values)
        return True

    async def admitted(self, platform: str) -> Mapping[str, str]:
        """Tell by workspace which organisation's installation serves it."""
        rows = await self._connection.execute(_admitted(), {"of_platform": platform})
        return {row.workspace: row.organisation for row in rows}

    async def put_state(self, digest: str, browser: str, expires_at: datetime) -> None:
        """Keep the fingerprints of a state that a browser carries to the platform and back."""
        values = {"digest": digest, "browser": browser, "expires_at": expires_at}
        await self._connection.execute(_put_state(self._connection.dialect.name), values)

    async def take_state(self, digest: str, browser: str, now: datetime) -> bool:
        """Use a state up. False: it was used, its time is over, or it is another browser's."""
        values = {"of_digest": digest, "of_browser": browser, "now": now}
        return (await self._connection.execute(_take_state(), values)).first() is not None

    async def forget_states(self, now: datetime) -> None:
        """Remove states whose time is over."""
        await self._connection.execute(_forget_states(), {"now": now})


def _of(platform: str, id_: str) -> dict[str, Any]:
    return {"of_platform": platform, "of_workspace": id_}


def _values(installation: Installation) -> dict[str, Any]:
    return {
        "platform": installation.platform,
        "workspace": installation.id,
        "name": installation.name,
        "is_organisation": installation.is_organisation,
        "app": installation.app,
        "bot": installation.bot_user,
        "scopes": installation.scopes,
        "installed_at": installation.installed_at,
        "token": installation.token.encode(),
        "refresh_token": installation.refresh_token.encode(),
        "expires_at": installation.expires_at,
        "version": installation.version,
        "renewing_until": None,
        "refused": "",
    }


def _installation(row: Any) -> Installation:
    return Installation(
        platform=row.platform,
        id=row.workspace,
        name=row.name,
        is_organisation=row.is_organisation,
        app=row.app,
        bot_user=row.bot,
        scopes=row.scopes,
        installed_at=row.installed_at,
        token=row.token.decode(),
        refresh_token=row.refresh_token.decode(),
        expires_at=row.expires_at,
        version=row.version,
        refused=row.refused,
    )


def _is_it() -> ColumnElement[bool]:
    return equals(INSTALLATION, "platform", "workspace")


def _is_this_token() -> ColumnElement[bool]:
    return equals(INSTALLATION, "platform", "workspace", "version")


@cache
def _put(dialect: str) -> Insert:
    statement = insert(INSTALLATION, dialect)
    changed: dict[str, Any] = {
        column.name: statement.excluded[column.name]
        for column in INSTALLATION.columns
        if not column.primary_key
    }
    # A renewal that is under way still has the older version, and so changes nothing.
    changed["version"] = INSTALLATION.c.version + 1
    return statement.on_conflict_do_update(index_elements=list(INSTALLATION.primary_key), set_=changed)


@cache
def _all() -> Select[Any]:
    return select(INSTALLATION).where(equals(INSTALLATION, "platform")).order_by(INSTALLATION.c.workspace)


@cache
def _lease() -> ReturningUpdate[Any]:
    held = INSTALLATION.c.renewing_until
    now, until = (bindparam(name, type_=held.type) for name in ("now", "until"))
    is_free = and_(INSTALLATION.c.refused == "", or_(held.is_(None), held <= now))
    changed = update(INSTALLATION).where(_is_this_token(), is_free).values(renewing_until=until)
    return changed.returning(INSTALLATION.c.version)


@cache
def _put_off() -> Update:
    until = bindparam("until", type_=INSTALLATION.c.renewing_until.type)
    return update(INSTALLATION).where(_is_this_token()).values(renewing_until=until)


@cache
def _renew() -> ReturningUpdate[Any]:
    names = ("token", "refresh_token", "expires_at")
    new = {name: bindparam(f"new_{name}", type_=INSTALLATION.c[name].type) for name in names}
    changed = update(INSTALLATION).where(_is_this_token())
    counted = changed.values(version=INSTALLATION.c.version + 1, renewing_until=null(), refused="", **new)
    return counted.returning(INSTALLATION.c.version)


@cache
def _refuse() -> ReturningUpdate[Any]:
    is_news = and_(_is_this_token(), equals(INSTALLATION, "refused"))
    changed = update(INSTALLATION).where(is_news).values(refused=bindparam("reason"))
    return changed.returning(INSTALLATION.c.version)


@cache
def _hold() -> Select[Any]:
    organisation = INSTALLATION.c.is_organisation.is_(True)
    return select(INSTALLATION.c.workspace).where(_is_it(), organisation).with_for_update()


@cache
def _younger() -> Select[Any]:
    at = bindparam("at", type_=INSTALLATION.c.installed_at.type)
    return select(INSTALLATION.c.workspace).where(_is_it(), INSTALLATION.c.installed_at > at)


@cache
def _remove() -> Delete:
    return delete(INSTALLATION).where(_is_it())


@cache
def _remove_admitted() -> Delete:
    is_one_of = or_(equals(ADMITTED, "workspace"), equals(ADMITTED, "organisation"))
    return delete(ADMITTED).where(equals(ADMITTED, "platform"), is_one_of)


@cache
def _admit(dialect: str) -> Insert:
    statement = insert(ADMITTED, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(ADMITTED.primary_key), set_={"organisation": statement.excluded.organisation}
    )


@cache
def _admitted() -> Select[Any]:
    return select(ADMITTED).where(equals(ADMITTED, "platform"))


@cache
def _put_state(dialect: str) -> Insert:
    return insert(INSTALL_STATE, dialect)


@cache
def _take_state() -> ReturningDelete[Any]:
    now = bindparam("now", type_=INSTALL_STATE.c.expires_at.type)
    is_good = and_(equals(INSTALL_STATE, "digest", "browser"), INSTALL_STATE.c.expires_at > now)
    return delete(INSTALL_STATE).where(is_good).returning(INSTALL_STATE.c.digest)


@cache
def _forget_states() -> Delete:
    now = bindparam("now", type_=INSTALL_STATE.c.expires_at.type)
    return delete(INSTALL_STATE).where(INSTALL_STATE.c.expires_at <= now)
