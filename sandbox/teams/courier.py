"""The courier: brings activities to the app as the Bot Framework does, and waits for the answer of an invoke."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import aiohttp

from sandbox.people import Person
from sandbox.teams.people import APP_NAME, TEAM, app_id_of, directory_id
from sandbox.teams.signing import Signing, TeamsApp
from sandbox.teams.workplace import Conversation, Json, Message, TeamsWorkplace

INVOKE_SECONDS = 15.0
WENT_WRONG = "Something went wrong. Please try again."


class Courier:
    """Carries activities to the app's messaging endpoint."""

    def __init__(self, app: TeamsApp, signing: Signing, workplace: TeamsWorkplace) -> None:
        self.address = ""
        self.service_url = ""
        self._app = app
        self._signing = signing
        self._workplace = workplace
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """How many activities have not been answered yet."""
        return len(self._under_way)

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar()
        )

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def activity(
        self, kind: str, person: Person, conversation: Conversation, thread: str = "", **more: Any
    ) -> Json:
        """Write an activity as Teams does. `thread`: the message that it hangs on, in a channel."""
        now = self._workplace.clock.now()
        local = now.astimezone(self._workplace.clock.zone)
        is_channel = conversation.scope == "channel"
        where: Json = {
            "id": f"{conversation.id};messageid={thread}" if is_channel and thread else conversation.id,
            "conversationType": conversation.scope,
            "tenantId": self._app.tenant,
        }
        data: Json = {"tenant": {"id": self._app.tenant}}
        if conversation.scope != "personal":
            where["isGroup"] = True
        if is_channel:
            data |= {"team": {"id": TEAM}, "channel": {"id": conversation.id}, "teamsTeamId": TEAM,
                     "teamsChannelId": conversation.id}  # fmt: skip
        client = {
            "type": "clientInfo",
            "locale": person.locale,
            "country": person.locale.rpartition("-")[2],
            "platform": "Web",
            "timezone": person.tz,
        }
        entities = more.pop("entities", [])
        return {
            "type": kind,
            "id": self._workplace.next_id(),
            "timestamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z",
            "localTimestamp": local.isoformat(timespec="microseconds"),
            "localTimezone": person.tz,
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": {"id": app_id_of(person.id), "name": person.name, "aadObjectId": directory_id(person.id)},
            "conversation": where,
            "recipient": {"id": f"28:{self._app.app_id}", "name": APP_NAME},
            "entities": [*entities, client],
            "channelData": data | more.pop("channelData", {}),
            "locale": person.locale,
            **more,
        }

    def bring(self, activity: Json) -> None:
        """Bring something that nobody waits for."""
        task = asyncio.create_task(self._brought(activity))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: self._workplace.changes.happened())

    async def ask(self, activity: Json, person: str) -> Json | None:
        """Bring an invoke and give its answer; None when it went wrong, of which the person is told."""
        status, body = await self.deliver(activity)
        if not 200 <= status < 300:
            self._workplace.notify(person, WENT_WRONG)
            return None
        try:
            answer = json.loads(body) if body else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            self._workplace.notify(person, WENT_WRONG)
            return None
        return answer

    async def deliver(self, activity: Json, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Bring a raw activity, signed unless `headers` say otherwise. Status 0: no answer came."""
        if self._session is None:
            return 0, b""
        given = (
            {"Authorization": f"Bearer {self._signing.token(self.service_url)}"}
            if headers is None
            else headers
        )
        try:
            async with asyncio.timeout(INVOKE_SECONDS):
                async with self._session.post(self.address, json=activity, headers=given) as answer:
                    status, body = answer.status, await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            status, body = 0, b""
        self._workplace.log.append(
            self._workplace.clock.now(),
            "event",
            method=activity.get("name") or activity.get("type", ""),
            channel=str((activity.get("conversation") or {}).get("id")),
            payload=activity,
            outcome=str(status),
        )
        return status, body

    async def _brought(self, activity: Json) -> None:
        await self.deliver(activity)


def mention_of(app_id: str, text: str) -> tuple[str, list[Json]]:
    """Write a text that begins with the app's name as Teams does: with a mention and its entity."""
    name = f"<at>{APP_NAME}</at>"
    words = text.removeprefix(f"@{APP_NAME}").strip()
    entity = {"type": "mention", "text": name, "mentioned": {"id": f"28:{app_id}", "name": APP_NAME}}
    return f"{name} {words}".strip(), [entity]


def thread_of(message: Message) -> str:
    """Name the message that a message's thread hangs on."""
    return message.thread or message.id
