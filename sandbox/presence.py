"""Whether people wish to be disturbed, as Slack keeps it: presence, do-not-disturb, and the status beside their name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Status:
    """What stands beside a name."""

    emoji: str = ""
    """`:palm_tree:`"""
    text: str = ""
    until: datetime | None = None
    """Then it is gone; None: it stays."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A person's wishes. Quiet is a window of do-not-disturb: the one that is on, or comes next."""

    is_away: bool = False
    quiet_from: datetime | None = None
    quiet_until: datetime | None = None
    status: Status = field(default_factory=Status)

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether do-not-disturb is on."""
        window = self.window(now)
        return window is not None and window[0] <= now

    def window(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Give the window that is on or comes next; None when there is none any more."""
        if self.quiet_from is None or self.quiet_until is None or self.quiet_until <= now:
            return None
        return self.quiet_from, self.quiet_until

    def status_at(self, now: datetime) -> Status:
        """Give the status that is seen now."""
        return Status() if self.status.until is not None and self.status.until <= now else self.status


def named(name: str, now: datetime) -> Presence | None:
    """Give the presence that the page calls so; None for a name it has not."""
    match name:
        case "active":
            return Presence()
        case "away":
            return Presence(is_away=True)
        case "quiet":
            return Presence(quiet_from=now, quiet_until=now + timedelta(hours=1))
        case "holiday":
            return Presence(status=Status(":palm_tree:", "Vacationing"))
        case "ill":
            return Presence(status=Status(":face_with_thermometer:", "Out sick"))
    return None


def name_of(presence: Presence, now: datetime) -> str:
    """Give the page's name for a presence: what weighs most."""
    emoji = presence.status_at(now).emoji
    if emoji in (":palm_tree:", ":face_with_thermometer:"):
        return "holiday" if emoji == ":palm_tree:" else "ill"
    return "quiet" if presence.is_quiet(now) else "away" if presence.is_away else "active"
