"""What the house asks of Slack, as calls to its Web API over one shared session."""

from collections.abc import Awaitable, Collection
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
from adapters.slack.hosts import is_slacks
from adapters.slack.inbound import EVENT_TYPE, PLATFORM, Identity, emoji_of, message_ref
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
    private_replies=True,
    reaction_removal=True,
    dialogs=True,
    card_characters=12_000,
    finds_messages=False,
    reads_reactions=True,
    knows_presence=True,
    asks_every=_ASKING,
    lanes=LANES,
)
_LEAVE: Final = frozenset(
    {"palm_tree", "face_with_thermometer", "desert_island", "beach_with_umbrella", "mask", "thermometer"}
)
"""Emoji of a status that says on leave or ill: the two that Slack offers ready-made, and those that people take for them."""


class SlackPlatform:
    """The ChatPlatform of one Slack workspace, and the private ways to answer that only this door uses."""

    def __init__(self, bot_token: str, api_url: str, clock: Clock) -> None:
        self._clock = clock
        self.skew = Skew()
        self._team = ""
        self._profiles: dict[str, tuple[datetime, dict[str, Any]]] = {}
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
        connector = aiohttp.TCPConnector(limit=2 * CONNECTIONS, limit_per_host=CONNECTIONS)
        self._session = self.client.session = aiohttp.ClientSession(
            connector=connector, timeout=TIMEOUT, trace_configs=[noting(self.skew, self._clock)]
        )
        try:
            granted, answer = await self._introduced()
            team, user = answer.get("team_id"), answer.get("user_id")
            if not (isinstance(team, str) and isinstance(user, str) and answer.get("bot_id")):
                raise Refused("not a bot token")
        except BaseException:
            await self.disconnect()
            raise
        self._team = team
        self._abilities = replace(_ABILITIES, finds_messages=bool(granted & HISTORY))
        return Identity(team=team, user=user, app=str(answer.get("app_id") or ""))

    async def disconnect(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        self._require_ours(place.workspace)
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"id": marker}}
        return await self._posted(place.channel, card, metadata=metadata)

    async def update(self, message: MessageRef, card: Card) -> None:
        self._require_ours(message.workspace)
        channel, _, stamp = message.opaque.partition("/")
        await _call(self.client.chat_update(channel=channel, ts=stamp, **render.message(card)))

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        """Ask who they are, each time: Slack takes messages to closed accounts (slackapi/python-slack-sdk 1156)."""
        self._require_ours(person.workspace)
        try:
            profile = _profile(await self._user(person.user))
        except Unknown as doubt:
            # Whatever became of the question, nothing was sent.
            raise RateLimited(errors.DEFAULT_WAIT_SECONDS, str(doubt)) from doubt
        if profile.is_guest or profile.is_bot or profile.is_gone:
            raise Gone("not a colleague")
        return await self._posted(person.user, card)

    async def profile(self, person: PersonRef) -> Profile:
        self._require_ours(person.workspace)
        return _profile(await self._recent(person.user))

    async def is_available(self, person: PersonRef) -> bool:
        """Ask up to three things, the ones known already first. A bot is not told why somebody is away, so away it is."""
        self._require_ours(person.workspace)
        now = self._clock.now()
        if _is_on_leave(await self._recent(person.user), now):
            return False
        if _is_quiet(await _call(self.client.dnd_info(user=person.user)), now):
            return False
        seen = await _call(self.client.users_getPresence(user=person.user))
        if seen.get("presence") not in {"active", "away"}:
            raise Unknown("an answer without presence")
        return bool(seen["presence"] == "active")

    async def is_admin(self, person: PersonRef) -> bool:
        """Ask anew each time: rights are checked when they are used."""
        self._require_ours(person.workspace)
        user = await self._user(person.user)
        return not user.get("deleted") and bool(user.get("is_admin") or user.get("is_owner"))

    async def is_in_group(self, person: PersonRef, group: str) -> bool:
        """Ask anew each time, as for admins. It takes the scope `usergroups:read`, which nothing else needs."""
        self._require_ours(person.workspace)
        answer = await _call(self.client.usergroups_users_list(usergroup=group))
        users = answer.get("users")
        return isinstance(users, list) and person.user in users

    async def find(self, place: Place, markers: Collection[str], since: datetime) -> MessageRef | None:
        """Read the channel's history from a minute before, to its end. Tells nothing where that was not granted."""
        self._require_ours(place.workspace)
        if not self._abilities.finds_messages:
            raise Unknown("history is not read")
        cursor, oldest = "", f"{(since - BEFORE).timestamp():.6f}"
        for _ in range(PAGES):
            request = self.client.conversations_history(
                channel=place.channel, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor
            )
            answer = await _call(request)
            for message in answer.get("messages") or ():
                if _marker_of(message) in markers and isinstance(stamp := message.get("ts"), str):
                    return message_ref(self._team, place.channel, stamp)
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
        self._require_ours(message.workspace)
        channel, _, stamp = message.opaque.partition("/")
        answer = await _call(self.client.reactions_get(channel=channel, timestamp=stamp, full=True))
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
            found |= {(PersonRef(PLATFORM, self._team, str(user)), emoji) for user in users}
        return found

    async def whisper(self, channel: str, user: str, card: Card) -> None:
        """Show a card to one person in a channel, until they reload."""
        painted = render.message(card)
        await _call(self.client.chat_postEphemeral(channel=channel, user=user, **painted))

    async def publish_home(self, user: str, card: Card) -> None:
        await _call(self.client.views_publish(user_id=user, view=render.home(card)))

    async def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        await _call(self.client.views_open(trigger_id=trigger, view=view))

    async def push_view(self, trigger: str, view: dict[str, Any]) -> None:
        await _call(self.client.views_push(trigger_id=trigger, view=view))

    async def update_view(self, view_id: str, view: dict[str, Any]) -> None:
        await _call(self.client.views_update(view_id=view_id, view=view))

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
        answer = await _call(self.client.apps_connections_open(app_token=app_token))
        url = text_at(answer, "url")
        if not url.startswith("wss://") and not (url.startswith("ws://") and _is_loopback(url)):
            raise Unknown("an answer without a safe address")
        try:
            return await self._session.ws_connect(
                url, heartbeat=HEARTBEAT_SECONDS, proxy=self.client.proxy, timeout=_HANGING_UP
            )
        except Exception as failure:
            raise errors.from_failure(failure) from failure

    async def _introduced(self) -> tuple[frozenset[str], dict[str, Any]]:
        """Ask who we are, and read what we were granted beside the answer."""
        try:
            answer = await self.client.auth_test()
        except Exception as failure:
            raise errors.from_failure(failure) from failure
        headers = {name.lower(): value for name, value in answer.headers.items()}
        granted = str(headers.get("x-oauth-scopes", "")).split(",")
        data = answer.data if isinstance(answer.data, dict) else {}
        return frozenset(scope.strip() for scope in granted), data

    async def _posted(self, channel: str, card: Card, **more: Any) -> MessageRef:
        request = self.client.chat_postMessage(
            channel=channel, unfurl_links=False, unfurl_media=False, **render.message(card), **more
        )
        answer = await _call(request)
        place, stamp = answer.get("channel"), answer.get("ts")
        if not (isinstance(place, str) and isinstance(stamp, str)):
            raise Unknown("an answer without a time stamp")
        return message_ref(self._team, place, stamp)

    async def _recent(self, user: str) -> dict[str, Any]:
        """Give what users.info said of somebody, at most ten minutes ago."""
        kept = self._profiles.get(user)
        is_fresh = kept is not None and self._clock.now() - kept[0] < PROFILE_AGE
        return kept[1] if kept and is_fresh else await self._user(user)

    async def _user(self, user: str) -> dict[str, Any]:
        answer = await _call(self.client.users_info(user=user, include_locale=True))
        found = answer.get("user")
        if not isinstance(found, dict):
            raise Unknown("an answer without a user")
        self._profiles.pop(user, None)
        if len(self._profiles) >= PROFILES:
            del self._profiles[next(iter(self._profiles))]
        self._profiles[user] = (self._clock.now(), found)
        return found

    def _require_ours(self, workspace: str) -> None:
        if workspace != self._team:
            raise Refused("another workspace")


