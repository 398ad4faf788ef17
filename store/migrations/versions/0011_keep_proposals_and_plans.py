"""Keep proposals until they are answered, and what champions chose for coming days."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

PLATFORM = "The chat platform, for example slack"
WORKSPACE = "The platform's id of the workspace; no query crosses it"


def upgrade() -> None:
    op.create_table(
        "proposal",
        _text("platform", PLATFORM),
        _text("workspace", WORKSPACE),
        _text("id", "Its name, made with the bot's key, so that the same proposal sent twice is one"),
        _text("user_id", "The platform's id of who proposed it; emptied thirty days after the answer"),
        _text("playbook", "The playbook it is for"),
        _text("state", "open, accepted or declined"),
        _text("sort", "What is proposed: topic, link or colleague, for a colleague's post"),
        _text("title", "Its title, in the author's words, or as an editor changed it"),
        _text("facts", "Why it matters, as one to five short lines"),
        _text("link", "The address to share; empty for none"),
        sa.Column("expires", sa.Date(), nullable=True, comment="The last day on which it makes sense"),
        sa.Column(
            "wants_credit",
            sa.Boolean(),
            nullable=False,
            comment="The author wishes their name to stand beside it",
        ),
        _time("created_at", "When it was proposed, in UTC", nullable=False),
        _time("decided_at", "When it was answered, in UTC", nullable=True),
        _text("reason", "Why it was declined, in the editor's words, for the author alone"),
        _time(
            "reminded_at",
            "When editors were reminded of it, in UTC, so that it happens once",
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_proposal"),
        comment="What colleagues proposed as ideas to share, for editors to answer. Thirty days after the answer the "
        "author is taken off, after ninety it is removed; erased when the author leaves",
    )
    op.create_table(
        "plan_choice",
        _text("platform", PLATFORM),
        _text("workspace", WORKSPACE),
        _text("channel", "The platform's id of the channel"),
        sa.Column("local_date", sa.Date(), nullable=False, comment="The channel's own date it is for"),
        _text("slot", "Which of the day's posts, for example share-1"),
        _text("playbook", "The playbook it was chosen from"),
        _text("item", "The entry that is to come; empty when nothing is"),
        sa.PrimaryKeyConstraint(
            "platform", "workspace", "channel", "local_date", "slot", name="pk_plan_choice"
        ),
        comment="What champions chose for a channel's coming days instead of what the rotation would bring. No persons; "
        "removed two weeks after its day",
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "delivery",
            "kind",
            comment="post for a new message, update to redraw the bot's own message, notice to tell an admin about the bot "
            "itself, an editor of a proposal or a colleague of the answer to theirs, letter for a private message, "
            "announcement for a milestone that a person wishes to tell a channel",
        )
        op.alter_column(
            "delivery",
            "notice",
            comment="For a notice: the mistakes in the playbook's files, or which post, channel or proposal it is about. "
            "For a letter: what it is about, as names of playbook entries; never words of a person",
        )


def _text(name: str, comment: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, comment=comment)


def _time(name: str, comment: str, *, nullable: bool) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)
