"""The tables, and in each column's comment what is kept, why and for how long: with `own_tables` and
`together_tables` this is the data map.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text

from store.example_tables import EXAMPLE
from store.installation_tables import ADMITTED, INSTALL_STATE, INSTALLATION
from store.kept import METADATA, OF_PLATFORM, OF_WORKSPACE, Kept, kept, key, table_of
from store.own_tables import (
    ACT,
    AWARD,
    CLAIM,
    LINK,
    LINK_CODE,
    LINK_TRY,
    MEMBER,
    NOTE,
    NUDGE,
    PROPOSAL,
    STANDING,
)
from store.report_tables import CLICK, OPINION, OPINION_HEARD, OPINION_SALT, REMINDER_REST, SIGN_IN
from store.together_tables import ATTENDANCE, BRAINSTORM, QUESTION, THANKS, THOUGHT, VOTE, WORKSHOP

__all__ = [
    "ACT",
    "ADMITTED",
    "ATTENDANCE",
    "AWARD",
    "BRAINSTORM",
    "CLAIM",
    "CLICK",
    "CROWD",
    "DEED",
    "DELIVERY",
    "EXAMPLE",
    "HALT",
    "INBOX_EVENT",
    "INSTALLATION",
    "INSTALL_STATE",
    "LANE",
    "LINK",
    "LINK_CODE",
    "LINK_TRY",
    "MEMBER",
    "METADATA",
    "NOTE",
    "NUDGE",
    "OPINION",
    "OPINION_HEARD",
    "OPINION_SALT",
    "OUTAGE",
    "PLAN_CHOICE",
    "PLAYBOOK_COPY",
    "PLAYBOOK_EDIT",
    "POST",
    "PROPOSAL",
    "PULSE",
    "QUESTION",
    "QUIET_DAY",
    "REMINDER_REST",
    "RESTORE",
    "SIGN_IN",
    "STANDING",
    "THANKS",
    "THOUGHT",
    "VOTE",
    "WORKSHOP",
    "WORKSPACE",
]


class PostRow(Kept, table=True):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("platform", "workspace", "channel", "local_date", "slot"),
        UniqueConstraint("platform", "workspace", "message"),
        CheckConstraint("taken >= 0 AND taken <= slots", name="places"),
        {
            "comment": "What the bot planned and posted in channels. Holds nothing about persons; kept while the bot runs"
        },
    )

    id: str = key(
        "The occurrence: always the same for one channel, date and slot, so that it is planned once"
    )
    platform: str = kept(OF_PLATFORM)
    workspace: str = kept(OF_WORKSPACE)
    channel: str = kept("The platform's id of the channel it is for")
    local_date: date = kept("The date in the channel's time zone")
    slot: str = kept("Which one of that day, for example share-1")
    playbook: str = kept("The playbook it comes from")
    kind: str = kept("The kind of item, for example share or tip")
    item: str = kept("The item's id in the playbook; its words stay there")
    due_at: datetime = kept("When it is to be posted, in UTC")
    closes_at: datetime = kept("Until when places can be claimed, in UTC")
    slots: int = kept("How many people may claim it; 0 for items that are not claimed")
    taken: int = kept("How many places are taken; says nothing of whom")
    message: str | None = kept(
        "The platform's reference of the bot's own message; empty until it is posted", default=None
    )


class DeliveryRow(Kept, table=True):
    __tablename__ = "delivery"
    __table_args__ = (
        ForeignKeyConstraint(["post"], ["post.id"]),
        Index(None, "state", "due_at"),
        {
            "comment": "What the bot is to say and how far it has come, so that a crash never says it twice. What is for one "
            "person is kept for thirty days at most"
        },
    )

    key: str = key("The intention, for example post:… or update:…; one row each")
    kind: str = kept(
        "post for a new message, update to redraw the bot's own message, notice to tell an admin about the bot itself, "
        "an editor of a proposal or a colleague of the answer to theirs, "
        "letter for a private message, announcement for a milestone that a person wishes to tell a channel"
    )
    post: str | None = kept(
        "The post it speaks of; the words are drawn when it is sent and are not kept", default=None
    )
    platform: str | None = kept("For one person: " + OF_PLATFORM[0].lower() + OF_PLATFORM[1:], default=None)
    workspace: str | None = kept("For one person: the platform's id of the workspace", default=None)
    user_id: str | None = kept(
        "For one person: the platform's id of who it is for; erased when they leave", default=None
    )
    notice: str | None = kept(
        "For a notice: the mistakes in the playbook's files, or which post, channel or proposal it is about. For a letter: what "
        "it is about, as names of playbook entries; never words of a person",
        default=None,
    )
    due_at: datetime = kept("When to send it, in UTC")
    expires_at: datetime = kept("After this moment, in UTC, it is skipped instead of arriving late")
    rank: int = kept("What goes first where the platform lets only some pass: the smaller")
    state: str = kept("due, leased, sending, sent, unknown, held, skipped or failed")
    fence: int = kept("Grows with every attempt, so that only the newest may write its outcome")
    attempts: int = kept("How often it was tried")
    leased_until: datetime | None = kept(
        "While it is being sent: when that attempt is given up, in UTC", default=None
    )
    tried_at: datetime | None = kept("When the platform was last called for it, in UTC", default=None)
    looks: int = kept("How often it was looked for in vain, when it is not known whether it was sent")
    is_booked: bool = kept("It has its place in its lanes for the time at which it is due")
    reason: str = kept("Why it was not sent, in the platform's words, for admins")
    again: bool = kept("An update was asked for while this one was being sent")


class LaneRow(Kept, table=True):
    __tablename__ = "lane"
    __table_args__ = (
        {
            "comment": "How fast the bot may speak, kept for all machines together. No persons; removed after an hour of rest"
        },
    )

    key: str = key("Whose lane: platform, workspace, channel or post, and the kind of call")
    free_at: float = kept("Until when it is booked, in seconds since 1970")


class HaltRow(Kept, table=True):
    __tablename__ = "halt"
    __table_args__ = (
        {
            "comment": "Where nothing is said any more because the platform refused it for good. No persons; removed when "
            "it is mended"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    channel: str = key("The platform's id of the channel; empty for the whole workspace")
    reason: str = kept("Why, in the platform's words, for admins")
    since: datetime = kept("Since when nothing is said there, in UTC")


class InboxEventRow(Kept, table=True):
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
            "comment": "What reached the bot, so that a crash loses nothing and a repeated delivery acts once. Kept for a "
            "week, and for thirty days what it could not deal with"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key("The platform's id of the event, to recognise a repeated delivery; names nobody")
    occurred_at: datetime = kept(
        "When it happened, in UTC, by the platform's clock; decides when the row is removed"
    )
    user_id: str | None = kept(
        "Who acted, so that it can be erased on their wish; removed once handled", default=None
    )
    payload: str | None = kept(
        "What they did, with the words of a form they sent; removed once handled", default=None
    )
    handled_at: datetime | None = kept(
        "When the bot had dealt with it, by the database's clock", default=None
    )
    tries: int = kept("How often the bot tried in vain to deal with it after the first time", default=0)
    again_at: datetime | None = kept("When it is tried again at the earliest, in UTC", default=None)


class QuietDayRow(Kept, table=True):
    __tablename__ = "quiet_day"
    __table_args__ = (
        {
            "comment": "Days on which the programme kept silent or the company was closed: no rhythm counts them. No persons"
        },
    )

    on: date = key("The date of such a day")
    why: str = kept("Why it asks nothing: silence or closure")
    known_at: datetime = kept("Since when it is known, in UTC: a step taken before still counts")


class OutageRow(Kept, table=True):
    __tablename__ = "outage"
    __table_args__ = ({"comment": "When the bot was not at work: no rhythm suffers from it. No persons"},)

    starts_at: datetime = key("The last sign of life before, in UTC")
    ends_at: datetime = kept("The first one after, in UTC")


class PulseRow(Kept, table=True):
    __tablename__ = "pulse"
    __table_args__ = ({"comment": "When the bot was last at work, to notice outages. No persons"},)

    id: str = key("Always engine: there is one row")
    at: datetime = kept("The last sign of life, in UTC")


class CrowdRow(Kept, table=True):
    __tablename__ = "crowd"
    __table_args__ = (
        {
            "comment": "What is told of a group, worked out once for each whole week or quarter, so that two looks at it "
            "tell nothing of one person. No persons"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    subject: str = key(
        "What it is about: the rhythm of the group, a kind of step, a topic, a common goal, an anonymous question"
    )
    week: date = key("The Monday of the whole week it speaks of, or the first day of the quarter")
    tenths: int | None = kept(
        "How many tenths; nothing when the group is too small to be told of", default=None
    )


class DeedRow(Kept, table=True):
    __tablename__ = "deed"
    __table_args__ = (
        {
            "comment": "What admins, champions, editors and trainers did in that role, so that it can be accounted for. Lines "
            "are added and never changed; kept for twelve months at most. Nothing that volunteers do"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    event: str = key(
        "The platform's id of the press, form or command that did it, so that it is written once"
    )
    action: str = key("What was done, by its name in the table of rights")
    at: datetime = kept("When it was done, in UTC")
    who: str = kept(
        "Who did it, by the platform's id. Stays for its time also after they have left as a volunteer",
        is_doer=True,
    )
    role: str = kept("In which role they did it")
    subject: str = kept("What it was done to: the id of an entry, a post or a channel. Never a volunteer")
    channel: str = kept("Where it was done: the platform's id of the channel; empty in private")


class PlanChoiceRow(Kept, table=True):
    __tablename__ = "plan_choice"
    __table_args__ = (
        {
            "comment": "What champions chose for a channel's coming days instead of what the rotation would bring. No persons; "
            "removed two weeks after its day"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    channel: str = key("The platform's id of the channel")
    local_date: date = key("The channel's own date it is for")
    slot: str = key("Which of the day's posts, for example share-1")
    playbook: str = kept("The playbook it was chosen from")
    item: str = kept("The entry that is to come; empty when nothing is")


class PlaybookCopyRow(Kept, table=True):
    __tablename__ = "playbook_copy"
    __table_args__ = (
        {
            "comment": "The last good playbook, so that a restart beside a broken one still starts. Nothing personal"
        },
    )

    id: str = key("Always good: there is one row")
    digest: str = kept("A fingerprint of the files")
    files: bytes = kept("The playbook's files as the admins wrote them, compressed")
    kept_at: datetime = kept("When they were found to be good, in UTC")
    broken: str | None = kept(
        "The fingerprint of newer files that cannot be used, so that admins are told once", default=None
    )


class PlaybookEditRow(Kept, table=True):
    __tablename__ = "playbook_edit"
    __table_args__ = (
        {
            "comment": "What was added to the playbook in chat. Content of the programme; kept until it is removed"
        },
    )

    playbook: str = key("The playbook it belongs to")
    kind: str = key("The kind of entry, for example share, or silence")
    id: str = key("The entry's id within its kind; empty for a silence")
    text: str = kept("The entry as an admin would write it")
    edited_at: datetime = kept("When it was accepted, in UTC")


class RestoreRow(Kept, table=True):
    __tablename__ = "restore"
    __table_args__ = (
        {
            "comment": "That this is a copy made some time ago, so that nothing is said twice after it is restored. "
            "Removed a day after the first start on it. No persons"
        },
    )

    id: str = key("Always copy: there is one row")
    made_at: datetime | None = kept(
        "When the copy was made, in UTC; empty once a bot has started on it", default=None
    )
    quiet_until: datetime | None = kept("Until when no private message is planned, in UTC", default=None)


class WorkspaceRow(Kept, table=True):
    __tablename__ = "workspace"
    __table_args__ = ({"comment": "Where the bot is installed. Removed when it is uninstalled"},)

    platform: str = key(OF_PLATFORM)
    workspace: str = key("The platform's id of the workspace")


QUIET_DAY: Final = table_of(QuietDayRow)
OUTAGE: Final = table_of(OutageRow)
CROWD: Final = table_of(CrowdRow)
DEED: Final = table_of(DeedRow)
PULSE: Final = table_of(PulseRow)
POST: Final = table_of(PostRow)
DELIVERY: Final = table_of(DeliveryRow)
LANE: Final = table_of(LaneRow)
HALT: Final = table_of(HaltRow)
INBOX_EVENT: Final = table_of(InboxEventRow)
RESTORE: Final = table_of(RestoreRow)
PLAYBOOK_COPY: Final = table_of(PlaybookCopyRow)
PLAYBOOK_EDIT: Final = table_of(PlaybookEditRow)
WORKSPACE: Final = table_of(WorkspaceRow)
PLAN_CHOICE: Final = table_of(PlanChoiceRow)
