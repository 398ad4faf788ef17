"""Keeping installations: their tokens rest sealed, and what only a human can mend is told to one."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog
from cryptography.fernet import MultiFernet

from bot.domain.installations import Installation
from bot.domain.people import Place
from bot.ports import Shelves
from bot.settings import Settings
from bot.usecases.seal import seal
from bot.usecases.services import Services
from bot.usecases.tell_admins import tell_admins

KEYRING_PURPOSE: Final = "installation"
INSTALL_PATH: Final = "/slack/install"
MOST_FIRST: Final = 2**30
"""The first version is drawn by chance: an older installation under the same id never had it."""
log = structlog.get_logger(__name__)


class Keys:
    """Implements `bot.ports.Keyring` for one platform."""

    def __init__(self, services: Services, platform: str) -> None:
        self._services = services
        self._platform = platform
        self._seal = seal(services.settings, KEYRING_PURPOSE)

    async def all(self) -> Sequence[Installation]:
        """List all installations, opened."""
        async with self._services.store.reading() as shelves:
            return await installations(shelves, self._services.settings, self._platform)

    async def admitted(self) -> Mapping[str, str]:
        """Tell by workspace which organisation's installation serves it."""
        async with self._services.store.reading() as shelves:
            return await shelves.installations.admitted(self._platform)

    async def admit(self, organisation: str, workspace: str) -> bool:
        """Note that an organisation's installation serves this workspace."""
        async with self._services.store.writing() as shelves:
            return await shelves.installations.admit(self._platform, organisation, workspace)

    async def put(self, installation: Installation) -> None:
        """Keep a new one."""
        first = replace(installation, version=secrets.randbelow(MOST_FIRST))
        async with self._services.store.writing() as shelves:
            await shelves.installations.put(_closed(first, self._seal))

    async def lease(self, installation: Installation, until: datetime) -> bool:
        """Be the only one, on all machines, who renews this token until a moment."""
        it, now = installation, self._services.clock.now()
        async with self._services.store.writing() as shelves:
            return await shelves.installations.lease(it.platform, it.id, it.version, now, until)

    async def put_off(self, installation: Installation, until: datetime) -> None:
        """Let nobody try to renew this token before a moment."""
        it = installation
        async with self._services.store.writing() as shelves:
            await shelves.installations.put_off(it.platform, it.id, it.version, until)

    async def renew(self, installation: Installation) -> bool:
        """Keep the new tokens of an installation whose version is still that of the old ones."""
        async with self._services.store.writing() as shelves:
            return await shelves.installations.renew(_closed(installation, self._seal))

    async def refuse(self, installation: Installation, reason: str) -> None:
        """Note that only a human can mend this one, and tell the admins while the old token still lets us."""
        it, services = installation, self._services
        address = f"{services.settings.public_url}{INSTALL_PATH}"
        async with services.store.writing() as shelves:
            if not await shelves.installations.refuse(it.platform, it.id, it.version, reason):
                return
            facts = {"name": it.name, "reason": reason, "address": address}
            occasion = f"{it.platform}/{it.id}/{it.version}"
            near = None if it.is_organisation else Place(it.platform, it.id, "")
            await tell_admins(services, shelves, "reinstall", occasion, facts, near)
        log.error("installation.refused", id=it.id, reason=reason, repair=f"install the bot again: {address}")
        services.wake()


async def installations(shelves: Shelves, settings: Settings, platform: str) -> Sequence[Installation]:
    """List the installations of a platform, opened."""
    opener = seal(settings, KEYRING_PURPOSE)
    return [_opened(each, opener) for each in await shelves.installations.all(platform)]


def _closed(installation: Installation, by: MultiFernet) -> Installation:
    return replace(
        installation,
        token=by.encrypt(installation.token.encode()).decode(),
        refresh_token=by.encrypt(installation.refresh_token.encode()).decode()
        if installation.refresh_token
        else "",
    )


def _opened(installation: Installation, by: MultiFernet) -> Installation:
    return replace(
        installation,
        token=by.decrypt(installation.token.encode()).decode(),
        refresh_token=by.decrypt(installation.refresh_token.encode()).decode()
        if installation.refresh_token
        else "",
    )
