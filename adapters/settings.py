"""What a platform has to say of its settings: how they are known, how they are read, and which of them are secret."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
YES: Final = frozenset({"1", "true", "yes"})

Read = Callable[[Mapping[str, str], list[str]], Mapping[str, str]]
"""Takes the environment, in which the bot's own settings are judged already, and the problems found so far.

Gives the strings that the door's `build` takes, and appends what is wrong, each with its repair.
"""


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """The settings of one platform."""

    prefixes: tuple[str, ...]
    """The platform is served where any setting is given whose name begins so."""
    read: Read
    secrets: Mapping[str, str]
    """Setting -> what `build` calls it. A secret may stand in a file instead, and never in a log."""
    least: str
    """The settings without which it cannot be served, as told to somebody who has set no platform."""


def is_loopback(host: str | None) -> bool:
    """Tell whether a host is this machine."""
    return host in LOOPBACK


def is_safe(address: str) -> bool:
    """Tell whether tokens may go to an address: by https, or by http to this machine alone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))
    )
