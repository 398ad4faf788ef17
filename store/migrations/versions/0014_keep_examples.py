"""Keep examples that colleagues give, with their consent."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def text(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, comment=comment)


def sealed(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False, comment=comment)


def upgrade() -> None:
    op.create_table(
        "example",
        text("platform", "The chat platform, for example slack"),
        text("workspace", "The platform's id of the workspace; no query crosses it"),
        text(
            "id",
            "A keyed fingerprint of author and words, so that what is sent twice is kept once; it tells nothing of them",
        ),
        text("user_id", "The platform's id of the author, who alone can take it back"),
        text("playbook", "The programme whose champions look at it"),
        sa.Column(
            "given_on",
            sa.Date(),
            nullable=False,
            comment="The date on which the author gave it and agreed",
        ),
        sealed("text", "The post and its link, encrypted with the bot's key"),
        text("consent", "The sentence the author agreed to, as it was shown"),
        sa.Column(
            "names_author",
            sa.Boolean(),
            nullable=False,
            comment="Whether the author said that their name may stand beside it",
        ),
        sealed(
            "notes", "What champions say makes it good, encrypted with the bot's key; empty while it waits"
        ),
        sa.Column(
            "shown_on",
            sa.Date(),
            nullable=True,
            comment="Since when it is shown to everybody; empty while it waits",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_example"),
        comment="Posts that colleagues gave as examples, each with its author's written consent. Shown to everybody once "
        "a champion has added what makes it good. Removed at once when the author takes it back, leaves, or a champion "
        "declines it; ninety days after it was given if it still waits, and a year after it was shown",
    )
