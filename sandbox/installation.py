"""The app as the workspace has installed it: its secrets, its scopes, and what its manifest asks for."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from sandbox.people import APP

TOKEN_LIFE = timedelta(hours=12)
"""Where the manifest asks for rotation."""


def _secret() -> str:
    return secrets.token_hex(16)


def _app_token() -> str:
    return f"xapp-1-{APP}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(32)}"


def _token(kind: str = "xoxb") -> str:
    return f"{kind}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(12)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConfig:
    """What to install; the secrets are random unless given."""

    request_url: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    signing_secret: str = field(default_factory=_secret, repr=False)
    bot_token: str = field(default_factory=_token, repr=False)
    app_token: str = field(default_factory=_app_token, repr=False)
    """Opens connections in Socket Mode."""
    client_id: str = "5555.4444"
    client_secret: str = field(default_factory=_secret, repr=False)
    verification_token: str = field(default_factory=_secret, repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the manifest."""

    name: str
    type: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Consented:
    """What somebody agreed to."""

    person: str
    redirect_uri: str
    """Where they were sent back to; empty: not by the page."""
    scopes: frozenset[str]


class Installation:
    """The installed app. Without a manifest it has no scope, no command and no event."""

    app_id = APP

    def __init__(self, config: AppConfig) -> None:
        self.config = config
        self.request_url = ""
        self.scopes: frozenset[str] = frozenset()
        self.events: frozenset[str] = frozenset()
        self.metadata_types: frozenset[str] = frozenset()
        """Whose messages the app is told of, by the type of their metadata."""
        self.commands: dict[str, Command] = {}
        self.shortcuts: dict[str, Shortcut] = {}
        self.name = "Portevoix"
        self.is_interactive = False
        self.is_in_socket_mode = False
        self.has_home = False
        self.has_messages_tab = True
        self.is_messages_tab_read_only = False
        self.dead_tokens: dict[str, str] = {}
        """Token to the error it meets: token_revoked or account_inactive."""
        self.tokens: dict[str, datetime | None] = {config.bot_token: None}
        """Token to its end; None where it has none."""
        self.refresh_tokens: set[str] = set()
        """Those that are good yet, each for one exchange."""
        self.is_rotating = False
        self.redirect_urls: tuple[str, ...] = ()
        """Where a consent may lead back to."""
        self.codes: dict[str, Consented] = {}
        """OAuth codes not yet exchanged."""
        if config.manifest:
            self.install(config.manifest, config.request_url)

    def install(self, manifest: Mapping[str, Any], request_url: str, declined: Collection[str] = ()) -> None:
        """Take over a manifest (version 2, parsed). Every address in it is replaced by `request_url`;
        `declined` names optional scopes that the installer did not grant."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        if unknown := set(declined) - set(scopes.get("bot_optional", ())):
            raise ValueError(f"Not optional in the manifest: {', '.join(sorted(unknown))}.")
        self.request_url = request_url
        self.name = features.get("bot_user", {}).get(
            "display_name", manifest.get("display_information", {}).get("name", self.name)
        )
        self.scopes = frozenset(scopes.get("bot", ())) - set(declined)
        self.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", ()))
        subscribed = settings.get("event_subscriptions", {}).get("metadata_subscriptions", ())
        self.metadata_types = frozenset(one["event_type"] for one in subscribed)
        self.is_interactive = bool(settings.get("interactivity", {}).get("is_enabled", False))
        self.is_in_socket_mode = bool(settings.get("socket_mode_enabled", False))
        self.is_rotating = bool(settings.get("token_rotation_enabled", False))
        listed = manifest.get("oauth_config", {}).get("redirect_urls", ())
        self.redirect_urls = tuple(urljoin(request_url, urlsplit(each).path) for each in listed)
        self.commands = {
            one["command"]: Command(
                one["command"],
                one.get("description", ""),
                one.get("usage_hint", ""),
                bool(one.get("should_escape", False)),
            )
            for one in features.get("slash_commands", ())
        }
        self.shortcuts = {
            one["callback_id"]: Shortcut(one["name"], one["type"], one["callback_id"])
            for one in features.get("shortcuts", ())
        }
        home = features.get("app_home", {})
        self.has_home = bool(home.get("home_tab_enabled", False))
        self.has_messages_tab = bool(home.get("messages_tab_enabled", True))
        self.is_messages_tab_read_only = bool(home.get("messages_tab_read_only_enabled", False))

    def why_refused(self, token: str, now: datetime) -> str:
        """Tell Slack's error for a token, or nothing when it is good."""
        if not token:
            return "not_authed"
        if dead := self.dead_tokens.get(token):
            return dead
        if token not in self.tokens:
            return "invalid_auth"
        ends = self.tokens[token]
        return "token_expired" if ends is not None and ends <= now else ""

    def kill_tokens(self, error: str) -> None:
        """Let every token meet `error` from now on, and no refresh token buy another."""
        self.refresh_tokens.clear()
        self.dead_tokens |= dict.fromkeys(self.tokens, error)

    def issue_token(self, now: datetime) -> dict[str, Any]:
        """Mint a bot token, as an installation by OAuth does; where tokens end, with what buys the next one."""
        if not self.is_rotating:
            token = _token()
            self.tokens[token] = None
            return {"access_token": token}
        token, refresh = _token("xoxe.xoxb"), _token("xoxe")
        self.tokens[token] = now + TOKEN_LIFE
        self.refresh_tokens.add(refresh)
        seconds = int(TOKEN_LIFE.total_seconds())
        return {"access_token": token, "refresh_token": refresh, "expires_in": seconds}
