"""Settings: the environment read once into one frozen value, with everything wrong named in one message."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from bot.domain.people import PersonRef

SHORTEST_KEY = 32
LONGEST_JITTER = 600
SLACK_API = "https://slack.com/api/"
_WORKSPACE = re.compile(r"[TE][A-Z0-9]+", re.ASCII)
YES = frozenset({"1", "true", "yes"})
TEAMS_SETTINGS = {
    "MICROSOFT_APP_ID": "app_id",
    "MICROSOFT_APP_PASSWORD": "password",
    "MICROSOFT_APP_CERTIFICATE": "certificate",
    "MICROSOFT_APP_TYPE": "app_type",
    "MICROSOFT_APP_TENANT_ID": "tenant",
    "TEAMS_SERVICE_URL": "service_url",
    "TEAMS_SERVICE_HOSTS": "service_hosts",
    "TEAMS_OPENID_METADATA_URL": "openid_url",
    "TEAMS_LOGIN_URL": "login_url",
    "TEAMS_ALLOW_UNAUTHENTICATED": "is_open",
    "TEAMS_TARGETED_MESSAGES": "is_targeted",
}
"""What the Teams door reads from the environment, and what its `build` calls it."""


SECRETS = (
    "PORTEVOIX_SECRET_KEYS",
    "PORTEVOIX_DATABASE_URL",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_CLIENT_SECRET",
    "MICROSOFT_APP_PASSWORD",
)
"""Settings that may stand in a file instead, named by the same setting with `_FILE` behind it."""


SECRET_OF_DOORS = ("bot_token", "signing_secret", "app_token", "client_secret", "password")
"""What is secret among the strings that doors are built from."""


class SettingsError(Exception):
    """The settings are incomplete or contradict each other."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(
            f"Portevoix cannot start with these settings:\n{lines}\nThe README lists every setting with an example."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator decides. Secrets are kept out of `repr`."""

    playbooks: Path
    public_url: str
    database_url: str = field(default="sqlite:///portevoix.sqlite3", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    secret_keys: tuple[str, ...] = field(repr=False)
    """The first signs; all are believed, so that a key can be replaced without a break."""
    admins: frozenset[tuple[str, str]] = frozenset()
    """(platform, user id) of people who administer the bot, whatever their workspace."""
    is_live: bool = True
    """People are at the other end: a starter playbook has to be made one's own first."""
    erasure_ledger: Path | None = None
    """The file that keeps what was erased; None: beside the SQLite file. It belongs into no backup of the database."""
    metrics: tuple[str, int] | None = None
    """Host and port of the page with figures for machines; None for no such page."""
    jitter: int = 0
    """Up to how many seconds after its hour a post may come, so that not everybody calls the platform at once."""
    proxy_header: str = ""
    """The header in which our own reverse proxy tells who asked; empty: whoever is connected asked."""
    doors: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Per platform, what its adapter's `build` needs."""

    def secrets(self) -> Sequence[str]:
        """List what is never to stand in a log."""
        door_secrets = [
            each.strip()
            for door in self.doors.values()
            for name in SECRET_OF_DOORS
            for each in door.get(name, "").split(",")
        ]
        password = urlsplit(self.database_url).password or ""
        return [*self.secret_keys, *door_secrets, password, unquote(password)]

    def is_admin(self, person: PersonRef) -> bool:
        """Tell whether the operator named this person an admin."""
        return (person.platform, person.user) in self.admins


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the environment. Raises SettingsError with every problem at once, each with its repair."""
    settings, problems = judge_settings(env)
    if problems:
        raise SettingsError(problems)
    return settings


def judge_settings(env: Mapping[str, str]) -> tuple[Settings, list[str]]:
    """Read the environment as far as it can be read, and tell every problem with its repair."""
    problems: list[str] = []
    env = _with_files(env, problems)
    doors = _doors(env, problems)
    settings = Settings(
        playbooks=_folder(env, problems),
        public_url=_public_url(env, problems),
        database_url=env.get("PORTEVOIX_DATABASE_URL", "").strip() or "sqlite:///portevoix.sqlite3",
        host=env.get("PORTEVOIX_HOST", "").strip() or "127.0.0.1",
        port=_port(env, problems),
        secret_keys=_secret_keys(env, problems),
        admins=_admins(env, problems),
        erasure_ledger=_ledger(env, problems),
        metrics=_metrics(env, problems),
        jitter=_jitter(env, problems),
        proxy_header=_proxy_header(env, problems),
        doors=MappingProxyType(doors),
    )
    return settings, problems


def database_url(env: Mapping[str, str]) -> str:
    """Give the database's address; SQLite in the working folder when none is set. Raises SettingsError for a lost file."""
    problems: list[str] = []
    found = _with_files(env, problems).get("PORTEVOIX_DATABASE_URL", "").strip()
    if problems:
        raise SettingsError(problems)
    return found or "sqlite:///portevoix.sqlite3"


