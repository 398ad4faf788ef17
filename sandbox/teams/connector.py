"""The Bot Connector: what the app can do in Teams, as REST under /teams/v3/.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox.faults import Faults, spoil
from sandbox.people import Person
from sandbox.teams.checks import Refusal, card_in
from sandbox.teams.limits import TeamsLimits
from sandbox.teams.people import TEAM, app_id_of, directory_id
from sandbox.teams.signing import Signing, TeamsApp
from sandbox.teams.workplace import BOT, Conversation, Json, Message, TeamsWorkplace


class Connector:
    """The handlers of the connector's addresses. Method names for faults: create, send, update, delete, members, team."""

    def __init__(
        self,
        app: TeamsApp,
        signing: Signing,
        workplace: TeamsWorkplace,
        limits: TeamsLimits,
        faults: Faults,
        closing: asyncio.Event,
    ) -> None:
        self._app = app
        self._signing = signing
        self._workplace = workplace
        self._limits = limits
        self._faults = faults
        self._closing = closing

    def routes(self) -> list[web.RouteDef]:
        base = "/teams/v3/conversations"
        return [
            web.post(base, self._guarded("create", self._create)),
            web.post(base + "/{conversation}/activities", self._guarded("send", self._send)),
            web.post(base + "/{conversation}/activities/{activity}", self._guarded("send", self._send)),
            web.put(base + "/{conversation}/activities/{activity}", self._guarded("update", self._update)),
            web.delete(base + "/{conversation}/activities/{activity}", self._guarded("delete", self._delete)),
            web.get(base + "/{conversation}/members", self._guarded("members", self._members)),
            web.get(base + "/{conversation}/pagedmembers", self._guarded("members", self._paged)),
            web.get(base + "/{conversation}/members/{member}", self._guarded("members", self._member)),
            web.get("/teams/v3/teams/{team}", self._guarded("team", self._team)),
            web.get("/teams/v3/teams/{team}/conversations", self._guarded("team", self._channels)),
        ]

    def _guarded(self, method: str, handler: Any) -> Any:
        async def answer(request: web.Request) -> web.StreamResponse:
            if not self._signing.is_issued(request.headers.get("Authorization", "")):
                self._log(method, {}, "401")
                return _error(401, "Unauthorized", "Authorization has been denied for this request.")
            if fault := self._faults.take(method, "before"):
                self._log(method, {}, f"before:{fault.what}")
                return await spoil(request, fault, self._closing)
            try:
                body = json.loads(await request.read() or b"{}")
                wait = self._limits.retry_after(
                    self._workplace.clock.now(), _thread_of(request, method, body)
                )
                if wait:
                    self._log(method, body, "429")
                    return _error(429, "Throttled", "Too many requests.", {"Retry-After": str(wait)})
                found = await handler(request, body)
            except ValueError:
                return _error(400, "BadSyntax", "The body is not JSON.")
            except Refusal as refusal:
                self._log(method, {}, f"{refusal.status} {refusal.code} {refusal}")
                return _error(refusal.status, refusal.code, str(refusal))
            self._log(method, body, "ok")
            if fault := self._faults.take(method, "after"):
                return await spoil(request, fault, self._closing)
            return web.json_response(found, status=201 if method in {"create", "send"} else 200)

        return answer

    async def _create(self, request: web.Request, body: Json) -> Json:
        if body.get("tenantId") != self._app.tenant:
            raise Refusal(400, "BadArgument", "Could not parse tenant id")
        channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
        if channel:
            conversation = self._open(channel)
            message = self._message(conversation, body.get("activity"))
            self._workplace.add(message, "create")
            return {"id": f"{conversation.id};messageid={message.id}", "activityId": message.id}
        members = body.get("members") or []
        person = self._workplace.person_of(str(members[0].get("id"))) if len(members) == 1 else None
        if person is None or person.is_deleted:
            raise Refusal(403, "BotNotInConversationRoster", "Bot is not part of the conversation roster.")
        return {"id": self._workplace.chat(person.id).id}

    async def _send(self, request: web.Request, body: Json) -> Json:
        root, _, thread = request.match_info["conversation"].partition(";messageid=")
        conversation = self._open(root)
        message = self._message(conversation, body, request.match_info.get("activity") or thread)
        if request.query.get("isTargetedActivity") == "true":
            person = self._workplace.person_of(str((body.get("recipient") or {}).get("id")))
            if person is None:
                raise Refusal(400, "BadArgument", "a targeted message needs its recipient")
            message.addressee = person.id
        self._workplace.add(message, "send")
        # Teams parts text and card into two messages, and then names neither.
        return {} if message.text and message.card else {"id": message.id}

    async def _update(self, request: web.Request, body: Json) -> Json:
        message = self._own(request)
        card = card_in(body)
        text, summary = str(body.get("text") or ""), str(body.get("summary") or "")
        self._workplace.redraw(message, card, text, summary, "update")
        return {"id": message.id}

    async def _delete(self, request: web.Request, body: Json) -> Json:
        message = self._own(request)
        del self._workplace.conversations[message.conversation].messages[message.id]
        self._workplace.record("delete", "delete", message)
        return {}

    async def _members(self, request: web.Request, body: Json) -> list[Json]:
        conversation = self._open(_root(request))
        return [self._account(self._workplace.people[person]) for person in conversation.members]

    async def _paged(self, request: web.Request, body: Json) -> Json:
        people = [self._account(self._workplace.people[each]) for each in self._open(_root(request)).members]
        size, start = (
            int(request.query.get("pageSize") or 200),
            int(request.query.get("continuationToken") or 0),
        )
        page: Json = {"members": people[start : start + size]}
        return page | ({"continuationToken": str(start + size)} if start + size < len(people) else {})

    async def _member(self, request: web.Request, body: Json) -> Json:
        conversation = self._open(_root(request))
        person = self._workplace.person_of(request.match_info["member"])
        if person is None or person.is_deleted or person.id not in conversation.members:
            raise Refusal(404, "MemberNotFoundInConversation", "The member is not part of the conversation.")
        return self._account(person)

    async def _team(self, request: web.Request, body: Json) -> Json:
        self._open(request.match_info["team"])
        return {"id": TEAM, "name": self._workplace.team_name, "tenantId": self._app.tenant}

    async def _channels(self, request: web.Request, body: Json) -> Json:
        self._open(request.match_info["team"])
        channels = [each for each in self._workplace.conversations.values() if each.scope == "channel"]
        return {
            "conversations": [
                {"id": each.id, "name": None if each.id == TEAM else each.name} for each in channels
            ]
        }

    def _open(self, identity: str) -> Conversation:
        """Find a conversation that the app may use. Raises Refusal."""
        conversation = self._workplace.conversations.get(identity)
        if conversation is None:
            raise Refusal(404, "ConversationNotFound", "Conversation not found.")
        if not conversation.has_bot:
            raise Refusal(403, "BotNotInConversationRoster", "Bot is not part of the conversation roster.")
        if conversation.scope == "personal" and self._workplace.blocked & set(conversation.members):
            raise Refusal(403, "MessageWritesBlocked", "User blocked the conversation with the bot")
        return conversation

    def _own(self, request: web.Request) -> Message:
        conversation = self._open(_root(request))
        message = conversation.messages.get(request.match_info["activity"])
        if message is None or message.sender != BOT:
            raise Refusal(404, "ActivityNotFoundInConversation", "The activity is not in the conversation.")
        return message

    def _message(self, conversation: Conversation, activity: Any, thread: str = "") -> Message:
        card, identity = card_in(activity), self._workplace.next_id()
        return Message(
            id=identity,
            conversation=conversation.id,
            thread=thread or identity,
            sender=BOT,
            text=str(activity.get("text") or ""),
            at=self._workplace.clock.now(),
            card=card,
            summary=str(activity.get("summary") or ""),
        )

    def _account(self, person: Person) -> Json:
        first, _, last = person.name.partition(" ")
        address = f"{person.handle}@atelier-lumen.example"
        return {
            "id": app_id_of(person.id),
            "name": person.name,
            "aadObjectId": directory_id(person.id),
            "givenName": first,
            "surname": last,
            "email": address,
            "userPrincipalName": address,
            "tenantId": self._app.tenant,
            "userRole": "guest" if person.is_restricted else "user",
        }

    def _log(self, method: str, body: Json, outcome: str) -> None:
        workplace = self._workplace
        workplace.log.append(workplace.clock.now(), "call", method=method, payload=body, outcome=outcome)
        workplace.changes.happened()


def _root(request: web.Request) -> str:
    return request.match_info["conversation"].partition(";messageid=")[0]


def _thread_of(request: web.Request, method: str, body: Any) -> str:
    """Name the thread whose limits a call counts against; reading counts against the tenant's alone."""
    if method in {"send", "update", "delete"}:
        return request.match_info["conversation"]
    if method == "create" and isinstance(body, dict):
        channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
        return str(channel or "")
    return ""


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
