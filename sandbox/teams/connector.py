"""The Bot Connector: what the app can do in Teams, as REST under /teams/v3/.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.people import Person
from sandbox.teams.checks import Refusal, card_in
from sandbox.teams.faults import TeamsFaults, refused, spoil
from sandbox.teams.limits import TeamsLimits
from sandbox.teams.people import TEAM, app_id_of, directory_id
from sandbox.teams.signing import Signing, TeamsApp
from sandbox.teams.workplace import BOT, Conversation, Json, Message, TeamsWorkplace

Handler = Callable[[web.Request, Json], Awaitable[Json | list[Json]]]
Handling = Callable[[web.Request], Awaitable[web.StreamResponse]]
_MOST_A_PAGE = 500


class Connector:
    """The handlers of the connector's addresses. Faults know them as create, send, update, delete, members and team."""

    def __init__(
        self,
        app: TeamsApp,
        signing: Signing,
        workplace: TeamsWorkplace,
        limits: TeamsLimits,
        faults: TeamsFaults,
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

    def _guarded(self, method: str, handler: Handler) -> Handling:
        async def answer(request: web.Request) -> web.StreamResponse:
            if not self._signing.is_issued(request.headers.get("Authorization", "")):
                self._log(method, {}, "401")
                return refused(401, "Unauthorized", "Authorization has been denied for this request.")
            if fault := self._faults.take(method, "before"):
                self._log(method, {}, f"before:{fault.what}")
                return await spoil(request, fault, self._closing)
            body: Json = {}
            try:
                body = _parsed(await request.read())
                self._count(_thread_of(request, method, body))
                found = await handler(request, body)
            except Refusal as refusal:
                self._log(method, body, f"{refusal.status} {refusal.code} {refusal}")
                headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
                return refused(refusal.status, refusal.code, str(refusal), headers)
            if fault := self._faults.take(method, "after"):
                self._log(method, body, f"after:{fault.what}")
                return await spoil(request, fault, self._closing)
            self._log(method, body, "ok")
            return web.json_response(found, status=201 if method in {"create", "send"} else 200)

        return answer

    def _count(self, thread: str) -> None:
        """Let a call pass. Raises Refusal where a limit is met."""
        if wait := self._limits.retry_after(self._workplace.clock.now(), thread):
            raise Refusal(429, "Throttled", "Too many requests.", retry_after=wait)

    async def _create(self, request: web.Request, body: Json) -> Json:
        if body.get("tenantId") != self._app.tenant:
            raise Refusal(400, "BadArgument", "Could not parse tenant id")
        if channel := _channel_of(body):
            conversation = self._open(channel, is_writing=True)
            message = self._message(conversation, body.get("activity"))
            self._workplace.add(message, "create")
            return {"id": f"{conversation.id};messageid={message.id}", "activityId": message.id}
        members = body.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            raise Refusal(400, "BadArgument", "a chat has one member beside the app")
        person = self._workplace.person_of(str(members[0].get("id")))
        if person is None or person.is_deleted:
            raise Refusal(
                404, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )
        return {"id": self._open(self._workplace.chat(person.id).id).id}

    async def _send(self, request: web.Request, body: Json) -> Json:
        root, _, thread = request.match_info["conversation"].partition(";messageid=")
        conversation = self._open(root, is_writing=True)
        under = request.match_info.get("activity") or thread
        if under and conversation.scope == "channel" and under not in conversation.messages:
            raise Refusal(404, "ActivityNotFoundInConversation", "The activity is not in the conversation.")
        # An answer to an answer hangs on the message that began the thread.
        begun = conversation.messages[under].thread if under in conversation.messages else ""
        message = self._message(conversation, body, begun if conversation.scope == "channel" else "")
        if request.query.get("isTargetedActivity") == "true":
            message.addressee = self._addressee(conversation, body)
        self._workplace.add(message, "send")
        # Teams parts text and card into two messages, and then names neither.
        return {} if message.text and message.card else {"id": message.id}

    def _addressee(self, conversation: Conversation, body: Json) -> str:
        """Read for whom a targeted message is. Raises Refusal."""
        recipient = body.get("recipient")
        person = self._workplace.person_of(str(recipient.get("id"))) if isinstance(recipient, dict) else None
        if person is None or conversation.scope == "personal":
            raise Refusal(
                400, "BadArgument", "a targeted message has a recipient, and is not for a chat of two"
            )
        if person.id not in conversation.members:
            raise Refusal(404, "BotNotInConversationRoster", "The recipient is not part of the conversation.")
        return person.id

    async def _update(self, request: web.Request, body: Json) -> Json:
        message = self._own(request)
        if request.query.get("isTargetedActivity") == "true" and "recipient" in body:
            raise Refusal(400, "BadArgument", "the recipient of a targeted message stays as it was")
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
        size, start = _number(request, "pageSize", _MOST_A_PAGE), _number(request, "continuationToken", 0)
        end = start + min(max(size, 1), _MOST_A_PAGE)
        page: Json = {"members": people[start:end]}
        return page | ({"continuationToken": str(end)} if end < len(people) else {})

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

    def _open(self, identity: str, *, is_writing: bool = False) -> Conversation:
        """Find a conversation that the app may use. Raises Refusal."""
        conversation = self._workplace.conversations.get(identity)
        if conversation is None:
            raise Refusal(404, "ConversationNotFound", "Conversation not found.")
        if not conversation.has_bot:
            # As it is told after an app was taken out; where it never was, Teams says 404.
            status = 403 if self._workplace.was_installed else 404
            raise Refusal(
                status, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
            )
        if (
            is_writing
            and conversation.scope == "personal"
            and self._workplace.blocked & set(conversation.members)
        ):
            raise Refusal(403, "MessageWritesBlocked", "User blocked the conversation with the bot")
        return conversation

    def _own(self, request: web.Request) -> Message:
        conversation = self._open(_root(request), is_writing=True)
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
        # A guest keeps the address of their own house, within a name made of it.
        invited = f"{person.handle}_elsewhere.example#EXT#@atelier-lumen.example"
        return {
            "id": app_id_of(person.id),
            "name": person.name,
            "aadObjectId": directory_id(person.id),
            "givenName": first,
            "surname": last,
            "email": address,
            "userPrincipalName": invited if person.is_restricted else address,
            "tenantId": self._app.tenant,
            "userRole": "guest" if person.is_restricted else "user",
        }

    def _log(self, method: str, body: Json, outcome: str) -> None:
        workplace = self._workplace
        workplace.log.append(workplace.clock.now(), "call", method=method, payload=body, outcome=outcome)
        workplace.changes.happened()


def _root(request: web.Request) -> str:
    return request.match_info["conversation"].partition(";messageid=")[0]


def _thread_of(request: web.Request, method: str, body: Json) -> str:
    """Name the thread whose limits a call counts against; reading counts against the tenant's alone."""
    if method in {"send", "update", "delete"}:
        return request.match_info["conversation"]
    return _channel_of(body) if method == "create" else ""


def _channel_of(body: Json) -> str:
    """Read the channel in which a conversation is to begin; empty when none is."""
    data = body.get("channelData")
    channel = data.get("channel") if isinstance(data, dict) else None
    return str(channel.get("id") or "") if isinstance(channel, dict) else ""


def _number(request: web.Request, name: str, usual: int) -> int:
    given = request.query.get(name) or str(usual)
    if not (given.isascii() and given.isdigit()):
        raise Refusal(400, "BadArgument", f"{name} is no number")
    return int(given)


def _parsed(raw: bytes) -> Json:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise Refusal(400, "BadSyntax", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refusal(400, "BadSyntax", "The body is not an object.")
    return body
