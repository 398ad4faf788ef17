"""From rows to values of the domain and back."""

import json
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from bot.domain.acts import Act, ActKind
from bot.domain.arrangement import Arrangement, Pause, Slot
from bot.domain.claims import Claim, ClaimState
from bot.domain.delivery import RANKS, Delivery, DeliveryKind, DeliveryState, Halt
from bot.domain.people import (
    Choices,
    Level,
    Member,
    MessageRef,
    PersonRef,
    Place,
    Reminders,
    Rhythm,
)
from bot.domain.posts import Post

Values = dict[str, Any]


def person_values(person: PersonRef) -> Values:
    """Fill the columns that say whose row it is."""
    return {"platform": person.platform, "workspace": person.workspace, "user_id": person.user}


def person_from(row: Row[Any]) -> PersonRef:
    return PersonRef(row.platform, row.workspace, row.user_id)


def kept_values(person: PersonRef) -> Values:
    """Fill the columns that say under which account a linked one's things are kept."""
    return {f"kept_{name}": value for name, value in person_values(person).items()}


def kept_from(row: Row[Any]) -> PersonRef:
    return PersonRef(row.kept_platform, row.kept_workspace, row.kept_user_id)


def member_values(member: Member) -> Values:
    choices = member.choices
    return {
        **person_values(member.person),
        "locale": member.locale,
        "joined_at": member.joined_at,
        "arrangements": json.dumps([_arrangement_data(each) for each in member.arrangements]),
        "pauses": json.dumps([_pause_data(each) for each in member.pauses]),
        "rhythm": choices.rhythm.value,
        "level": choices.level.value,
        "reminders": choices.reminders.value,
        "is_private": choices.is_private,
        "tells_milestones": choices.tells_milestones,
        "allows_tracked_links": choices.allows_tracked_links,
        "allows_examples": choices.allows_examples,
        "topics": _joined(choices.topics),
        "networks": _joined(choices.networks),
        "goals": _joined(choices.goals),
        "wants_recap": choices.wants_recap,
        "campaigns_from": choices.campaigns_from,
        "assistant": member.assistant,
        "renewed_on": member.renewed_on,
    }


def member_from(row: Row[Any]) -> Member:
    return Member(
        person=person_from(row),
        locale=row.locale,
        joined_at=row.joined_at,
        arrangements=_arrangements_from(row.arrangements),
        pauses=_pauses_from(row.pauses),
        choices=Choices(
            rhythm=Rhythm(row.rhythm),
            level=Level(row.level),
            reminders=Reminders(row.reminders),
            is_private=row.is_private,
            tells_milestones=row.tells_milestones,
            allows_tracked_links=row.allows_tracked_links,
            allows_examples=row.allows_examples,
            topics=_split(row.topics),
            networks=_split(row.networks),
            goals=_split(row.goals),
            wants_recap=row.wants_recap,
            campaigns_from=row.campaigns_from,
        ),
        assistant=row.assistant,
        renewed_on=row.renewed_on,
    )


def _arrangement_data(each: Arrangement) -> Values:
    return {
        "since": each.since.isoformat(),
        "timezone": each.timezone,
        "rollover": each.rollover.isoformat("minutes"),
        "work_week": sorted(each.work_week),
        "other_week": None if each.other_week is None else sorted(each.other_week),
        "holidays": each.holidays,
        "slot": [each.slot.starts.isoformat("minutes"), each.slot.ends.isoformat("minutes")],
        "weekly_target": each.weekly_target,
    }


# Most members share an arrangement's text with many others, and reading JSON costs more than the row itself.
@lru_cache(maxsize=1024)
def _arrangements_from(text: str) -> tuple[Arrangement, ...]:
    return tuple(
        Arrangement(
            since=date.fromisoformat(each["since"]),
            timezone=each["timezone"],
            rollover=time.fromisoformat(each["rollover"]),
            work_week=frozenset(each["work_week"]),
            other_week=None if each["other_week"] is None else frozenset(each["other_week"]),
            holidays=each["holidays"],
            slot=Slot(*(time.fromisoformat(hour) for hour in each["slot"])),
            weekly_target=each["weekly_target"],
        )
        for each in json.loads(text)
    )


