"""Make the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column("user_id", sa.String(), nullable=False, comment="The platform's id of the person"),
        sa.Column("item", sa.String(), nullable=False, comment="The playbook item it was about"),
        sa.Column(
            "kind",
            sa.String(),
            nullable=False,
            comment="tip_read, share_done or share_declined: declared by the person, never observed",
        ),
        sa.Column(
            "local_date",
            sa.Date(),
            nullable=False,
            comment="The person's own date it counts for, fixed when it is made",
        ),
        sa.Column(
            "acted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it was declared, in UTC, to list acts in their order",
        ),
        sa.PrimaryKeyConstraint(
            "platform", "workspace", "user_id", "item", "kind", "local_date", name="pk_act"
        ),
        comment="The small steps behind a person's rhythm. Seen by the person alone; erased when they leave",
    )
    op.create_table(
        "inbox_event",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column(
            "id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the event, to recognise a repeated delivery; names nobody",
        ),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it happened, in UTC, by the platform's clock; decides when the row is removed",
        ),
        sa.Column(
            "user_id",
            sa.String(),
            nullable=True,
            comment="Who acted, so that it can be erased on their wish; removed once handled",
        ),
        sa.Column(
            "payload",
            sa.String(),
            nullable=True,
            comment="What they did, with the words of a form they sent; removed once handled",
        ),
        sa.Column(
            "handled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the bot had dealt with it, by the database's clock",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_inbox_event"),
        comment="What reached the bot, so that a crash loses nothing and a repeated delivery acts once. Kept for a week",
    )
    op.create_index("ix_inbox_event_occurred_at", "inbox_event", ["occurred_at"])
    op.create_index(
        "ix_inbox_event_waiting",
        "inbox_event",
        ["occurred_at"],
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )

    op.create_table(
        "member",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column(
            "user_id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the person, to recognise and answer them; never a name or an address",
        ),
        sa.Column(
            "locale",
            sa.String(),
            nullable=False,
            comment="The language and region the bot answers in, for example fr-FR",
        ),
        sa.Column(
            "timezone",
            sa.String(),
            nullable=False,
            comment="The person's time zone, so that a day is their own day",
        ),
        sa.Column(
            "joined_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the person joined, in UTC: the proof of their consent and where the rhythm begins",
        ),
        sa.Column(
            "rhythm",
            sa.String(),
            nullable=False,
            comment="What the person chose for the daily rhythm: undecided, daily or off",
        ),
        sa.Column(
            "holidays",
            sa.String(),
            nullable=False,
            comment="The public-holiday calendar that counts for them, for example FR; empty for none",
        ),
        sa.Column(
            "work_week",
            sa.String(),
            nullable=False,
            comment="The weekdays they work, Monday being 0, for example 01234: no other day is ever asked of them",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name="pk_member"),
        comment="People who joined by their own act. Erased when they leave",
    )
    op.create_table(
        "post",
        sa.Column(
            "id",
            sa.String(),
            nullable=False,
            comment="The occurrence: always the same for one channel, date and slot, so that it is planned once",
        ),
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column(
            "channel", sa.String(), nullable=False, comment="The platform's id of the channel it is for"
        ),
        sa.Column("local_date", sa.Date(), nullable=False, comment="The date in the channel's time zone"),
        sa.Column("slot", sa.String(), nullable=False, comment="Which one of that day, for example share-1"),
        sa.Column("playbook", sa.String(), nullable=False, comment="The playbook it comes from"),
        sa.Column("kind", sa.String(), nullable=False, comment="The kind of item, for example share or tip"),
        sa.Column(
            "item", sa.String(), nullable=False, comment="The item's id in the playbook; its words stay there"
        ),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), nullable=False, comment="When it is to be posted, in UTC"
        ),
        sa.Column(
            "closes_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Until when places can be claimed, in UTC",
        ),
        sa.Column(
            "slots",
            sa.Integer(),
            nullable=False,
            comment="How many people may claim it; 0 for items that are not claimed",
        ),
        sa.Column(
            "taken", sa.Integer(), nullable=False, comment="How many places are taken; says nothing of whom"
        ),
        sa.Column(
            "message",
            sa.String(),
            nullable=True,
            comment="The platform's reference of the bot's own message; empty until it is posted",
        ),
        sa.CheckConstraint("taken >= 0 AND taken <= slots", name="ck_post_places"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint(
            "platform",
            "workspace",
            "channel",
            "local_date",
            "slot",
            name="uq_post_platform_workspace_channel_local_date_slot",
        ),
        sa.UniqueConstraint("platform", "workspace", "message", name="uq_post_platform_workspace_message"),
        comment="What the bot planned and posted in channels. Holds nothing about persons; kept while the bot runs",
    )
    op.create_table(
        "workspace",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column("workspace", sa.String(), nullable=False, comment="The platform's id of the workspace"),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_workspace"),
        comment="Where the bot is installed. Removed when it is uninstalled",
    )
    op.create_table(
        "claim",
        sa.Column("platform", sa.String(), nullable=False, comment="The chat platform, for example slack"),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace; no query crosses it",
        ),
        sa.Column("user_id", sa.String(), nullable=False, comment="The platform's id of the person"),
        sa.Column("post", sa.String(), nullable=False, comment="The post whose place it is"),
        sa.Column(
            "state",
            sa.String(),
            nullable=False,
            comment="held, done by their own word, or released: kept so that a late message cannot undo a newer wish",
        ),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the person last acted on it, in UTC, by the platform's clock: the last wish wins",
        ),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_claim_post_post"),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", "post", name="pk_claim"),
        comment="Who holds a place, has done it or gave it back. Seen by the person alone; erased when they leave",
    )
    op.create_table(
        "delivery",
        sa.Column(
            "key",
            sa.String(),
            nullable=False,
            comment="The intention, for example post:… or update:…; one row each",
        ),
        sa.Column(
            "kind",
            sa.String(),
            nullable=False,
            comment="post for a new message, update to redraw the bot's own message",
        ),
        sa.Column(
            "post",
            sa.String(),
            nullable=False,
            comment="The post it speaks of; the words are drawn when it is sent and are not kept",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="When to send it, in UTC"),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="After this moment, in UTC, it is skipped instead of arriving late",
        ),
        sa.Column(
            "state",
            sa.String(),
            nullable=False,
            comment="due, sending, sent, unknown, held, skipped or failed",
        ),
        sa.Column(
            "fence",
            sa.Integer(),
            nullable=False,
            comment="Grows with every attempt, so that only the newest may write its outcome",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How often it was tried"),
        sa.Column(
            "leased_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="While it is being sent: when that attempt is given up, in UTC",
        ),
        sa.Column(
            "reason",
            sa.String(),
            nullable=False,
            comment="Why it was not sent, in the platform's words, for admins",
        ),
        sa.Column(
            "again",
            sa.Boolean(),
            nullable=False,
            comment="An update was asked for while this one was being sent",
        ),
        sa.ForeignKeyConstraint(["post"], ["post.id"], name="fk_delivery_post_post"),
        sa.PrimaryKeyConstraint("key", name="pk_delivery"),
        comment="What the bot is to say and how far it has come, so that a crash never says it twice. Nothing personal",
    )
    op.create_index("ix_delivery_state_due_at", "delivery", ["state", "due_at"])
