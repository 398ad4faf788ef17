"""The Events API: which events the app gets, their envelope, and Slack's retries.

Retries come at once, after one minute and after five, by the workplace's clock; then the event is lost:
https://docs.slack.dev/apis/events-api/#retries
"""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from sandbox.courier import Answer, Courier
from sandbox.installation import Installation
from sandbox.people import BOT_USER, TEAM
from sandbox.workplace import Channel, Json, Workplace

RETRY_AFTER_SECONDS = (0, 60, 300)

_SCOPE_OF = {
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message_metadata_posted": "metadata.message:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}
_UNSCOPED = frozenset({"app_home_opened", "app_uninstalled", "tokens_revoked"})


class Events:
    """What the app is told of its own accord."""

    def __init__(self, workplace: Workplace, installation: Installation, courier: Courier) -> None:
        self._workplace = workplace
        self._installation = installation
        self._courier = courier
        self._prefix = secrets.token_hex(3).upper()
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """Count events that are neither acknowledged nor lost."""
        return len(self._tasks)

    def publish(self, event: Json, *, in_channel: Channel | None = None) -> None:
        """Send an event, if the manifest subscribes to it with the scope it needs, and the bot is where it happened."""
        if in_channel is not None and BOT_USER not in in_channel.members:
            return
        is_private = in_channel is not None and in_channel.is_private
        if self._wants(event["type"], is_private=is_private):
            self.send(self.envelope(event))

    def envelope(self, event: Mapping[str, Any]) -> Json:
        """Wrap an event; each envelope has an event_id of its own."""
        self._count += 1
        body = {"event_ts": self._workplace.next_ts(), **event}
        return {
            "token": self._installation.config.verification_token,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": self._installation.app_id,
            "event": body,
            "type": "event_callback",
            "event_id": f"Ev{self._prefix}{self._count:08X}",
            "event_time": int(float(body["event_ts"])),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(16)}",
        }

    def send(self, envelope: Mapping[str, Any]) -> None:
        """Begin a delivery with its retries, in the background."""
        task = asyncio.create_task(self._deliver(envelope))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def deliver_once(self, envelope: Mapping[str, Any], attempt: int = 0, reason: str = "") -> Answer:
        """Bring an envelope once, without a further try; with `attempt` it looks like that retry of Slack's."""
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason or "http_timeout"}
        answer = await self._courier.bring_json(envelope, headers if attempt else None)
        self._record(envelope, answer.outcome, attempt)
        return answer

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wants(self, kind: str, *, is_private: bool) -> bool:
        if kind not in self._installation.events:
            return False
        scope = _SCOPE_OF.get(kind, "")
        if is_private:
            scope = scope.replace("channels:", "groups:")
        return kind in _UNSCOPED or scope in self._installation.scopes

    async def _deliver(self, envelope: Mapping[str, Any]) -> None:
        answer = await self.deliver_once(envelope)
        for attempt, seconds in enumerate(RETRY_AFTER_SECONDS, start=1):
            if answer.failure is None:
                return
            if answer.says("X-Slack-No-Retry") == "1":
                break
            if seconds:
                await self._workplace.clock.sleep(seconds)
            answer = await self.deliver_once(envelope, attempt, answer.failure)
        if answer.failure is not None:
            self._record(envelope, "lost", 0)

    def _record(self, envelope: Mapping[str, Any], outcome: str, attempt: int) -> None:
        event = envelope.get("event", {})
        item = event.get("item", {})
        channel = item.get("channel") or event.get("channel", "")
        self._workplace.log.append(
            self._workplace.clock.now(),
            "event",
            method=str(event.get("type", "")),
            channel=channel if isinstance(channel, str) else str(channel["id"]),
            user=str(event.get("user", "")),
            ts=str(item.get("ts", "")),
            payload=envelope,
            outcome=outcome,
            attempt=attempt,
        )
        self._workplace.changes.happened()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._workplace.changes.happened()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
