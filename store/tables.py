"""The tables, and in each column's comment what is kept, why and for how long: this file is the data map."""

from datetime import date, datetime
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, MetaData, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_PLATFORM: Final = "The chat platform, for example slack"
_WORKSPACE: Final = "The platform's id of the workspace; no query crosses it"


def _kept(comment: str, **options: Any) -> Any:
    """Describe a column. `comment` is read by works councils and data-protection officers, so it is in plain words."""
    return Field(sa_column_kwargs={"comment": comment}, **options)


def _key(comment: str) -> Any:
    return _kept(comment, primary_key=True)


class _Kept(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


class MemberRow(_Kept, table=True):
    __tablename__ = "member"
    __table_args__ = ({"comment": "People who joined by their own act. Erased when they leave"},)

    platform: str = _key(_PLATFORM)
    workspace: str = _key(_WORKSPACE)
    user_id: str = _key(
        "The platform's id of the person, to recognise and answer them; never a name or an address"
    )
    locale: str = _kept("The language and region the bot answers in, for example fr-FR")
    timezone: str = _kept("The person's time zone, so that a day is their own day")
    joined_at: datetime = _kept(
        "When the person joined, in UTC: the proof of their consent and where the rhythm begins"
    )
    rhythm: str = _kept("What the person chose for the daily rhythm: undecided, daily or off")
    holidays: str = _kept("The public-holiday calendar that counts for them, for example FR; empty for none")
    work_week: str = _kept(
        "The weekdays they work, Monday being 0, for example 01234: no other day is ever asked of them"
    )


class LinkRow(_Kept, table=True):
    __tablename__ = "link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kept_platform", "kept_workspace", "kept_user_id"],
            ["member.platform", "member.workspace", "member.user_id"],
        ),
        # In this order it also finds the accounts of a member.
        UniqueConstraint(
            "kept_user_id", "kept_workspace", "kept_platform", "platform", "workspace", name="uq_link_kept"
        ),
        {
            "comment": "Accounts that a person has made one, by a code they carried over themselves. "
            "Seen by the person alone; erased when they unlink or leave"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key("The platform's id of the workspace the account is in")
    user_id: str = _key("The platform's id of the person's account there")
    kept_platform: str = _kept("The platform of the account under which the person's things are kept")
    kept_workspace: str = _kept("The workspace of the account under which they are kept")
    kept_user_id: str = _kept("The platform's id of the account under which they are kept")


class LinkCodeRow(_Kept, table=True):
    __tablename__ = "link_code"
    __table_args__ = (
        UniqueConstraint("digest"),
        {
            "comment": "A member's wish to link another account. Removed once used, when they leave, or after ten minutes"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key("The platform's id of the workspace the wish was made in")
    user_id: str = _key("The platform's id of the person who made it")
    digest: str = _kept("A keyed fingerprint of the code they were shown; the code itself is not kept")
    expires_at: datetime = _kept("Until when the code can be used, in UTC")
    for_platform: str | None = _kept(
        "Once the code was typed: the platform of the account that may use it", default=None
    )
    for_workspace: str | None = _kept("Once the code was typed: the workspace of that account", default=None)
    for_user_id: str | None = _kept(
        "Once the code was typed: the platform's id of that account", default=None
    )


class LinkTryRow(_Kept, table=True):
    __tablename__ = "link_try"
    __table_args__ = (
        {
            "comment": "How often an account typed a code that does not exist, so that none is found by guessing. "
            "Removed after ten minutes"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key("The platform's id of the workspace the account is in")
    user_id: str = _key("The platform's id of the account")
    tries: int = _kept("How many codes did not fit, one after the other")
    until: datetime = _kept("When they are forgotten, in UTC")


class PostRow(_Kept, table=True):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("platform", "workspace", "channel", "local_date", "slot"),
        UniqueConstraint("platform", "workspace", "message"),
        CheckConstraint("taken >= 0 AND taken <= slots", name="places"),
        {
            "comment": "What the bot planned and posted in channels. Holds nothing about persons; kept while the bot runs"
        },
    )

    id: str = _key(
        "The occurrence: always the same for one channel, date and slot, so that it is planned once"
    )
    platform: str = _kept(_PLATFORM)
    workspace: str = _kept(_WORKSPACE)
    channel: str = _kept("The platform's id of the channel it is for")
    local_date: date = _kept("The date in the channel's time zone")
    slot: str = _kept("Which one of that day, for example share-1")
    playbook: str = _kept("The playbook it comes from")
    kind: str = _kept("The kind of item, for example share or tip")
    item: str = _kept("The item's id in the playbook; its words stay there")
    due_at: datetime = _kept("When it is to be posted, in UTC")
    closes_at: datetime = _kept("Until when places can be claimed, in UTC")
    slots: int = _kept("How many people may claim it; 0 for items that are not claimed")
    taken: int = _kept("How many places are taken; says nothing of whom")
    message: str | None = _kept(
        "The platform's reference of the bot's own message; empty until it is posted", default=None
    )


class ClaimRow(_Kept, table=True):
    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["post"], ["post.id"]),
        {
            "comment": "Who holds a place, has done it or gave it back. Seen by the person alone; erased when they leave"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key(_WORKSPACE)
    user_id: str = _key("The platform's id of the person")
    post: str = _key("The post whose place it is")
    state: str = _kept(
        "held, done by their own word, or released: kept so that a late message cannot undo a newer wish"
    )
    changed_at: datetime = _kept(
        "When the person last acted on it, in UTC, by the platform's clock: the last wish wins"
    )


class ActRow(_Kept, table=True):
    __tablename__ = "act"
    __table_args__ = (
        {
            "comment": "The small steps behind a person's rhythm. Seen by the person alone; erased when they leave"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key(_WORKSPACE)
    user_id: str = _key("The platform's id of the person")
    item: str = _key("The playbook item it was about")
    kind: str = _key("tip_read, share_done or share_declined: declared by the person, never observed")
    local_date: date = _key("The person's own date it counts for, fixed when it is made")
    acted_at: datetime = _kept("When it was declared, in UTC, to list acts in their order")


class DeliveryRow(_Kept, table=True):
    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["post"], ["post.id"]),
        Index(None, "state", "due_at"),
        {"comment": "What the bot is to say and how far it has come, so that a crash never says it twice"},
    )

    key: str = _key("The intention, for example post:… or update:…; one row each")
    kind: str = _kept(
        "post for a new message, update to redraw the bot's own message, notice to tell an admin about the playbook"
    )
    post: str | None = _kept(
        "The post it speaks of; the words are drawn when it is sent and are not kept", default=None
    )
    platform: str | None = _kept("For a notice: " + _PLATFORM[0].lower() + _PLATFORM[1:], default=None)
    workspace: str | None = _kept("For a notice: the platform's id of the workspace", default=None)
    user_id: str | None = _kept("For a notice: the platform's id of the admin it is for", default=None)
    notice: str | None = _kept(
        "For a notice: the mistakes in the playbook's files, never anything about people", default=None
    )
    due_at: datetime = _kept("When to send it, in UTC")
    expires_at: datetime = _kept("After this moment, in UTC, it is skipped instead of arriving late")
    state: str = _kept("due, sending, sent, unknown, held, skipped or failed")
    fence: int = _kept("Grows with every attempt, so that only the newest may write its outcome")
    attempts: int = _kept("How often it was tried")
    leased_until: datetime | None = _kept(
        "While it is being sent: when that attempt is given up, in UTC", default=None
    )
    reason: str = _kept("Why it was not sent, in the platform's words, for admins")
    again: bool = _kept("An update was asked for while this one was being sent")


class InboxEventRow(_Kept, table=True):
    __tablename__ = "inbox_event"
    __table_args__ = (
        Index(None, "occurred_at"),
        Index(
            "ix_inbox_event_waiting",
            "occurred_at",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
        {
            "comment": "What reached the bot, so that a crash loses nothing and a repeated delivery acts once. Kept for a week"
        },
    )

    platform: str = _key(_PLATFORM)
    workspace: str = _key(_WORKSPACE)
    id: str = _key("The platform's id of the event, to recognise a repeated delivery; names nobody")
    occurred_at: datetime = _kept(
        "When it happened, in UTC, by the platform's clock; decides when the row is removed"
    )
    user_id: str | None = _kept(
        "Who acted, so that it can be erased on their wish; removed once handled", default=None
    )
    payload: str | None = _kept(
        "What they did, with the words of a form they sent; removed once handled", default=None
    )
    handled_at: datetime | None = _kept(
        "When the bot had dealt with it, by the database's clock", default=None
    )


class PlaybookCopyRow(_Kept, table=True):
    __tablename__ = "playbook_copy"
    __table_args__ = (
        {
            "comment": "The last good playbook, so that a restart beside a broken one still starts. Nothing personal"
        },
    )

    id: str = _key("Always good: there is one row")
    digest: str = _kept("A fingerprint of the files")
    files: bytes = _kept("The playbook's files as the admins wrote them, compressed")
    kept_at: datetime = _kept("When they were found to be good, in UTC")
    broken: str | None = _kept(
        "The fingerprint of newer files that cannot be used, so that admins are told once", default=None
    )


class PlaybookEditRow(_Kept, table=True):
    __tablename__ = "playbook_edit"
    __table_args__ = (
        {
            "comment": "What was added to the playbook in chat. Content of the programme; kept until it is removed"
        },
    )

    playbook: str = _key("The playbook it belongs to")
    kind: str = _key("The kind of entry, for example share, or silence")
    id: str = _key("The entry's id within its kind; empty for a silence")
    text: str = _kept("The entry as an admin would write it")
    edited_at: datetime = _kept("When it was accepted, in UTC")


class WorkspaceRow(_Kept, table=True):
    __tablename__ = "workspace"
    __table_args__ = ({"comment": "Where the bot is installed. Removed when it is uninstalled"},)

    platform: str = _key(_PLATFORM)
    workspace: str = _key("The platform's id of the workspace")


def _table(row: type[SQLModel]) -> Table:
    return METADATA.tables[str(row.__tablename__)]


MEMBER: Final = _table(MemberRow)
LINK: Final = _table(LinkRow)
LINK_CODE: Final = _table(LinkCodeRow)
LINK_TRY: Final = _table(LinkTryRow)
POST: Final = _table(PostRow)
CLAIM: Final = _table(ClaimRow)
ACT: Final = _table(ActRow)
DELIVERY: Final = _table(DeliveryRow)
INBOX_EVENT: Final = _table(InboxEventRow)
PLAYBOOK_COPY: Final = _table(PlaybookCopyRow)
PLAYBOOK_EDIT: Final = _table(PlaybookEditRow)
WORKSPACE: Final = _table(WorkspaceRow)
