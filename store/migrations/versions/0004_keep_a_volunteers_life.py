"""Keep a volunteer's life."""

import json
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


NEW = (
    "arrangements",
    "pauses",
    "level",
    "reminders",
    "is_private",
    "tells_milestones",
    "allows_tracked_links",
    "allows_examples",
    "topics",
    "networks",
    "goals",
    "wants_recap",
    "assistant",
)
WORDS = (
    ("member", "rhythm", "What the person chose for the rhythm: undecided, daily, weekly or off"),
    (
        "act",
        "kind",
        "What kind of step, for example tip_read or share_done: declared by the person, never observed",
    ),
    (
        "delivery",
        "kind",
        (
            "post for a new message, update to redraw the bot's own message, notice to tell an admin about the playbook, "
            "letter for a private message, announcement for a milestone that a person wishes to tell a channel"
        ),
    ),
    ("delivery", "platform", "For one person: the chat platform, for example slack"),
    ("delivery", "workspace", "For one person: the platform's id of the workspace"),
    ("delivery", "user_id", "For one person: the platform's id of who it is for; erased when they leave"),
    (
        "delivery",
        "notice",
        (
            "For a notice: the mistakes in the playbook's files. For a letter: what it is about, as names of playbook "
            "entries; never words of a person"
        ),
    ),
)
TABLE_WORDS = (
    (
        "member",
        (
            "People who joined by their own act. Erased when they leave, and when ninety days without a sign "
            "were followed by a letter and two weeks without an answer"
        ),
    ),
    (
        "act",
        (
            "The small steps behind a person's rhythm. Seen by the person alone; kept for thirteen months at "
            "most; erased when they leave"
        ),
    ),
    (
        "claim",
        (
            "Who holds a place, has done it or gave it back. Seen by the person alone; kept for ninety days after "
            "the post has closed at most; erased when they leave"
        ),
    ),
    (
        "delivery",
        (
            "What the bot is to say and how far it has come, so that a crash never says it twice. What is for one "
            "person is kept for thirty days at most"
        ),
    ),
)


def _text(name: str, comment: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default, comment=comment)


def _whose() -> tuple[sa.Column[str], ...]:
    return (
        _text("platform", "The chat platform, for example slack"),
        _text("workspace", "The platform's id of the workspace; no query crosses it"),
        _text("user_id", "The platform's id of the person"),
    )


def upgrade() -> None:
    op.create_table(
        "award",
        *_whose(),
        _text("name", "Which one, for example day-10 or variety-3"),
        sa.Column("local_date", sa.Date(), nullable=False, comment="The person's own date of it"),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", "name", name="pk_award"),
        comment="Milestones and badges, each told once in a lifetime. Seen by the person alone; erased when they leave",
    )
    op.create_table(
        "crowd",
        _text("platform", "The chat platform, for example slack"),
        _text("workspace", "The platform's id of the workspace; no query crosses it"),
        _text("subject", "What it is about: the rhythm of the group, or the common goal of a campaign"),
        sa.Column("week", sa.Date(), nullable=False, comment="The Monday of the whole week it speaks of"),
        sa.Column(
            "tenths",
            sa.Integer(),
            nullable=True,
            comment="How many tenths; nothing when the group is too small to be told of",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "subject", "week", name="pk_crowd"),
        comment="What is told of a group, worked out once for each whole week, so that two looks at it tell nothing "
        "of one person. No persons",
    )
    op.create_table(
        "note",
        *_whose(),
        _text("id", "The platform's id of the message or form it came with, so that it is kept once"),
        sa.Column("local_date", sa.Date(), nullable=False, comment="The person's own date of it"),
        sa.Column(
            "text", sa.LargeBinary(), nullable=False, comment="What they wrote, encrypted with the bot's key"
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", "id", name="pk_note"),
        comment="The private notebook of small wins. Encrypted; seen by the person alone; erased when they leave",
    )
    op.create_table(
        "nudge",
        *_whose(),
        sa.Column(
            "local_date", sa.Date(), nullable=False, comment="The person's own date of it: one a day at most"
        ),
        _text("wording", "Which sentence it was, so that the next is another"),
        sa.Column(
            "unanswered",
            sa.Integer(),
            nullable=False,
            comment="How many reminders in a row before it came on days without a step: after some they get rarer, then stop",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", "local_date", name="pk_nudge"),
        comment="Reminders sent to those who asked for them, so that there are few. Kept for thirty days at most",
    )
    op.create_table(
        "outage",
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="The last sign of life before, in UTC",
        ),
        sa.Column(
            "ends_at", sa.DateTime(timezone=True), nullable=False, comment="The first one after, in UTC"
        ),
        sa.PrimaryKeyConstraint("starts_at", name="pk_outage"),
        comment="When the bot was not at work: no rhythm suffers from it. No persons",
    )
    op.create_table(
        "pulse",
        _text("id", "Always engine: there is one row"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="The last sign of life, in UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_pulse"),
        comment="When the bot was last at work, to notice outages. No persons",
    )
    op.create_table(
        "quiet_day",
        sa.Column("on", sa.Date(), nullable=False, comment="The date of such a day"),
        _text("why", "Why it asks nothing: silence or closure"),
        sa.Column(
            "known_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Since when it is known, in UTC: a step taken before still counts",
        ),
        sa.PrimaryKeyConstraint("on", name="pk_quiet_day"),
        comment="Days on which the programme kept silent or the company was closed: no rhythm counts them. No persons",
    )
    op.create_table(
        "standing",
        *_whose(),
        sa.Column("until", sa.Date(), nullable=False, comment="The last date it speaks of"),
        _text("figures", "Days in a row, longest, days off in reserve, and what a repair needs"),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name="pk_standing"),
        comment="A person's rhythm as it stood when their oldest steps were removed. Seen by the person alone; "
        "erased when they leave",
    )
    _change_member()
    _change_words()


