"""What the house asks of Teams, as calls to the Bot Connector."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final

from adapters.gate import text_at
from adapters.teams import errors, render
from adapters.teams.config import Config
from adapters.teams.connector import Connector, Json
from adapters.teams.inbound import EXTENSION, PLATFORM, Origin, Seen, message_ref
from adapters.teams.mentions import name_mention
from adapters.teams.pace import Pace
from bot.cards.elements import Card
from bot.domain.delivery import DeliveryKind
from bot.domain.pace import Lane
from bot.domain.people import MessageRef, PersonRef, Place, Profile
from bot.domain.skew import Skew
from bot.ports import Abilities, Clock, Gone, PlatformError, RateLimited, Refused, Unknown

PROFILE_AGE: Final = timedelta(minutes=10)
PEOPLE: Final = 5_000
"""People of whom we remember where they were seen last; after a restart we learn it again."""
GUEST: Final = "guest"

_CALL: Final = Lane("tenant", every=0.028, burst=5)
"""Five at once and thirty-five a second after them, of the fifty that the whole tenant is allowed.

A round of sending speaks at once what was booked for its length, and other machines speak meanwhile: that is the room.
"""
_LETTER: Final = replace(_CALL, every=3 * _CALL.every, burst=2)
"""Three, at first: who they are, their chat, and the message."""
_NOTICE: Final = Lane("notice", every=2.0, burst=7)
"""The chat of an admin is a thread as well; no lane is named after anybody, so all of them share one."""
_THREAD: Final = Lane("thread", every=2.0, burst=7, is_of_thread=True)
"""1,800 an hour, seven at once; that keeps to the windows in between as well."""
LANES: Final = MappingProxyType(
    {
        DeliveryKind.POST: (_THREAD, _CALL),
        DeliveryKind.ANNOUNCEMENT: (_THREAD, _CALL),
        DeliveryKind.UPDATE: (_THREAD, _CALL),
        DeliveryKind.LETTER: (_LETTER,),
        DeliveryKind.NOTICE: (_LETTER, _NOTICE),
    }
)
"""https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit"""
_ABILITIES: Final = Abilities(
    finds_messages=False,
    reads_reactions=False,
    knows_presence=False,
    lanes=LANES,
)


@dataclass(slots=True)
class _Known:
    """What we remember of a person while we run."""

    conversation: str = ""
    """Where they were seen last, to ask there who they are."""
    chat: str = ""
    """Their own chat with us."""
    seen: Seen | None = None
    account: Json | None = None
    asked_at: datetime | None = None


class TeamsPlatform:
    """The ChatPlatform of one tenant."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self.connector = Connector(config, clock)
        self.pace = Pace()
        self._service = config.service_url
        self._people: OrderedDict[str, _Known] = OrderedDict()
        self._channel = ""
        """A channel of ours, to ask there who a colleague is that we have never met."""

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def abilities(self) -> Abilities:
        return _ABILITIES

    @property
    def skew(self) -> Skew:
        return self.connector.skew

    @property
    def bot(self) -> str:
        """Our own id, as Teams writes it."""
        return f"28:{self._config.app_id}"

    async def connect(self) -> None:
        """Open the session and sign in. Raises PlatformError, with the session closed again."""
        await self.connector.open()
        try:
            await self.connector.sign_in()
        except BaseException:
            await self.disconnect()
            raise

    async def disconnect(self) -> None:
        await self.connector.close()

    def learn(self, origin: Origin, seen: Seen | None) -> None:
        """Note from an activity which service address serves us, and where and how its author is met."""
        self._service = origin.service
        if seen is None:
            return
        known = self._known(seen.user)
        if known.seen is not None:
            # A reaction tells neither language nor time zone; what was told before stays.
            locale, timezone = seen.locale or known.seen.locale, seen.timezone or known.seen.timezone
            seen = replace(seen, locale=locale, timezone=timezone)
        known.seen = seen
        if origin.invoke == EXTENSION:
            return  # it may have been used where we are not
        known.conversation = origin.conversation
        if origin.scope == "channel":
            self._channel = origin.conversation
        if origin.is_personal:
            known.chat = origin.conversation

    async def drawn(self, card: Card) -> Json:
        """Paint a card as a message, with the names of those it mentions: Teams shows a mention as it is written."""
        message = render.message(card)
        content = message["attachments"][0]["content"]
        for mention in list(content["msteams"].get("entities", ())):
            name = await self._name(mention["mentioned"]["id"])
            name_mention(content, mention, name)
        return message

    async def post(self, place: Place, card: Card, marker: str) -> MessageRef:
        self._require_ours(place.workspace)
        # Nothing that travels with a message can be read back here: only a press on it tells of it.
        del marker
        message_body = await self.drawn(card)
        if not _is_channel(place.channel):
            return await self._sent(place.channel, message_body)
        answer = await self._create(
            place.channel,
            {
                "isGroup": True,
                "tenantId": self._config.tenant,
                "channelData": {"channel": {"id": place.channel}, "tenant": {"id": self._config.tenant}},
                "activity": message_body,
            },
        )
        message = text_at(answer, "activityId") or text_at(answer, "id").partition(";messageid=")[2]
        if not message:
            raise Unknown("an answer without an id")
        self._channel = place.channel
        return message_ref(self._config.tenant, place.channel, message)

    async def update(self, message: MessageRef, card: Card) -> None:
        self._require_ours(message.workspace)
        conversation, _, identity = message.opaque.rpartition("/")
        await self.redraw(conversation, identity, await self.drawn(card))

    async def direct(self, person: PersonRef, card: Card) -> MessageRef:
        """Ask who they are, each time, in their own chat with us; opening it shows them nothing."""
        self._require_ours(person.workspace)
        try:
            known = await self._reached(person.user)
            known.account, known.asked_at = await self._account(person.user, known), self._clock.now()
        except Unknown as doubt:
            # Whatever became of the question, nothing was sent.
            raise RateLimited(errors.DEFAULT_WAIT_SECONDS, str(doubt)) from doubt
        if not known.account or self._is_guest(known.account):
            raise Gone("not a colleague")
        return await self._sent(known.chat, await self.drawn(card))

    async def profile(self, person: PersonRef) -> Profile:
        self._require_ours(person.workspace)
        known = self._known(person.user)
        now = self._clock.now()
        if known.account is None or known.asked_at is None or now - known.asked_at > PROFILE_AGE:
            known.account, known.asked_at = await self._account(person.user, known), now
        seen, account = known.seen, known.account
        return Profile(
            name=text_at(account, "name") or (seen.name if seen else ""),
            locale=(seen.locale if seen else "") or "en-US",
            timezone=(seen.timezone if seen else "") or "UTC",
            is_guest=self._is_guest(account),
            is_bot=person.user.startswith("28:"),
            is_gone=not account,
        )

    async def is_available(self, person: PersonRef) -> bool:
        """Count everybody as available: presence is told to Graph's readers alone, and we ask for no such right.

        https://learn.microsoft.com/graph/api/presence-get
        """
        self._require_ours(person.workspace)
        return True

    async def is_admin(self, person: PersonRef) -> bool:
        """Tell nothing: the bot's own interface does not name a team's owners, and we ask for no other right."""
        self._require_ours(person.workspace)
        return False

    async def is_in_group(self, person: PersonRef, group: str) -> bool:
        """Tell nothing: groups are the directory's, which the bot may not read."""
        self._require_ours(person.workspace)
        return False

    async def reactions(self, message: MessageRef) -> Collection[tuple[PersonRef, str]]:
        """Tell nothing: a bot hears of reactions when they are made, and cannot ask for them."""
        raise Unknown("reactions are not read")

    async def find(self, place: Place, markers: Collection[str], since: datetime) -> MessageRef | None:
        """Tell nothing: we ask for no right to read history."""
        raise Unknown("history is not read")

    def written_at(self, message: MessageRef) -> datetime | None:
        """Read it off the id: milliseconds of the epoch."""
        identity = message.opaque.rpartition("/")[2]
        if not (identity.isascii() and identity.isdigit() and len(identity) == len("1764203400000")):
            return None
        return datetime.fromtimestamp(int(identity) / 1000, UTC)

    async def tell(self, user: str, message: Json) -> MessageRef:
        """Write to a person's own chat with us, whoever they are: they asked."""
        return await self._sent((await self._reached(user)).chat, message)

    async def whisper(self, origin: Origin, user: str, message: Json) -> None:
        """Show something to one person: where they are if Teams can, else in their own chat with us."""
        if self._config.is_targeted and not origin.is_personal:
            seen = self._known(user).seen
            body = message | {"recipient": {"id": seen.mri if seen else user}}
            try:
                await self._sent(origin.conversation, body, isTargetedActivity="true")
            except (Refused, Gone):
                pass  # a preview, which a tenant may not have
            else:
                return
        await self.tell(user, message)

    async def reply(self, origin: Origin, message: Json) -> None:
        """Answer in the thread, for everybody."""
        thread = f"{origin.conversation};messageid={origin.thread}" if origin.thread else origin.conversation
        await self._sent(thread, message)

    async def redraw(self, conversation: str, identity: str, message: Json) -> None:
        """Draw a message of ours again, for everybody who sees it."""
        thread = f"{conversation};messageid={identity}" if _is_channel(conversation) else conversation
        self.pace.reserve(self._clock.now(), thread)
        body = message | {"id": identity}
        await self.connector.call(
            "PUT", self._service, "conversations", thread, "activities", identity, body=body
        )

    async def _reached(self, user: str) -> _Known:
        """Give a person with their own chat with us, which is opened once."""
        known = self._known(user)
        if not known.chat:
            answer = await self._create(
                user,
                {
                    "isGroup": False,
                    "bot": {"id": self.bot},
                    "members": [{"id": user}],
                    "tenantId": self._config.tenant,
                    "channelData": {"tenant": {"id": self._config.tenant}},
                },
            )
            known.chat = text_at(answer, "id")
            if not known.chat:
                raise Unknown("an answer without an id")
        return known

    def _is_guest(self, account: Json) -> bool:
        """Tell whether an account is a guest's: by its role, its name, or its home.

        https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
        """
        return (
            text_at(account, "userRole") == GUEST
            or "#EXT#" in text_at(account, "userPrincipalName").upper()
            or text_at(account, "tenantId") not in {"", self._config.tenant}
        )

    async def _create(self, thread: str, body: Json) -> Json:
        self.pace.reserve(self._clock.now(), thread)
        return await self.connector.call("POST", self._service, "conversations", body=body)

    async def _sent(self, conversation: str, message: Json, **query: str) -> MessageRef:
        self.pace.reserve(self._clock.now(), conversation)
        body = message | {"from": {"id": self.bot}, "conversation": {"id": conversation}}
        answer = await self.connector.call(
            "POST", self._service, "conversations", conversation, "activities", body=body, **query
        )
        identity = text_at(answer, "id")
        if not identity:
            raise Unknown("an answer without an id")
        return message_ref(self._config.tenant, conversation.partition(";messageid=")[0], identity)

    async def _name(self, user: str) -> str:
        """Ask for a colleague's name; a word for anybody where it is not told."""
        known = self._known(user)
        if known.account is None and not (known.seen and known.seen.name):
            for where in dict.fromkeys((known.conversation, self._channel)):
                if not where:
                    continue
                try:
                    known.account, known.asked_at = await self._member(where, user), self._clock.now()
                    break
                except PlatformError:
                    continue
        return text_at(known.account, "name") or (known.seen.name if known.seen else "")

    async def _member(self, conversation: str, user: str) -> Json:
        self.pace.reserve(self._clock.now())
        return await self.connector.call("GET", self._service, "conversations", conversation, "members", user)

    async def _account(self, user: str, known: _Known) -> Json:
        """Ask who somebody is, where they were seen; nothing is known of a person who is no longer there."""
        where = known.chat or known.conversation
        if not where:
            raise Unknown("never met")
        try:
            return await self._member(where, user)
        except Gone:
            return {}

    def _known(self, user: str) -> _Known:
        known = self._people.setdefault(user, _Known())
        self._people.move_to_end(user)
        if len(self._people) > PEOPLE:
            self._people.popitem(last=False)
        return known

    def _require_ours(self, workspace: str) -> None:
        if workspace != self._config.tenant:
            raise Refused("another tenant")


def _is_channel(conversation: str) -> bool:
    """Tell a team's channel, where messages hang on threads, from a chat. Channels of old teams end otherwise."""
    return conversation.endswith(("@thread.tacv2", "@thread.skype"))
