"""Installations by consent: how a door keeps and renews them (Keyring), how people make them (Installer), where they rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.installations import Installation


class Installations(Protocol):
    """Where the bot was let in by an admin's consent; tokens come and go encrypted."""

    async def put(self, installation: Installation) -> None:
        """Keep one, in the place of what was there under its id."""
        ...

    async def all(self, platform: str) -> Sequence[Installation]:
        """List them, in a fixed order."""
        ...

    async def lease(self, platform: str, id_: str, version: int, now: datetime, until: datetime) -> bool:
        """Take the renewing of this very token in hand until a moment. False: somebody has, or it is another token by now."""
        ...

    async def put_off(self, platform: str, id_: str, version: int, until: datetime) -> None:
        """Let nobody try to renew this token before a moment."""
        ...

    async def renew(self, installation: Installation) -> bool:
        """Put new tokens in the place of those of this version. False: they are gone, or are others by now."""
        ...

    async def refuse(self, platform: str, id_: str, version: int, reason: str) -> bool:
        """Note that this version cannot be renewed any more. False: that was known, or it is another by now."""
        ...

    async def is_younger(self, platform: str, id_: str, at: datetime) -> bool:
        """Tell whether there is one that was installed after a moment."""
        ...

    async def remove(self, platform: str, id_: str) -> None:
        """Remove one with its tokens; of an organisation, its workspaces with it. Of a workspace, what it has from one."""
        ...

    async def admit(self, platform: str, organisation: str, workspace: str) -> bool:
        """Note that an organisation's installation serves this workspace. False: there is no such installation."""
        ...

    async def admitted(self, platform: str) -> Mapping[str, str]:
        """Tell by workspace which organisation's installation serves it."""
        ...

    async def put_state(self, digest: str, browser: str, expires_at: datetime) -> None:
        """Keep the fingerprints of a state that a browser carries to the platform and back."""
        ...

    async def take_state(self, digest: str, browser: str, now: datetime) -> bool:
        """Use a state up. False: it was used, its time is over, or it is another browser's."""
        ...

    async def forget_states(self, now: datetime) -> None:
        """Remove states whose time is over."""
        ...


class Keyring(Protocol):
    """What the house does for a door that has more than one token. Its tokens are open."""

    async def all(self) -> Sequence[Installation]: ...
    async def admitted(self) -> Mapping[str, str]:
        """Tell by workspace which organisation's installation serves it."""
        ...

    async def admit(self, organisation: str, workspace: str) -> bool: ...
    async def put(self, installation: Installation) -> None: ...
    async def lease(self, installation: Installation, until: datetime) -> bool:
        """Be the only one, on all machines, who renews this token until a moment."""
        ...

    async def put_off(self, installation: Installation, until: datetime) -> None: ...
    async def renew(self, installation: Installation) -> bool:
        """Keep the new tokens of an installation whose version is still that of the old ones. False: it is gone."""
        ...

    async def refuse(self, installation: Installation, reason: str) -> None:
        """Note that only a human can mend this one, and tell them how."""
        ...


class Installer(Protocol):
    """What a door offers the pages on which an admin lets the bot in."""

    @property
    def scopes(self) -> Sequence[str]:
        """The rights that are asked for, in a fixed order."""
        ...

    def address(self, state: str) -> str:
        """Give the platform's own page on which an admin consents."""
        ...

    async def install(self, code: str) -> Installation:
        """Take what was consented to, and begin to serve it. Raises ScopesMissing, NotInvited and PlatformError."""
        ...