def _change_member() -> None:
    with op.batch_alter_table("member") as member:
        member.add_column(
            _text(
                "arrangements",
                "When the person works, each arrangement with the date from which it holds: "
                "time zone, when their day begins, "
                "weekdays (0 is Monday), public holidays, the hours in which the bot may write to them, days aimed at in a week",
                "",
            )
        )
        member.add_column(
            _text(
                "pauses",
                "The first and last days on which they asked for nothing, and when they asked. Never why",
                "[]",
            )
        )
        member.add_column(_text("level", "Where they place themselves: new, at_ease, fluent, or empty", ""))
        member.add_column(
            _text("reminders", "How often they wish to be reminded at most: off, weekly or usual", "off")
        )
        member.add_column(
            sa.Column(
                "is_private",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="They wish ideas and tips as private messages",
            )
        )
        member.add_column(
            sa.Column(
                "tells_milestones",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="They wish to be asked whether to tell of a milestone",
            )
        )
        member.add_column(
            sa.Column(
                "allows_tracked_links",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment=(
                    "They would agree to a link counter in their kits, by idea and never by person, "
                    "if the company ever turned one on; there is none today"
                ),
            )
        )
        member.add_column(
            sa.Column(
                "allows_examples",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="Champions may ask them for a post of theirs as an example",
            )
        )
        member.add_column(_text("topics", "The topics they like; empty for all. A muted one is not kept", ""))
        member.add_column(_text("networks", "The networks they use; empty for those of the playbook", ""))
        member.add_column(_text("goals", "What they want to have of it: learn, found, help or touch", ""))
        member.add_column(
            sa.Column(
                "wants_recap",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="They wish the recap of their month as a private message",
            )
        )
        member.add_column(
            sa.Column(
                "campaigns_from",
                sa.Date(),
                nullable=True,
                comment="Campaigns that began before this date are left out; which one was muted is not kept",
            )
        )
        member.add_column(
            _text("assistant", "The platform's id of the assistant whom an executive has named", "")
        )
        member.add_column(
            sa.Column(
                "renewed_on",
                sa.Date(),
                nullable=True,
                comment="When they last changed a setting or said that they stay, to erase those who are away for long",
            )
        )
    _arrange()
    with op.batch_alter_table("member") as member:
        for name in ("holidays", "timezone", "work_week"):
            member.drop_column(name)
        for name in NEW:
            member.alter_column(name, server_default=None)


def _arrange() -> None:
    """Write the one zone, week and calendar that each member had as the arrangement that holds from the beginning."""
    member = sa.table(
        "member",
        *(
            sa.column(name)
            for name in (
                "platform",
                "workspace",
                "user_id",
                "timezone",
                "holidays",
                "work_week",
                "arrangements",
            )
        ),
        sa.column("joined_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(member)).all():
        arrangement = {
            # The day before, for where they are it may still be that day.
            "since": (row.joined_at - timedelta(days=1)).date().isoformat(),
            "timezone": row.timezone,
            "rollover": "00:00",
            "work_week": [int(day) for day in row.work_week],
            "other_week": None,
            "holidays": row.holidays,
            "slot": ["10:00", "16:00"],
            "weekly_target": 2,
        }
        whose = (
            member.c.platform == row.platform,
            member.c.workspace == row.workspace,
            member.c.user_id == row.user_id,
        )
        connection.execute(sa.update(member).where(*whose).values(arrangements=json.dumps([arrangement])))


def _change_words() -> None:
    """Say in the data map what is new; SQLite keeps no comments."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column, words in WORDS:
        op.alter_column(table, column, comment=words)
    for table, words in TABLE_WORDS:
        op.create_table_comment(table, words)
