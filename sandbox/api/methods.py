"""METHODS, the table of the Web API, and how a call is let in: token, rate limit, scope, handler."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.api import chat, conversations, dnd, oauth, reactions, users, views
from sandbox.api.call import ApiError, Call
from sandbox.desk import Desk
from sandbox.workplace import Json

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Method:
    """One method. `scopes`: one of them is needed; none: the method asks for itself, or any token may."""

    handle: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    reads_json: bool = True
    """Slack's reading methods ignore arguments that come as JSON."""


METHODS: Mapping[str, Method] = {
    "auth.test": Method(users.auth_test),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.history": Method(conversations.history, reads_json=False),
    "conversations.info": Method(conversations.info, reads_json=False),
    "conversations.join": Method(conversations.join, ("channels:join",)),
    "conversations.list": Method(conversations.list_channels, reads_json=False),
    "conversations.members": Method(conversations.members, reads_json=False),
    "conversations.open": Method(conversations.open_dm, ("im:write",)),
    "dnd.info": Method(dnd.info, ("dnd:read",), reads_json=False),
    "dnd.setSnooze": Method(dnd.set_snooze),
    "reactions.add": Method(reactions.add, ("reactions:write",)),
    "reactions.get": Method(reactions.get, ("reactions:read",), reads_json=False),
    "reactions.remove": Method(reactions.remove, ("reactions:write",)),
    "usergroups.users.list": Method(users.group_members, ("usergroups:read",), reads_json=False),
    "users.getPresence": Method(dnd.presence, ("users:read",), reads_json=False),
    "users.info": Method(users.info, ("users:read",), reads_json=False),
    "users.list": Method(users.list_users, ("users:read",), reads_json=False),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came off the wire."""

    method: str
    args: Mapping[str, Any]
    authorization: str
    is_json: bool
    error: str = ""
    """Why the body could not be read."""

    @property
    def token(self) -> str:
        if self.authorization.startswith("Bearer "):
            return self.authorization.removeprefix("Bearer ").strip()
        return str(self.args.get("token", ""))


def answer(desk: Desk, request: Request) -> tuple[Json, int]:
    """Do what a call asks. Returns Slack's answer, and the seconds for Retry-After (0: not limited)."""
    try:
        if request.error:
            raise ApiError(request.error)
        if request.method == "oauth.v2.access":
            return oauth.access(desk, request.args, request.authorization), 0
        if request.method == "apps.connections.open":
            return _connection(desk, request.token), 0
        method = METHODS.get(request.method)
        if method is None:
            raise ApiError("unknown_method", req_method=request.method)
        if refusal := desk.installation.why_refused(request.token, desk.workplace.clock.now()):
            raise ApiError(refusal)
        if wait := desk.limits.retry_after(request.method, str(request.args.get("channel", ""))):
            return {"ok": False, "error": "ratelimited"}, wait
        args = {} if request.is_json and not method.reads_json else request.args
        call = Call(desk, request.method, args)
        if method.scopes:
            call.need(*method.scopes)
        return method.handle(call), 0
    except ApiError as refused:
        return refused.body, 0
    except Exception:
        _LOGGER.exception("The sandbox could not answer %s.", request.method)
        return {"ok": False, "error": "fatal_error"}, 0


def _connection(desk: Desk, token: str) -> Json:
    """Give the address of a connection, for the app's own token alone."""
    if not token:
        raise ApiError("not_authed")
    if token in desk.installation.tokens:
        raise ApiError("not_allowed_token_type")
    if token != desk.installation.config.app_token:
        raise ApiError("invalid_auth")
    if not desk.installation.is_in_socket_mode:
        raise ApiError("forbidden_for_app")
    return {"ok": True, "url": desk.sockets.address()}
