"""What the house asks of Slack, as calls to its Web API over one shared session."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from ipaddress import ip_address
from logging import ERROR, Logger, getLogger
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import errors, render
from adapters.slack.inbound import PLATFORM, Identity, message_ref
from bot.cards.elements import Card
from bot.domain.people import MessageRef, PersonRef, Place, Profile
from bot.ports import Abilities, Clock, Refused, Unknown

API_URL: Final = "https://slack.com/api/"
TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
CONNECTIONS: Final = 32
PROFILE_AGE: Final = timedelta(minutes=10)
PROFILES: Final = 5_000
EVENT_TYPE: Final = "portevoix_post"
"""The metadata type of our posts; anyone in the workspace can read it, so it carries an opaque id only."""

_ABILITIES: Final = Abilities(
    private_replies=True, reaction_removal=True, dialogs=True, card_characters=12_000, finds_messages=False
)


class SlackPlatform:
    """The ChatPlatform of one Slack workspace, and the private ways to answer that only this door uses."""

    def __init__(self, bot_token: str, api_url: str, clock: Clock) -> None:
        self._clock = clock
        self._team = ""
        self._profiles: dict[str, tuple[datetime, dict[str, Any]]] = {}
        self._session: aiohttp.ClientSession | None = None
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
        return _ABILITIES

    async def connect(self) -> Identity:
        """Open the session and learn who we are. Raises PlatformError, with the session closed again."""
        connector = aiohttp.TCPConnector(limit=2 * CONNECTIONS, limit_per_host=CONNECTIONS)
        self._session = self.client.session = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT)
        try:
            answer = await _call(self.client.auth_test())
            team, user = answer.get("team_id"), answer.get("user_id")
            if not (isinstance(team, str) and isinstance(user, str) and answer.get("bot_id")):
                raise Refused("not a bot token")
        except BaseException:
            await self.disconnect()
            raise
        self._team = team
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
        self._require_ours(person.workspace)
        return await self._posted(person.user, card)

    async def profile(self, person: PersonRef) -> Profile:
        self._require_ours(person.workspace)
        kept = self._profiles.get(person.user)
        is_fresh = kept is not None and self._clock.now() - kept[0] < PROFILE_AGE
        return _profile(kept[1] if kept and is_fresh else await self._user(person.user))

    async def is_admin(self, person: PersonRef) -> bool:
        """Ask anew each time: rights are checked when they are used."""
        self._require_ours(person.workspace)
        user = await self._user(person.user)
        return not user.get("deleted") and bool(user.get("is_admin") or user.get("is_owner"))

    async def find(self, place: Place, marker: str) -> MessageRef | None:
        """Tell nothing: we ask for no right to read history."""
        raise Unknown("history is not read")

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
        try:
            async with self._session.post(response_url, json=body, proxy=self.client.proxy) as answer:
                if answer.status == 200:
                    return
                data = await answer.json() if answer.content_type == "application/json" else None
                raise errors.from_answer(answer.status, answer.headers, data)
        except Exception as failure:
            raise errors.from_failure(failure) from failure

    async def _posted(self, channel: str, card: Card, **more: Any) -> MessageRef:
        request = self.client.chat_postMessage(
            channel=channel, unfurl_links=False, unfurl_media=False, **render.message(card), **more
        )
        answer = await _call(request)
        place, stamp = answer.get("channel"), answer.get("ts")
        if not (isinstance(place, str) and isinstance(stamp, str)):
            raise Unknown("an answer without a time stamp")
        return message_ref(self._team, place, stamp)

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


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