def quiet_logger() -> Logger:
    """Give Slack's libraries a logger that never reaches DEBUG, where they write whole bodies and tokens."""
    logger = getLogger("adapters.slack.sdk")
    logger.setLevel(ERROR)
    return logger


async def _call(request: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """Wait for a call and give its answer. Raises only PlatformErrors."""
    try:
        answer = await request
    except Exception as failure:
        raise errors.from_failure(failure) from failure
    if not isinstance(answer.data, dict):
        raise Unknown("an answer that is no object")
    return answer.data


def _marker_of(message: Any) -> str:
    """Read the opaque id that travels with a message of ours."""
    if text_at(message, "metadata", "event_type") != EVENT_TYPE:
        return ""
    return text_at(message, "metadata", "event_payload", "id")


def _profile(user: dict[str, Any]) -> Profile:
    details = user.get("profile")
    named = details if isinstance(details, dict) else {}
    return Profile(
        name=named.get("display_name")
        or user.get("real_name")
        or named.get("real_name")
        or user.get("name")
        or "",
        locale=user.get("locale") or "en-US",
        timezone=user.get("tz") or "UTC",
        is_guest=any(user.get(flag) for flag in ("is_restricted", "is_ultra_restricted", "is_stranger")),
        is_bot=bool(user.get("is_bot")) or user.get("id") == "USLACKBOT",
        is_gone=bool(user.get("deleted")),
    )


def _is_on_leave(user: dict[str, Any], now: datetime) -> bool:
    """Tell whether the status beside a name says on leave or ill, and is not over."""
    details = user.get("profile")
    status = details if isinstance(details, dict) else {}
    emoji, until = status.get("status_emoji"), status.get("status_expiration")
    is_over = isinstance(until, int) and 0 < until <= now.timestamp()
    return isinstance(emoji, str) and emoji.strip(":") in _LEAVE and not is_over


def _is_quiet(answer: dict[str, Any], now: datetime) -> bool:
    """Tell whether do-not-disturb is on: `dnd_enabled` says only that a window is set, which may begin tonight.

    Of others a snooze is not named; it is the window, which has begun then (obelisk/plaid 175).
    https://docs.slack.dev/reference/methods/dnd.info
    """
    start, end = answer.get("next_dnd_start_ts"), answer.get("next_dnd_end_ts")
    if not (answer.get("dnd_enabled") is True and isinstance(start, int) and isinstance(end, int)):
        return False
    return start <= now.timestamp() < end


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
