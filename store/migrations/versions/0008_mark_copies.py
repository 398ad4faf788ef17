"""Mark copies."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "restore",
        sa.Column("id", sa.String(), nullable=False, comment="Always copy: there is one row"),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was made, in UTC; empty once a bot has started on it",
        ),
        sa.Column(
            "quiet_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when no private message is planned, in UTC",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_restore"),
        comment="That this is a copy made some time ago, so that nothing is said twice after it is restored. "
        "Removed a day after the first start on it. No persons",
    )
