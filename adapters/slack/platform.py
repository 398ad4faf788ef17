"""What the house asks of Slack, as calls to its Web API over one shared session."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from logging import ERROR, Logger, getLogger
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.dates import noting
from adapters.gate import text_at
from adapters.slack import errors, render
from adapters.slack.answers import answer_of
from adapters.slack.hosts import is_slacks, is_slacks_line
from adapters.slack.inbound import EVENT_TYPE, PLATFORM, Identity, emoji_of, message_ref
from adapters.slack.people import is_on_leave, is_quiet, profile_of
from adapters.slack.workspaces import OneWorkspace, Workspaces
from bot.cards.elements import Card
from bot.domain.delivery import DeliveryKind
from bot.domain.pace import Lane
from bot.domain.people import MessageRef, PersonRef, Place, Profile
from bot.domain.skew import Skew
from bot.ports import Abilities, Clock, Gone, RateLimited, Refused, Unknown

HEARTBEAT_SECONDS: Final = 10.0
"""A ping so often; half as long without an answer and the connection is dead. Slack's own end may fall silent unseen
(slackapi/bolt-python 417)."""
API_URL: Final = "https://slack.com/api/"
TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
_HANGING_UP: Final = aiohttp.ClientWSTimeout(ws_close=2.0)
CONNECTIONS: Final = 32
PROFILE_AGE: Final = timedelta(minutes=10)
PROFILES: Final = 5_000

_POSTS: Final = Lane("post", every=0.2, burst=10)
"""chat.postMessage in one workspace: Slack says "several hundred per minute"; we count 300."""
_CHANNEL: Final = Lane("channel", every=1.0, burst=3, is_of_thread=True)
_UPDATES: Final = Lane("update", every=1.2, burst=10)
_WHO: Final = Lane("who", every=0.6, burst=10)
"""users.info, which goes before each private message."""
_NOTICE: Final = Lane("notice", every=1.0, burst=4)
"""The chat of an admin is a channel as well; no lane is named after anybody, so all of them share one."""
LANES: Final = MappingProxyType(
    {
        DeliveryKind.POST: (_POSTS, _CHANNEL),
        DeliveryKind.ANNOUNCEMENT: (_POSTS, _CHANNEL),
        DeliveryKind.UPDATE: (_UPDATES,),
        DeliveryKind.LETTER: (_WHO, _POSTS),
        DeliveryKind.NOTICE: (_WHO, _POSTS, _NOTICE),
    }
)
"""https://docs.slack.dev/apis/web-api/rate-limits"""
_ASKING: Final = timedelta(seconds=1.25)
"""dnd.info and users.getPresence: each fifty times a minute. With users.info before it and before the message, which may be
asked a hundred times, exactly fifty would leave no room for a single question more, and then every second one is refused."""
HISTORY: Final = frozenset({"channels:history", "groups:history"})
"""Scopes that we do not ask for. Where a workspace grants one, a post in doubt is looked for instead of held."""
BEFORE: Final = timedelta(seconds=60)
"""How much earlier than our clock says a message may have been written by Slack's."""
PAGES: Final = 20
_ABILITIES: Final = Abilities(
    finds_messages=False,
    reads_reactions=True,
    knows_presence=True,
    asks_every=_ASKING,
    lanes=LANES,
)


