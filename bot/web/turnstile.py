"""The turnstile: how often one address may open our pages, known in memory alone and for a minute at most."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

from aiohttp import web

MINUTE: Final = 60.0
RATES: Final = (
    ("/report/enter/", 20),
    ("/report", 120),
    ("/own/", 20),
    ("/slack/install", 20),
    ("/slack/oauth_redirect", 20),
    ("/workshop/", 60),
    ("/go/", 600),
    ("/s/", 600),
)
"""Requests a minute from one address, by how a path begins; a whole company may stand behind one address."""
MOST_ADDRESSES: Final = 10_000
"""The one that was seen longest ago is forgotten first."""


class Turnstile:
    """Counts by a fingerprint whose key dies with the process, so that not even its memory lists addresses."""

    def __init__(self, now: Callable[[], float], proxy_header: str = "") -> None:
        self._now = now
        self._header = proxy_header
        self._key = secrets.token_bytes(16)
        self._free_at: OrderedDict[bytes, float] = OrderedDict()
        """By fingerprint of address and page: when all that was asked will have been paid off (GCRA)."""

    def wait(self, request: web.Request) -> float:
        """Tell for how many seconds this request comes too soon; 0: it may pass, and is counted."""
        rate = next((each for each in RATES if request.path.startswith(each[0])), None)
        if rate is None:
            return 0.0
        page, most = rate
        now, every = self._now(), MINUTE / most
        who = self._fingerprint(page, _network(self._address(request)))
        free_at = max(self._free_at.get(who, now), now)
        if free_at + every - now > MINUTE:
            return free_at + every - now - MINUTE
        self._free_at[who] = free_at + every
        self._free_at.move_to_end(who)
        self._forget(now)
        return 0.0

    def _address(self, request: web.Request) -> str:
        """Read who asked. Of several in the proxy's header, the last is the one that our own proxy wrote."""
        told = request.headers.getall(self._header, []) if self._header else []
        return (told[-1].rpartition(",")[2].strip() if told else "") or request.remote or ""

    def _fingerprint(self, page: str, network: str) -> bytes:
        return hashlib.blake2b(f"{page} {network}".encode(), key=self._key, digest_size=16).digest()

    def _forget(self, now: float) -> None:
        while self._free_at:
            oldest, free_at = next(iter(self._free_at.items()))
            if free_at > now and len(self._free_at) <= MOST_ADDRESSES:
                return
            del self._free_at[oldest]


def _network(address: str) -> str:
    """Give an address as one household has it: of the newer kind, one line has a whole block."""
    try:
        parsed = ip_address(address.strip("[]"))
    except ValueError:
        return address[:100]
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(int(parsed) >> 64)
    return str(parsed)
