"""From rows to values of the domain and back."""

from typing import Any

from sqlalchemy import Row

from bot.domain.acts import Act, ActKind
from bot.domain.claims import Claim, ClaimState
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.people import Member, MessageRef, PersonRef, Place, Rhythm
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
    return {
        **person_values(member.person),
        "locale": member.locale,
        "timezone": member.timezone,
        "joined_at": member.joined_at,
        "rhythm": member.rhythm.value,
        "holidays": member.holidays,
        "work_week": "".join(str(day) for day in sorted(member.work_week)),
    }


def member_from(row: Row[Any]) -> Member:
    return Member(
        person=person_from(row),
        locale=row.locale,
        timezone=row.timezone,
        joined_at=row.joined_at,
        rhythm=Rhythm(row.rhythm),
        holidays=row.holidays,
        work_week=frozenset(int(day) for day in row.work_week),
    )


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
        post=row.post, person=person_from(row), state=ClaimState(row.state), changed_at=row.changed_at
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
        "state": delivery.state.value,
        "fence": delivery.fence,
        "attempts": delivery.attempts,
        "leased_until": delivery.leased_until,
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
        reason=row.reason,
    )
