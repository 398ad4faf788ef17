"""The weather between the bot and its platforms: faults that fall by chance, from one seed, before or after the effect."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any, Final

from sandbox.faults import Fault, Faults
from sandbox.teams.faults import Fault as TeamsFault
from sandbox.teams.faults import TeamsFaults

SHARE: Final = 0.3
"""Of all calls, those that are spoiled."""
WAITS: Final = (1, 2, 5, 30)
"""Seconds for Retry-After."""
_NETWORK: Final = ("reset", "timeout", "500", "503", "html", "half")
_GATEWAY: Final = ("502", "504")
SLACK: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    # A call that is refused with 429 had no effect: both platforms promise that, so it never falls after the effect.
    {"before": (*_NETWORK, "429"), "after": _NETWORK}
)
TEAMS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"before": (*_NETWORK, *_GATEWAY, "429", "412"), "after": (*_NETWORK, *_GATEWAY)}
)


class Weather:
    """Decides for each call whether something happens to it, and keeps count."""

    def __init__(self, seed: str, name: str, share: float = SHARE) -> None:
        self.name = name
        self.share = share
        self.calls = 0
        self.fallen: Counter[str] = Counter()
        """By platform, moment and kind."""
        self.methods: Counter[str] = Counter()
        self._kinds = TEAMS if name == "teams" else SLACK
        self._chance = Random(f"{seed}/{name}")

    def clear_up(self) -> None:
        """Let every call pass from now on."""
        self.share = 0.0

    def decide(self, method: str, when: str) -> tuple[str, int] | None:
        """Tell what happens to a call, and how long it is told to wait. Asked once before, and once after the effect."""
        self.calls += when == "before"
        half = self.share / 2
        if self._chance.random() >= (half if when == "before" else half / (1 - half)):
            return None
        # Only the connector knows 412: it says that somebody else is changing the conversation.
        kinds = [kind for kind in self._kinds[when] if kind != "412" or method != "login"]
        what, wait = self._chance.choice(kinds), self._chance.choice(WAITS)
        self.fallen[f"{self.name} {when} {what}"] += 1
        self.methods[f"{self.name} {method}"] += 1
        return what, wait


class SlackWeather(Faults):
    """What the small Slack asks for its faults."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._weather = weather

    def take(self, method: str, when: Any) -> Fault | None:
        fallen = self._weather.decide(method, when)
        return Fault(method, when, fallen[0], 1, fallen[1]) if fallen else None


class TeamsWeather(TeamsFaults):
    """What the small Teams asks for its faults."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._weather = weather

    def take(self, method: str, when: Any) -> TeamsFault | None:
        fallen = self._weather.decide(method, when)
        return TeamsFault(method, when, fallen[0], 1, fallen[1]) if fallen else None
