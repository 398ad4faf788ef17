"""The environment, read once into Settings: everything wrong is named in one message, each with its repair."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final

from adapters import SETTINGS
from adapters.settings import is_safe
from bot.settings import Settings, SettingsError

SHORTEST_KEY: Final = 32
LONGEST_JITTER: Final = 600
SECRETS: Final = (
    "PORTEVOIX_SECRET_KEYS",
    "PORTEVOIX_DATABASE_URL",
    *chain.from_iterable(door.secrets for door in SETTINGS.values()),
)
"""Settings that may stand in a file instead, named by the same setting with `_FILE` behind it."""


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
    playbooks, public_url, keys = (
        _folder(env, problems),
        _public_url(env, problems),
        _secret_keys(env, problems),
    )
    doors = _doors({**env, "PORTEVOIX_PUBLIC_URL": public_url}, problems)
    settings = Settings(
        playbooks=playbooks,
        public_url=public_url,
        database_url=env.get("PORTEVOIX_DATABASE_URL", "").strip() or "sqlite:///portevoix.sqlite3",
        host=env.get("PORTEVOIX_HOST", "").strip() or "127.0.0.1",
        port=_port(env, problems),
        secret_keys=keys,
        admins=_admins(env, problems),
        erasure_ledger=_ledger(env, problems),
        metrics=_metrics(env, problems),
        jitter=_jitter(env, problems),
        proxy_header=_proxy_header(env, problems),
        doors=MappingProxyType(doors),
        secrets_of_doors=_secrets_of(doors),
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
    given = {name for name, value in env.items() if value.strip()}
    doors = {
        platform: door.read(env, problems)
        for platform, door in SETTINGS.items()
        if any(name.startswith(door.prefixes) for name in given)
    }
    if not doors:
        least = ", or ".join(door.least for door in SETTINGS.values())
        problems.append(f"No platform is set: give {least}")
    return doors


def _secrets_of(doors: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """List the secrets that doors are built from; there may be several in one, separated by commas."""
    written = (
        doors[platform].get(name, "") for platform in doors for name in SETTINGS[platform].secrets.values()
    )
    return frozenset(each.strip() for secrets in written for each in secrets.split(",")) - {""}


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
    if not written:
        problems.append(
            "PORTEVOIX_PUBLIC_URL is missing: the https address under which people and the platforms reach the bot; "
            "with SLACK_APP_TOKEN, one inside the company is enough"
        )
    elif not is_safe(written):
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
