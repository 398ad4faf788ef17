"""Microsoft's SDK, with what is broken or slow in it replaced at its four public hooks.

The SDK is at the end of its life (botbuilder-python, archive notice), so nothing of it leaves this module: requests come
in as letters of the guard, turns go out as plain JSON, and calls to Teams are the connector's.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from adapters.gate import Rejected, text_at
from adapters.teams.answers import Turn
from adapters.teams.connector import Connector
from adapters.teams.guard import Guard, Letter


class TeamsAdapter(CloudAdapter):
    """The SDK's adapter with our own gate before it and our own connector behind it."""

    def __init__(self, guard: Guard, connector: Connector) -> None:
        self._guard = guard
        self._links = _Links(connector)
        super().__init__(self._links)

    async def process(self, request: web.Request, bot: Turn, ws_response: Any = None) -> web.Response:
        """Answer one request. The SDK's own process serialises the body of an invoke twice and so fails at each."""
        del ws_response
        try:
            letter = await self._guard.open(request)
            known, turn = self._links.known(letter), _turn_of(letter, bot)
            answer = await self.process_activity(known, _activity(letter), turn)
        except Rejected as refusal:
            return web.Response(status=refusal.status, text="refused")
        if not isinstance(answer, InvokeResponse):
            return web.Response(
                status=HTTPStatus.OK if letter.body["type"] == "invoke" else HTTPStatus.ACCEPTED
            )
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)


class _Links(BotFrameworkAuthentication):
    """The SDK's questions who asks and how to reach Teams, answered from what is known."""

    def __init__(self, connector: Connector) -> None:
        self._lines = _Lines(connector)

    def known(self, letter: Letter) -> AuthenticateRequestResult:
        """Vouch for a letter that the guard has let in."""
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(letter.claims, is_authenticated=True)
        result.audience = "https://api.botframework.com"
        result.connector_factory = self._lines
        return result

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Refuse: only the guard lets requests in."""
        raise PermissionError

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Refuse: we are spoken to by HTTP alone."""
        raise PermissionError

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._lines

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Give nothing: nobody signs in to other services through us, and the SDK would build a client for each turn."""


class _Lines(ConnectorFactory):
    """One connector for every turn, where the SDK makes one each time."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> "_Line":
        return _Line(self._connector, service_url)


class _Line:
    """What the SDK calls a connector client, as far as a turn of ours may need it."""

    def __init__(self, connector: Connector, service: str) -> None:
        self._connector = connector
        self._service = service
        self.conversations = self

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> None:
        path = ("conversations", conversation_id, "activities")
        await self._connector.call("POST", self._service, *path, body=activity.serialize())

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> None:
        path = ("conversations", conversation_id, "activities", activity_id)
        await self._connector.call("POST", self._service, *path, body=activity.serialize())


def _activity(letter: Letter) -> Activity:
    """Give the SDK the few fields that it reads itself: reading all of them costs it more than all the rest of a turn."""
    body = letter.body
    return Activity(
        type=text_at(body, "type"),
        id=text_at(body, "id"),
        name=text_at(body, "name"),
        channel_id=text_at(body, "channelId"),
        service_url=text_at(body, "serviceUrl"),
        conversation=ConversationAccount(id=text_at(body, "conversation", "id")),
        from_property=ChannelAccount(id=text_at(body, "from", "id")),
        recipient=ChannelAccount(id=text_at(body, "recipient", "id")),
    )


def _turn_of(letter: Letter, handle: Turn) -> Callable[[TurnContext], Awaitable[None]]:
    async def turn(context: TurnContext) -> None:
        answer = await handle(letter)
        if answer is not None:
            response = InvokeResponse(status=int(answer.status), body=answer.body)
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))

    return turn
