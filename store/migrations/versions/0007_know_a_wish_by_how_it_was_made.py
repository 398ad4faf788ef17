"""Know a claim by how it was made, and a line of the notebook by when it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    by_hand = "Whether they last acted by a raised hand, so that one taken down while the bot was away gives the place back"
    with op.batch_alter_table("claim") as table:
        # The default stays: machines of the version before go on inserting without it during an upgrade.
        table.add_column(
            sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false(), comment=by_hand)
        )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        line = "When it was written, by the bot's clock, to keep the lines in their order"
        op.alter_column("note", "id", comment=line)
