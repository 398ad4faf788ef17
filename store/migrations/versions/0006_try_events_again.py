"""Try events again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BEFORE = (
    "What reached the bot, so that a crash loses nothing and a repeated delivery acts once. Kept for a week"
)
AFTER = BEFORE + ", and for thirty days what it could not deal with"


def upgrade() -> None:
    with op.batch_alter_table("inbox_event") as table:
        table.add_column(
            sa.Column(
                "tries",
                sa.Integer(),
                nullable=False,
                # It stays: machines of the version before go on inserting without it during an upgrade.
                server_default="0",
                comment="How often the bot tried in vain to deal with it after the first time",
            )
        )
        table.add_column(
            sa.Column(
                "again_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="When it is tried again at the earliest, in UTC",
            )
        )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment("inbox_event", AFTER, existing_comment=BEFORE)
