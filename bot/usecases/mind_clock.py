"""Minding the clock: whoever runs the bot is told when it is off, and from some minutes on the bot is not ready."""

from collections.abc import Mapping, Sequence

import structlog

from bot.domain.skew import Skew
from bot.ports import ChatPlatform

REPAIR = "let the machine keep its time, for example with chrony or systemd-timesyncd"
log = structlog.get_logger(__name__)


class Clockwatch:
    """Compares our clock with that of each platform, as its last answer told."""

    def __init__(self, platforms: Mapping[str, ChatPlatform]) -> None:
        self._platforms = platforms
        self._told: dict[str, tuple[bool, bool]] = {}

    def too_far(self) -> Sequence[str]:
        """Say with which platforms nothing can work."""
        return [f"{name}: {skew}; {REPAIR}" for name, skew in self._skews() if skew.is_too_far]

    def worth_a_word(self) -> Sequence[str]:
        """Say where it is off, although it works."""
        off = [(name, skew) for name, skew in self._skews() if skew.is_worth_a_word and not skew.is_too_far]
        return [f"{name}: {skew}" for name, skew in off]

    def mind(self) -> None:
        """Log what has changed since the last look."""
        for name, skew in self._skews():
            found = skew.is_worth_a_word, skew.is_too_far
            if found == self._told.get(name, (False, False)):
                continue
            self._told[name] = found
            write = log.error if skew.is_too_far else log.warning if skew.is_worth_a_word else log.info
            write("clock.skewed" if skew.is_worth_a_word else "clock.right", platform=name, skew=str(skew))

    def _skews(self) -> Sequence[tuple[str, Skew]]:
        return [(name, platform.skew) for name, platform in self._platforms.items()]
