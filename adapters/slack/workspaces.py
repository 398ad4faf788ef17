"""Which workspaces the door serves, who we are in each, and the token for it: one, from the settings, or several."""

from typing import NamedTuple, Protocol

from adapters.slack.inbound import Identity
from bot.ports import Refused


class Access(NamedTuple):
    """What a call carries."""

    token: str
    organisation: str = ""
    """The organisation whose token it is; then some calls have to name the workspace as well."""

    def __repr__(self) -> str:
        return "Access()"


class Workspaces(Protocol):
    """What the platform asks before it calls. Everything is answered from memory, unless a token has to be renewed."""

    async def access(self, team: str) -> Access:
        """Give a token that is good now. Raises PlatformError for a workspace that is not ours to speak in."""
        ...

    async def anew(self, team: str, spent: Access, reason: str) -> Access | None:
        """Give another token in the place of one that was refused. None: there is no other."""
        ...


class OneWorkspace:
    """The one whose bot token stands in the settings."""

    def __init__(self, token: str) -> None:
        self._access = Access(token)
        self.us: Identity | None = None

    async def access(self, team: str) -> Access:
        """Give the token. Raises Refused for any other workspace."""
        if self.us is None or team != self.us.team:
            raise Refused("another workspace")
        return self._access

    async def anew(self, team: str, spent: Access, reason: str) -> Access | None:
        """Tell that there is no other."""
        return None
