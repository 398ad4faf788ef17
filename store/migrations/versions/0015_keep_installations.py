"""Keep installations by consent, with their tokens."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

OF_PLATFORM = "The chat platform, for example slack"


def text(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, comment=comment)


def sealed(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False, comment=comment)


def moment(name: str, comment: str, *, is_optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional, comment=comment)


def upgrade() -> None:
    op.create_table(
        "installation",
        text("platform", OF_PLATFORM),
        text(
            "workspace",
            "The platform's id of the workspace, or of the organisation that let the bot into all of its workspaces",
        ),
        text("name", "The name of the workspace or organisation, for those who operate the bot"),
        sa.Column("is_organisation", sa.Boolean(), nullable=False, comment="Whether it is an organisation"),
        text("app", "The platform's id of the app that was installed"),
        text("bot", "The platform's id of the bot itself there"),
        text("scopes", "The rights that were granted"),
        moment("installed_at", "When it was installed, in UTC"),
        sealed("token", "The token the bot acts with, encrypted with the bot's key"),
        sealed(
            "refresh_token",
            "What buys the next token, encrypted with the bot's key; empty where the token does not end",
        ),
        moment("expires_at", "When the token ends; empty where it does not", is_optional=True),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="Counts the tokens, so that nobody renews one twice",
        ),
        moment(
            "renewing_until",
            "Until when one machine has the renewing in hand, or nobody tries",
            is_optional=True,
        ),
        text("refused", "Why the platform gives no other token, until somebody installs the bot again"),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_installation"),
        comment="Where an admin let the bot in by the platform's own consent page, with the tokens it acts with. Holds "
        "nothing about persons. Removed at once when the bot is uninstalled or its tokens are revoked",
    )
    op.create_table(
        "admitted",
        text("platform", OF_PLATFORM),
        text("workspace", "The platform's id of the workspace"),
        text("organisation", "The platform's id of the organisation"),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_admitted"),
        comment="Which workspaces an organisation's installation serves. Holds nothing about persons; removed with the "
        "installation, or when the organisation takes the bot out of the workspace",
    )
    op.create_table(
        "install_state",
        text("digest", "A fingerprint of the word that travels along"),
        text(
            "browser", "A fingerprint of the cookie of the browser it was given to; it tells nothing of whose"
        ),
        moment("expires_at", "Until when it is good, in UTC"),
        sa.PrimaryKeyConstraint("digest", name="pk_install_state"),
        comment="Who is on the way from the bot's page to the platform's consent page and back, by fingerprint alone. "
        "Used once; removed after ten minutes",
    )
