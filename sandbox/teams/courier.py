"""The courier: brings activities to the app as the Bot Framework does, and waits for the answer of an invoke."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from sandbox.people import Person
from sandbox.teams.people import APP_NAME, TEAM, app_id_of, directory_id
from sandbox.teams.signing import Signing, TeamsApp
from sandbox.teams.workplace import Conversation, Json, TeamsWorkplace

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
        self._under_way: set[asyncio.Task[Any]] = set()

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
        local = now.astimezone(ZoneInfo(person.tz))
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
        self._follow(asyncio.create_task(self._brought(activity)))

    async def ask(self, activity: Json, person: str) -> Json | None:
        """Bring an invoke and give its answer; None when it went wrong, of which the person is told."""
        status, body = await self.deliver(activity, is_awaited=True)
        try:
            answer = json.loads(body or b"{}") if 200 <= status < 300 else None
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        self._workplace.notify(person, WENT_WRONG, f"status {status}")
        return None

    async def deliver(
        self, activity: Json, headers: Mapping[str, str] | None = None, *, is_awaited: bool = False
    ) -> tuple[int, bytes]:
        """Bring a raw activity, signed unless `headers` say otherwise. Status 0: no answer came.

        `is_awaited`: a person waits, for so many seconds of the workplace's clock; otherwise the time is real.
        """
        status, body, outcome = 0, b"", "http_timeout"
        try:
            async with self._patient() if is_awaited else asyncio.timeout(INVOKE_SECONDS):
                status, body = await self._post(activity, headers)
                outcome = str(status)
        except TimeoutError:
            pass  # the outcome says so
        except aiohttp.ClientError:
            outcome = "connection_failed"
        self._workplace.log.append(
            self._workplace.clock.now(),
            "event",
            method=activity.get("name") or activity.get("type", ""),
            channel=str((activity.get("conversation") or {}).get("id")),
            payload=activity,
            outcome=outcome,
        )
        return status, body

    @asynccontextmanager
    async def _patient(self) -> AsyncIterator[None]:
        """Raise TimeoutError when the workplace's clock says that it takes too long."""
        async with asyncio.timeout(None) as limit:

            async def give_up() -> None:
                await self._workplace.clock.sleep(INVOKE_SECONDS)
                limit.reschedule(0)

            waiting = asyncio.create_task(give_up())
            try:
                yield
            finally:
                waiting.cancel()

    async def _post(self, activity: Json, headers: Mapping[str, str] | None) -> tuple[int, bytes]:
        if self._session is None or not self.address:
            raise aiohttp.ClientConnectionError
        if headers is None:
            headers = {"Authorization": f"Bearer {self._signing.token(self.service_url)}"}
        async with self._session.post(self.address, json=activity, headers=headers) as answer:
            return answer.status, await answer.read()

    async def _brought(self, activity: Json) -> None:
        await self.deliver(activity)

    def _follow(self, task: asyncio.Task[Any]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: self._workplace.changes.happened())


def is_addressed(text: str) -> bool:
    """Tell whether a text begins with a mention of the app."""
    return re.match(rf"@{APP_NAME}(?!\w)", text) is not None


def mention_of(app_id: str, text: str) -> tuple[str, list[Json]]:
    """Write a text that begins with the app's name as Teams does: with a mention and its entity."""
    name = f"<at>{APP_NAME}</at>"
    words = text.removeprefix(f"@{APP_NAME}").strip()
    entity = {"type": "mention", "text": name, "mentioned": {"id": f"28:{app_id}", "name": APP_NAME}}
    return f"{name} {words}".strip(), [entity]
