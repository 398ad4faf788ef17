"""Keep the last good playbook, edits made in chat, and notices to admins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "playbook_copy",
        sa.Column("id", sa.String(), nullable=False, comment="Always good: there is one row"),
        sa.Column("digest", sa.String(), nullable=False, comment="A fingerprint of the files"),
        sa.Column(
            "files",
            sa.LargeBinary(),
            nullable=False,
            comment="The playbook's files as the admins wrote them, compressed",
        ),
        sa.Column(
            "kept_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When they were found to be good, in UTC",
        ),
        sa.Column(
            "broken",
            sa.String(),
            nullable=True,
            comment="The fingerprint of newer files that cannot be used, so that admins are told once",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_playbook_copy"),
        comment="The last good playbook, so that a restart beside a broken one still starts. Nothing personal",
    )
    op.create_table(
        "playbook_edit",
        sa.Column("playbook", sa.String(), nullable=False, comment="The playbook it belongs to"),
        sa.Column(
            "kind", sa.String(), nullable=False, comment="The kind of entry, for example share, or silence"
        ),
        sa.Column(
            "id", sa.String(), nullable=False, comment="The entry's id within its kind; empty for a silence"
        ),
        sa.Column("text", sa.String(), nullable=False, comment="The entry as an admin would write it"),
        sa.Column(
            "edited_at", sa.DateTime(timezone=True), nullable=False, comment="When it was accepted, in UTC"
        ),
        sa.PrimaryKeyConstraint("playbook", "kind", "id", name="pk_playbook_edit"),
        comment="What was added to the playbook in chat. Content of the programme; kept until it is removed",
    )
    with op.batch_alter_table("delivery") as table:
        table.alter_column("post", existing_type=sa.String(), nullable=True)
        table.alter_column(
            "kind",
            existing_type=sa.String(),
            comment="post for a new message, update to redraw the bot's own message, "
            "notice to tell an admin about the playbook",
        )
        for name, comment in (
            ("platform", "For a notice: the chat platform, for example slack"),
            ("workspace", "For a notice: the platform's id of the workspace"),
            ("user_id", "For a notice: the platform's id of the admin it is for"),
            ("notice", "For a notice: the mistakes in the playbook's files, never anything about people"),
        ):
            table.add_column(sa.Column(name, sa.String(), nullable=True, comment=comment))
        table.create_table_comment(
            "What the bot is to say and how far it has come, so that a crash never says it twice"
        )
