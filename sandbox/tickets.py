"""What Slack hands out with an interaction: trigger ids (3 seconds, once), response URLs (5 uses in 30 minutes)."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import SandboxClock
from sandbox.workplace import Message

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_LIFE = timedelta(minutes=30)


@dataclass(slots=True)
class Trigger:
    """A permission to open a dialog for a person; it ages in real time."""

    person: str
    view: str
    """The dialog in which the interaction happened, if it did: views.push needs it."""
    born: float
    is_used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """A permission to answer an interaction; it ages by the workplace's clock."""

    person: str
    channel: str
    source: Message | None
    expires_at: datetime
    uses_left: int = RESPONSE_USES


class Tickets:
    """All permissions handed out."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}
        self._counter = 0

    def trigger(self, person: str, view: str = "") -> str:
        """Hand out a trigger id."""
        self._counter += 1
        identity = f"{self._counter:013d}.{secrets.randbelow(10**12):012d}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(person, view, self._clock.monotonic())
        return identity

    def redeem(self, trigger_id: str) -> tuple[Trigger | None, str]:
        """Use a trigger id up. Returns the trigger, or None and Slack's error."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            return None, "invalid_trigger_id"
        if trigger.is_used:
            return None, "exchanged_trigger_id"
        if self._clock.monotonic() - trigger.born > TRIGGER_SECONDS:
            return None, "expired_trigger_id"
        trigger.is_used = True
        return trigger, ""

    def response_path(self, kind: str, person: str, channel: str, source: Message | None = None) -> str:
        """Hand out a response URL's path; `kind` is commands or actions."""
        path = f"{kind}/{secrets.token_hex(8)}/{secrets.token_hex(12)}"
        self._responses[path] = ResponseUrl(person, channel, source, self._clock.now() + RESPONSE_LIFE)
        return path

    def answer(self, path: str) -> tuple[ResponseUrl | None, str]:
        """Use a response URL once. Returns it, or None and Slack's error."""
        url = self._responses.get(path)
        if url is None or self._clock.now() > url.expires_at:
            return None, "expired_url"
        if url.uses_left <= 0:
            return None, "used_url"
        url.uses_left -= 1
        return url, ""
