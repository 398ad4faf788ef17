"""Keep what admins, champions and others did in their role."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    texts = {
        "platform": "The chat platform, for example slack",
        "workspace": "The platform's id of the workspace; no query crosses it",
        "event": "The platform's id of the press, form or command that did it, so that it is written once",
        "action": "What was done, by its name in the table of rights",
        "who": "Who did it, by the platform's id. Stays for its time also after they have left as a volunteer",
        "role": "In which role they did it",
        "subject": "What it was done to: the id of an entry, a post or a channel. Never a volunteer",
        "channel": "Where it was done: the platform's id of the channel; empty in private",
    }
    columns = [sa.Column(name, sa.String(), nullable=False, comment=text) for name, text in texts.items()]
    at = sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was done, in UTC")
    op.create_table(
        "deed",
        *columns[:4],
        at,
        *columns[4:],
        sa.PrimaryKeyConstraint("platform", "workspace", "event", "action", name="pk_deed"),
        comment="What admins, champions, editors and trainers did in that role, so that it can be accounted for. Lines are "
        "added and never changed; kept for twelve months at most. Nothing that volunteers do",
    )
