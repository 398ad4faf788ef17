"""What a door is given when somebody looks whether its platform would work: nothing here ever posts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from bot.domain.findings import Finding
from bot.domain.installations import Installation
from bot.domain.skew import Skew
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Visit:
    """The door's settings, and what the bot would need of the platform."""

    config: Mapping[str, str] = field(repr=False)
    channels: Sequence[str]
    """Ids of the channels that the playbooks post to."""
    scopes: frozenset[str]
    """What the app's manifest asks for."""
    session: aiohttp.ClientSession
    skew: Skew
    """Notes the platform's clock with every answer of the session."""
    clock: Clock
    installations: Sequence[Installation] = field(default=(), repr=False)
    """Where the bot was let in by consent, with open tokens."""


Look = Callable[[Visit], Awaitable[Sequence[Finding]]]
