"""Keep the pace for all machines, where nothing can be said any more, and how far a doubtful delivery was looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column(
            "key",
            sa.String(),
            nullable=False,
            comment="Whose lane: platform, workspace, channel or post, and the kind of call",
        ),
        sa.Column(
            "free_at", sa.Float(), nullable=False, comment="Until when it is booked, in seconds since 1970"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_lane"),
        comment="How fast the bot may speak, kept for all machines together. No persons; removed after an hour of rest",
    )
    op.create_table(
        "halt",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column(
            "channel",
            sa.String(),
            nullable=False,
            comment="The platform's id of the channel; empty for the whole workspace",
        ),
        sa.Column("reason", sa.String(), nullable=False, comment="Why, in the platform's words, for admins"),
        sa.Column(
            "since",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Since when nothing is said there, in UTC",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", name="pk_halt"),
        comment="Where nothing is said any more because the platform refused it for good. No persons; removed when "
        "it is mended",
    )
    _widen_delivery()
    op.execute("UPDATE delivery SET rank = 1 WHERE kind = 'update'")
    op.execute("UPDATE delivery SET rank = 2 WHERE kind = 'letter'")


def _widen_delivery() -> None:
    with op.batch_alter_table("delivery") as table:
        # The defaults are for rows that are there, and for an older machine that still writes beside a newer one.
        table.add_column(
            sa.Column(
                "rank",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="What goes first where the platform lets only some pass: the smaller",
            )
        )
        table.add_column(
            sa.Column(
                "tried_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="When the platform was last called for it, in UTC",
            )
        )
        table.add_column(
            sa.Column(
                "looks",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="How often it was looked for in vain, when it is not known whether it was sent",
            )
        )
        table.add_column(
            sa.Column(
                "is_booked",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="It has its place in its lanes for the time at which it is due",
            )
        )
        table.alter_column(
            "state",
            existing_type=sa.String(),
            existing_nullable=False,
            comment="due, leased, sending, sent, unknown, held, skipped or failed",
        )
        table.alter_column(
            "kind",
            existing_type=sa.String(),
            existing_nullable=False,
            comment="post for a new message, update to redraw the bot's own message, notice to tell an admin about the "
            "bot itself, letter for a private message, announcement for a milestone that a person wishes to tell a channel",
        )
        table.alter_column(
            "notice",
            existing_type=sa.String(),
            existing_nullable=True,
            comment="For a notice: the mistakes in the playbook's files, or which post or channel it is about. For a "
            "letter: what it is about, as names of playbook entries; never words of a person",
        )
