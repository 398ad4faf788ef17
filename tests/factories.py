"""Plain functions that make valid values with defaults, so that a test names only what matters to it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause
from bot.domain.installations import Installation
from bot.domain.people import Choices, Member, PersonRef, Place, Rhythm
from bot.domain.posts import Post, post_id

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_person(user: str = "U0CAMILLE", workspace: str = "T0SANDBOX") -> PersonRef:
    """A person of the sandbox."""
    return PersonRef("slack", workspace, user)


def a_place(channel: str = "C0SHARES", workspace: str = "T0SANDBOX") -> Place:
    """A channel of the sandbox."""
    return Place("slack", workspace, channel)


def an_installation(workspace: str = "T0SANDBOX", **other: Any) -> Installation:
    """What the sandbox's workspace gave when it let the bot in; as it rests, were the tokens sealed."""
    given: dict[str, Any] = {
        "platform": "slack",
        "id": workspace,
        "name": "Hammerfest Works",
        "is_organisation": False,
        "app": "A0PORTEVOIX",
        "bot_user": "U0BOT",
        "scopes": "commands,chat:write",
        "installed_at": NOON,
        "token": "xoxe.xoxb-1-first",
        "refresh_token": "xoxe-1-first",
        "expires_at": NOON + timedelta(hours=12),
        "version": 1,
    }
    return Installation(**given | other)


def an_arrangement(
    since: date = date(2000, 1, 1), timezone: str = "Europe/Paris", **other: Any
) -> Arrangement:
    """Monday to Friday in Paris, from the beginning."""
    return Arrangement(since=since, timezone=timezone, **other)


def a_member(
    user: str = "U0CAMILLE",
    *,
    locale: str = "en-GB",
    timezone: str = "Europe/Paris",
    joined_at: datetime = NOON,
    rhythm: Rhythm = Rhythm.DAILY,
    holidays: str = "",
    arrangements: tuple[Arrangement, ...] = (),
    pauses: tuple[Pause, ...] = (),
    **choices: Any,
) -> Member:
    """A member with a daily rhythm. `choices` are those of `Choices`."""
    return Member(
        person=a_person(user),
        locale=locale,
        joined_at=joined_at,
        arrangements=arrangements or (an_arrangement(timezone=timezone, holidays=holidays),),
        pauses=pauses,
        choices=Choices(rhythm=rhythm, **choices),
    )


def an_act(
    on: date = MONDAY, *, item: str = "", kind: ActKind = ActKind.TIP_READ, user: str = "U0CAMILLE"
) -> Act:
    """An act; without an item, one that no other date has."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    return Act(person=a_person(user), item=item or f"starter/{on.isoformat()}", kind=kind, on=on, at=at)


def a_post(
    *,
    slots: int = 5,
    slot: str = "share-1",
    on: date = MONDAY,
    channel: str = "C0SHARES",
    workspace: str = "T0SANDBOX",
) -> Post:
    """A share that is due at noon and open for a week."""
    place = a_place(channel, workspace)
    return Post(
        id=post_id(place, on, slot),
        place=place,
        on=on,
        slot=slot,
        playbook="starter-en",
        kind="share",
        item="open-role",
        due_at=NOON,
        closes_at=NOON + timedelta(days=7),
        slots=slots,
    )