def secret_keys(env: Mapping[str, str]) -> tuple[str, ...]:
    """Give the keys alone, for what needs nothing else. Raises SettingsError."""
    problems: list[str] = []
    keys = _secret_keys(_with_files(env, problems), problems)
    if problems:
        raise SettingsError(problems)
    return keys


def _with_files(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """Put in the place of each `<NAME>_FILE` what the file holds: a secret in a file is in no list of processes."""
    read: dict[str, str] = {}
    for name in SECRETS:
        written = env.get(f"{name}_FILE", "").strip()
        if not written:
            continue
        if env.get(name, "").strip():
            problems.append(f"{name} and {name}_FILE are both given; keep one of them")
        try:
            read[name] = Path(written).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            problems.append(
                f"{name}_FILE cannot be read: {written}; the user that the bot runs as must be able to"
            )
    return {**env, **read}


def _doors(env: Mapping[str, str], problems: list[str]) -> dict[str, Mapping[str, str]]:
    """Read the settings of each platform that any of its settings names; one at least."""
    doors = {}
    if any(name.startswith("SLACK_") and value.strip() for name, value in env.items()):
        doors["slack"] = _slack(env, problems)
    if any(name.startswith(("MICROSOFT_APP_", "TEAMS_")) and value.strip() for name, value in env.items()):
        doors["teams"] = _teams(env, problems)
    if not doors:
        problems.append(
            "No platform is set: give SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN) for one workspace of Slack, "
            "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET for several, "
            "or MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID for Teams"
        )
    return doors


def _teams(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    given = {name: env.get(name, "").strip() for name in TEAMS_SETTINGS}
    is_open = given["TEAMS_ALLOW_UNAUTHENTICATED"].lower() in YES
    if is_open and not _is_loopback(env.get("PORTEVOIX_HOST", "").strip() or "127.0.0.1"):
        problems.append(
            "TEAMS_ALLOW_UNAUTHENTICATED lets everybody in, so PORTEVOIX_HOST must be 127.0.0.1 with it"
        )
    app_type = given["MICROSOFT_APP_TYPE"] or "SingleTenant"
    if app_type not in {"SingleTenant", "UserAssignedMSI"}:
        problems.append(
            f"MICROSOFT_APP_TYPE is {app_type!r}; write SingleTenant, or UserAssignedMSI for a managed identity"
        )
    if not given["MICROSOFT_APP_ID"] and not is_open:
        problems.append("MICROSOFT_APP_ID is missing: the application id of your Azure Bot")
    if not given["MICROSOFT_APP_TENANT_ID"]:
        problems.append("MICROSOFT_APP_TENANT_ID is missing: the id of the one tenant that the bot answers")
    secrets = [name for name in ("MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_CERTIFICATE") if given[name]]
    if app_type == "SingleTenant" and not is_open and len(secrets) != 1:
        problems.append(
            "MICROSOFT_APP_PASSWORD or MICROSOFT_APP_CERTIFICATE is needed, one of the two: "
            "the app's secret, or the path of a PEM file with its key and certificate"
        )
    if given["MICROSOFT_APP_CERTIFICATE"] and not Path(given["MICROSOFT_APP_CERTIFICATE"]).is_file():
        problems.append(f"MICROSOFT_APP_CERTIFICATE is not a file: {given['MICROSOFT_APP_CERTIFICATE']}")
    for name in ("TEAMS_SERVICE_URL", "TEAMS_OPENID_METADATA_URL", "TEAMS_LOGIN_URL"):
        parts = urlsplit(given[name])
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname))
        if given[name] and not (is_safe and parts.netloc):
            problems.append(f"{name} must be an https address (http only for this machine): {given[name]!r}")
    return MappingProxyType(
        {key: given[name] for name, key in TEAMS_SETTINGS.items()}
        | {
            "app_type": app_type,
            "is_open": "yes" if is_open else "",
            "is_targeted": "yes" if given["TEAMS_TARGETED_MESSAGES"].lower() in YES else "",
            "identity_url": env.get("MICROSOFT_APP_IDENTITY_URL", "").strip(),
        }
    )