def _pause_data(each: Pause) -> Values:
    return {
        "starts": each.starts.isoformat(),
        "ends": each.ends and each.ends.isoformat(),
        "declared_at": each.declared_at.isoformat(),
    }


def _pauses_from(text: str) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            starts=date.fromisoformat(each["starts"]),
            ends=date.fromisoformat(each["ends"]) if each["ends"] else None,
            declared_at=datetime.fromisoformat(each["declared_at"]),
        )
        for each in json.loads(text)
    )


def _joined(names: frozenset[str]) -> str:
    return ",".join(sorted(names))


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split(",")) if text else frozenset()


def post_values(post: Post) -> Values:
    return {
        "id": post.id,
        "platform": post.place.platform,
        "workspace": post.place.workspace,
        "channel": post.place.channel,
        "local_date": post.on,
        "slot": post.slot,
        "playbook": post.playbook,
        "kind": post.kind,
        "item": post.item,
        "due_at": post.due_at,
        "closes_at": post.closes_at,
        "slots": post.slots,
        "taken": post.taken,
        "message": post.message and post.message.opaque,
    }


def post_from(row: Row[Any]) -> Post:
    return Post(
        id=row.id,
        place=Place(row.platform, row.workspace, row.channel),
        on=row.local_date,
        slot=row.slot,
        playbook=row.playbook,
        kind=row.kind,
        item=row.item,
        due_at=row.due_at,
        closes_at=row.closes_at,
        slots=row.slots,
        taken=row.taken,
        message=None if row.message is None else MessageRef(row.platform, row.workspace, row.message),
    )


def claim_from(row: Row[Any]) -> Claim:
    return Claim(
        post=row.post,
        person=person_from(row),
        state=ClaimState(row.state),
        changed_at=row.changed_at,
        by_hand=row.by_hand,
    )


def act_values(act: Act) -> Values:
    return {
        **person_values(act.person),
        "item": act.item,
        "kind": act.kind.value,
        "local_date": act.on,
        "acted_at": act.at,
    }


def act_from(row: Row[Any]) -> Act:
    return Act(
        person=person_from(row), item=row.item, kind=ActKind(row.kind), on=row.local_date, at=row.acted_at
    )


def delivery_values(delivery: Delivery) -> Values:
    person = delivery.person
    return {
        "key": delivery.key,
        "kind": delivery.kind.value,
        "post": delivery.post or None,
        "platform": person and person.platform,
        "workspace": person and person.workspace,
        "user_id": person and person.user,
        "notice": delivery.notice or None,
        "due_at": delivery.due_at,
        "expires_at": delivery.expires_at,
        "rank": RANKS[delivery.kind],
        "state": delivery.state.value,
        "fence": delivery.fence,
        "attempts": delivery.attempts,
        "leased_until": delivery.leased_until,
        "tried_at": delivery.tried_at,
        "looks": delivery.looks,
        "is_booked": delivery.is_booked,
        "reason": delivery.reason,
        "again": False,
    }


def delivery_from(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        kind=DeliveryKind(row.kind),
        post=row.post or "",
        due_at=row.due_at,
        expires_at=row.expires_at,
        person=person_from(row) if row.user_id else None,
        notice=row.notice or "",
        state=DeliveryState(row.state),
        fence=row.fence,
        attempts=row.attempts,
        leased_until=row.leased_until,
        tried_at=row.tried_at,
        looks=row.looks,
        is_booked=row.is_booked,
        reason=row.reason,
    )


def halt_values(halt: Halt) -> Values:
    return {
        "platform": halt.platform,
        "workspace": halt.workspace,
        "channel": halt.channel,
        "reason": halt.reason,
        "since": halt.since,
    }


def halt_from(row: Row[Any]) -> Halt:
    return Halt(row.platform, row.workspace, row.channel, row.reason, row.since)
