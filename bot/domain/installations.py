"""An installation: what a platform gave us when an admin let the bot into a workspace, or into a whole organisation."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Who we are there, and the tokens to act with: sealed where they rest, open where they are used."""

    platform: str
    id: str
    """The platform's id of the workspace, or of the organisation that let us into all of its workspaces."""
    name: str
    is_organisation: bool
    app: str
    bot_user: str
    scopes: str
    """What was granted, separated by commas."""
    installed_at: datetime
    """By our clock. What the platform says of earlier times is about another installation."""
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    """Buys the next token, once. Empty: the token does not end."""
    expires_at: datetime | None = None
    version: int = 0
    """Counts the tokens: whoever read an older one changes nothing."""
    refused: str = ""
    """Why the platform gives no other token for the refresh token; then a human has to install the bot again."""