def _slack(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    token, secret = env.get("SLACK_BOT_TOKEN", "").strip(), env.get("SLACK_SIGNING_SECRET", "").strip()
    client = _slack_client(env, problems)
    if not token and not any(client.values()):
        problems.append(
            "SLACK_BOT_TOKEN is missing: the xoxb-… token of your Slack app, under OAuth & Permissions; "
            "for several workspaces, give SLACK_CLIENT_ID and SLACK_CLIENT_SECRET in its place"
        )
    app_token = env.get("SLACK_APP_TOKEN", "").strip()
    if app_token and secret:
        problems.append(
            "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both given; keep the secret where Slack reaches your address, "
            "the token where it does not (Socket Mode)"
        )
    elif not app_token and not secret:
        problems.append(
            "SLACK_SIGNING_SECRET is missing: find it in your Slack app, under Basic Information; "
            "without an address that Slack can reach, give SLACK_APP_TOKEN in its place"
        )
    if app_token and not app_token.startswith("xapp-"):
        problems.append(
            "SLACK_APP_TOKEN is not an app-level token: it begins with xapp-, and is made under Basic Information "
            "with the scope connections:write"
        )
    api_url = env.get("SLACK_API_URL", "").strip() or SLACK_API
    parts = urlsplit(api_url)
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        problems.append(f"SLACK_API_URL is not an address: {api_url!r}; leave it out, or write {SLACK_API}")
    elif parts.scheme == "http" and not _is_loopback(parts.hostname):
        problems.append("SLACK_API_URL must be https: the bot's token travels with every call")
    return MappingProxyType(
        {
            "bot_token": token,
            "signing_secret": secret,
            "app_token": app_token,
            "api_url": api_url.rstrip("/") + "/",
            **client,
        }
    )


def _slack_client(env: Mapping[str, str], problems: list[str]) -> Mapping[str, str]:
    """Read what workspaces let us in by; all of it is empty where a bot token is used."""
    id_, secret = env.get("SLACK_CLIENT_ID", "").strip(), env.get("SLACK_CLIENT_SECRET", "").strip()
    if not id_ and not secret:
        if env.get("SLACK_WORKSPACES", "").strip():
            problems.append("SLACK_WORKSPACES goes with SLACK_CLIENT_ID; a bot token has its one workspace")
        return {"client_id": "", "client_secret": "", "public_url": "", "workspaces": ""}
    if not (id_ and secret):
        missing = "SLACK_CLIENT_SECRET" if id_ else "SLACK_CLIENT_ID"
        problems.append(f"{missing} is missing: find both in your Slack app, under Basic Information")
    if env.get("SLACK_BOT_TOKEN", "").strip():
        problems.append(
            "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both given; keep the token for one workspace, the client's id and "
            "secret where admins of several let the bot in"
        )
    if env.get("SLACK_APP_TOKEN", "").strip():
        problems.append(
            "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both given; letting the bot in by a page takes an address that "
            "Slack can reach, so leave the app token out and give SLACK_SIGNING_SECRET"
        )
    invited = [each for each in re.split(r"[\s,]+", env.get("SLACK_WORKSPACES", "")) if each]
    if wrong := [each for each in invited if not _WORKSPACE.fullmatch(each)]:
        problems.append(
            f"SLACK_WORKSPACES names no workspace or organisation: {wrong[0]!r}; ids begin with T or E, for example T012AB3CD"
        )
    # What is wrong with the address is told where it is read.
    return {
        "client_id": id_,
        "client_secret": secret,
        "public_url": _public_url(env, []),
        "workspaces": ",".join(invited),
    }


def _folder(env: Mapping[str, str], problems: list[str]) -> Path:
    written = env.get("PORTEVOIX_PLAYBOOKS", "").strip()
    folder = Path(written)
    if not written:
        problems.append(
            "PORTEVOIX_PLAYBOOKS is missing: the folder that holds your playbook, for example /etc/portevoix/playbook"
        )
    elif not folder.is_dir():
        problems.append(f"PORTEVOIX_PLAYBOOKS is not a folder: {written}")
    return folder


def _public_url(env: Mapping[str, str], problems: list[str]) -> str:
    written = env.get("PORTEVOIX_PUBLIC_URL", "").strip().rstrip("/")
    parts = urlsplit(written)
    if not written:
        problems.append(
            "PORTEVOIX_PUBLIC_URL is missing: the https address under which people and the platforms reach the bot; "
            "with SLACK_APP_TOKEN, one inside the company is enough"
        )
    elif not parts.netloc or (
        parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname))
    ):
        problems.append(
            f"PORTEVOIX_PUBLIC_URL must be an https address (http only for this machine): {written!r}"
        )
    return written