class SlackPlatform:
    """The ChatPlatform of one Slack workspace or several, and the private ways to answer that only this door uses."""

    def __init__(self, bot_token: str, api_url: str, clock: Clock) -> None:
        self._clock = clock
        self.skew = Skew()
        self._alone = OneWorkspace(bot_token)
        self._workspaces: Workspaces = self._alone
        self._profiles: dict[tuple[str, str], tuple[datetime, dict[str, Any]]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._abilities = _ABILITIES
        # No retry handlers: the SDK's own repeat a post whose fate is unknown, and so post twice.
        self.client = AsyncWebClient(bot_token, api_url, retry_handlers=[], logger=quiet_logger())
        if _is_loopback(api_url):
            # The SDK takes proxies from the environment and knows no exceptions to them.
            self.client.proxy = None

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    async def connect(self) -> Identity:
        """Open the session and learn who we are. Raises PlatformError, with the session closed again."""
        self._open()
        try:
            us = await self.introduced()
        except BaseException:
            await self.disconnect()
            raise
        self._alone.us = us
        return us

    def serve(self, workspaces: Workspaces) -> None:
        """Open the session, and speak in these workspaces with their own tokens."""
        self._workspaces = workspaces
        self._open()

    async def introduced(self, token: str = "") -> Identity:
        """Ask who we are with a token, and read what we were granted beside the answer. Raises PlatformError."""
        try:
            answer = await self.client.auth_test(**({"token": token} if token else {}))
        except Exception as failure:
            raise errors.from_failure(failure) from failure
        headers = {name.lower(): value for name, value in answer.headers.items()}
        granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")}
        data = answer.data if isinstance(answer.data, dict) else {}
        team, user = data.get("team_id"), data.get("user_id")
        if not (isinstance(team, str) and isinstance(user, str) and data.get("bot_id")):
            raise Refused("not a bot token")
        if granted & HISTORY:
            self._abilities = replace(_ABILITIES, finds_messages=True)
        return Identity(team=team, user=user, app=str(data.get("app_id") or ""))

    async def greet(self, team: str) -> None:
        """Ask whether our token is good in a workspace. Raises PlatformError."""
        await self.introduced((await self._workspaces.access(team)).token)

    def _open(self) -> None:
        connector = aiohttp.TCPConnector(limit=2 * CONNECTIONS, limit_per_host=CONNECTIONS)
        self._session = self.client.session = aiohttp.ClientSession(
            connector=connector, timeout=TIMEOUT, trace_configs=[noting(self.skew, self._clock)]
        )

    async def disconnect(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": marker}}
        return await self._posted(place.workspace, place.channel, card, metadata=metadata)

    async def update(self, message: MessageRef, card: Card) -> None:
        channel, _, stamp = message.opaque.partition("/")
        painted = render.message(card)
        await self._call(message.workspace, self.client.chat_update, channel=channel, ts=stamp, **painted)

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        """Ask who they are, each time: Slack takes messages to closed accounts (slackapi/python-slack-sdk 1156)."""
        try:
            profile = profile_of(await self._user(person))
        except Unknown as doubt:
            # Whatever became of the question, nothing was sent.
            raise RateLimited(errors.DEFAULT_WAIT_SECONDS, str(doubt)) from doubt
        if profile.is_guest or profile.is_bot or profile.is_gone:
            raise Gone("not a colleague")
        return await self._posted(person.workspace, person.user, card)

    async def profile(self, person: PersonRef) -> Profile:
        return profile_of(await self._recent(person))

    async def is_available(self, person: PersonRef) -> bool:
        """Ask up to three things, the ones known already first. A bot is not told why somebody is away, so away it is."""
        now = self._clock.now()
        if is_on_leave(await self._recent(person), now):
            return False
        team = person.workspace
        named = await self._named(team)
        if is_quiet(await self._call(team, self.client.dnd_info, user=person.user, **named), now):
            return False
        seen = await self._call(team, self.client.users_getPresence, user=person.user)
        if seen.get("presence") not in {"active", "away"}:
            raise Unknown("an answer without presence")
        return bool(seen["presence"] == "active")

    async def is_admin(self, person: PersonRef) -> bool:
        """Ask anew each time: rights are checked when they are used."""
        user = await self._user(person)
        return not user.get("deleted") and bool(user.get("is_admin") or user.get("is_owner"))

    async def is_in_group(self, person: PersonRef, group: str) -> bool:
        """Ask anew each time, as for admins. It takes the scope `usergroups:read`, which nothing else needs."""
        team = person.workspace
        named = await self._named(team)
        answer = await self._call(team, self.client.usergroups_users_list, usergroup=group, **named)
        users = answer.get("users")
        return isinstance(users, list) and person.user in users

    async def find(self, place: Place, markers: Collection[str], since: datetime) -> MessageRef | None:
        """Read the channel's history from a minute before, to its end. Tells nothing where that was not granted."""
        await self._workspaces.access(place.workspace)
        if not self._abilities.finds_messages:
            raise Unknown("history is not read")
        cursor, oldest = "", f"{(since - BEFORE).timestamp():.6f}"
        for _ in range(PAGES):
            answer = await self._call(
                place.workspace,
                self.client.conversations_history,
                channel=place.channel,
                oldest=oldest,
                include_all_metadata=True,
                limit=200,
                cursor=cursor,
            )
            for message in answer.get("messages") or ():
                if _marker_of(message) in markers and isinstance(stamp := message.get("ts"), str):
                    return message_ref(place.workspace, place.channel, stamp)
            cursor = text_at(answer, "response_metadata", "next_cursor")
            if not cursor:
                return None
        raise Unknown("too much was written since")

    def written_at(self, message: MessageRef) -> datetime | None:
        stamp = message.opaque.partition("/")[2]
        try:
            return datetime.fromtimestamp(float(stamp), UTC)
        except (ValueError, OverflowError, OSError):
            return None

    async def reactions(self, message: MessageRef) -> Collection[tuple[PersonRef, str]]:
        """Ask for all of them: without `full`, Slack may leave people out where there are many."""
        channel, _, stamp = message.opaque.partition("/")
        team, asked = message.workspace, self.client.reactions_get
        answer = await self._call(team, asked, channel=channel, timestamp=stamp, full=True)
        shown = answer.get("message")
        listed = shown.get("reactions", []) if isinstance(shown, dict) else None
        if not isinstance(listed, list):
            raise Unknown("an answer without a message")
        found = set()
        for each in listed:
            users = each.get("users") if isinstance(each, dict) else None
            if not isinstance(users, list) or each.get("count") != len(users):
                raise Unknown("an answer that leaves people out")
            emoji = emoji_of(text_at(each, "name"))
            found |= {(PersonRef(PLATFORM, team, str(user)), emoji) for user in users}
        return found

    async def whisper(self, place: Place, user: str, card: Card) -> None:
        """Show a card to one person in a channel, until they reload."""
        painted, whispered = render.message(card), self.client.chat_postEphemeral
        await self._call(place.workspace, whispered, channel=place.channel, user=user, **painted)

    async def publish_home(self, person: PersonRef, card: Card) -> None:
        view = render.home(card)
        await self._call(person.workspace, self.client.views_publish, user_id=person.user, view=view)

    async def open_view(self, team: str, trigger: str, view: dict[str, Any]) -> None:
        await self._call(team, self.client.views_open, trigger_id=trigger, view=view)

    async def push_view(self, team: str, trigger: str, view: dict[str, Any]) -> None:
        await self._call(team, self.client.views_push, trigger_id=trigger, view=view)

    async def update_view(self, team: str, view_id: str, view: dict[str, Any]) -> None:
        await self._call(team, self.client.views_update, view_id=view_id, view=view)

    async def respond(self, response_url: str, body: dict[str, Any]) -> None:
        """Answer a button through the address that came with its press. Raises PlatformError."""
        if self._session is None:
            raise Refused("not connected")
        if not is_slacks(response_url, self.client.base_url):
            raise Refused("response_url is not Slack's")
        try:
            async with self._session.post(
                response_url, json=body, proxy=self.client.proxy, allow_redirects=False
            ) as answer:
                if answer.status == 200:
                    return
                data = await answer.json() if answer.content_type == "application/json" else None
                raise errors.from_answer(answer.status, answer.headers, data)
        except Exception as failure:
            raise errors.from_failure(failure) from failure

    async def connection(self, app_token: str) -> aiohttp.ClientWebSocketResponse:
        """Open a connection for Socket Mode. Its address opens once and is written nowhere. Raises PlatformError."""
        if self._session is None:
            raise Refused("not connected")
        answer = await answer_of(self.client.apps_connections_open(app_token=app_token))
        url = text_at(answer, "url")
        if not is_slacks_line(url, self.client.base_url):
            raise Unknown("an answer without a safe address")
        try:
            return await self._session.ws_connect(
                url, heartbeat=HEARTBEAT_SECONDS, proxy=self.client.proxy, timeout=_HANGING_UP
            )
        except Exception as failure:
            raise errors.from_failure(failure) from failure

    async def _posted(self, team: str, channel: str, card: Card, **more: Any) -> MessageRef:
        asked = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **render.message(card)}
        answer = await self._call(team, self.client.chat_postMessage, **asked, **more)
        place, stamp = answer.get("channel"), answer.get("ts")
        if not (isinstance(place, str) and isinstance(stamp, str)):
            raise Unknown("an answer without a time stamp")
        return message_ref(team, place, stamp)

    async def _recent(self, person: PersonRef) -> dict[str, Any]:
        """Give what users.info said of somebody, at most ten minutes ago."""
        kept = self._profiles.get((person.workspace, person.user))
        is_fresh = kept is not None and self._clock.now() - kept[0] < PROFILE_AGE
        return kept[1] if kept and is_fresh else await self._user(person)

    async def _user(self, person: PersonRef) -> dict[str, Any]:
        team, user = person.workspace, person.user
        answer = await self._call(team, self.client.users_info, user=user, include_locale=True)
        found = answer.get("user")
        if not isinstance(found, dict):
            raise Unknown("an answer without a user")
        self._profiles.pop((team, user), None)
        if len(self._profiles) >= PROFILES:
            del self._profiles[next(iter(self._profiles))]
        self._profiles[team, user] = (self._clock.now(), found)
        return found

    async def _call(
        self, team: str, method: Callable[..., Awaitable[AsyncSlackResponse]], **asked: Any
    ) -> dict[str, Any]:
        """Call with the token of a workspace. One that is refused had no effect, so another may try. Raises PlatformError."""
        access = await self._workspaces.access(team)
        try:
            return await answer_of(method(token=access.token, **asked))
        except Gone as gone:
            if gone.what != "workspace":
                raise
            other = await self._workspaces.anew(team, access, str(gone))
            if other is None:
                raise
        return await answer_of(method(token=other.token, **asked))

    async def _named(self, team: str) -> dict[str, str]:
        """Name the workspace, where the token is an organisation's and the method would not know which one is meant."""
        return {"team_id": team} if (await self._workspaces.access(team)).organisation else {}


def quiet_logger() -> Logger:
    """Give Slack's libraries a logger that never reaches DEBUG, where they write whole bodies and tokens."""
    logger = getLogger("adapters.slack.sdk")
    logger.setLevel(ERROR)
    return logger


def _marker_of(message: Any) -> str:
    """Read the opaque id that travels with a message of ours."""
    if text_at(message, "metadata", "event_type") != EVENT_TYPE:
        return ""
    return text_at(message, "metadata", "event_payload", "id")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