def _port(env: Mapping[str, str], problems: list[str]) -> int:
    written = env.get("PORTEVOIX_PORT", "").strip() or "3000"
    if not written.isascii() or not written.isdigit() or not 0 <= int(written) <= 65535:
        problems.append(f"PORTEVOIX_PORT is not a port number: {written!r}; for example 3000")
        return 0
    return int(written)


def _ledger(env: Mapping[str, str], problems: list[str]) -> Path | None:
    written = env.get("PORTEVOIX_ERASURE_LEDGER", "").strip()
    path = Path(written)
    if written and (path.is_dir() or not path.parent.is_dir()):
        problems.append(
            f"PORTEVOIX_ERASURE_LEDGER is not a file in a folder that exists: {written}; for example "
            "/var/lib/portevoix/erasures"
        )
    return path if written else None


def _proxy_header(env: Mapping[str, str], problems: list[str]) -> str:
    written = env.get("PORTEVOIX_PROXY_HEADER", "").strip()
    if written and not written.replace("-", "").isalnum():
        problems.append(
            f"PORTEVOIX_PROXY_HEADER is not the name of a header: {written!r}; for example X-Forwarded-For"
        )
    return written


def _jitter(env: Mapping[str, str], problems: list[str]) -> int:
    written = env.get("PORTEVOIX_JITTER", "").strip() or "120"
    if not written.isascii() or not written.isdigit() or int(written) > LONGEST_JITTER:
        problems.append(
            f"PORTEVOIX_JITTER is not a number of seconds from 0 to {LONGEST_JITTER}: {written!r}; for example 120"
        )
        return 0
    return int(written)


def _metrics(env: Mapping[str, str], problems: list[str]) -> tuple[str, int] | None:
    written = env.get("PORTEVOIX_METRICS", "").strip()
    host, _, port = written.rpartition(":")
    if written and not (host and port.isdecimal() and int(port) < 65536):
        problems.append(f"PORTEVOIX_METRICS is not host:port: {written!r}; write for example 127.0.0.1:9090")
        return None
    return (host.strip("[]"), int(port)) if written else None


def _secret_keys(env: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    keys = tuple(env.get("PORTEVOIX_SECRET_KEYS", "").replace(",", " ").split())
    recipe = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    if not keys:
        problems.append(f"PORTEVOIX_SECRET_KEYS is missing: {recipe}")
    elif short := [len(key) for key in keys if len(key) < SHORTEST_KEY]:
        problems.append(
            f"PORTEVOIX_SECRET_KEYS has a key of {short[0]} characters; {SHORTEST_KEY} at least: {recipe}"
        )
    return keys


def _admins(env: Mapping[str, str], problems: list[str]) -> frozenset[tuple[str, str]]:
    found = set()
    for written in env.get("PORTEVOIX_ADMINS", "").replace(",", " ").split():
        platform, colon, user = written.partition(":")
        if not colon or not platform or not user:
            problems.append(f"PORTEVOIX_ADMINS: {written!r} is not platform:user; for example slack:U123")
            continue
        found.add((platform, user))
    return frozenset(found)


def _is_loopback(host: str | None) -> bool:
    return host in {"127.0.0.1", "localhost", "::1"}
