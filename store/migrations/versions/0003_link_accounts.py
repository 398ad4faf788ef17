"""Link the accounts of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column(
            "platform",
            sa.String(),
            nullable=False,
            comment="The chat platform, for example slack",
        ),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace the account is in",
        ),
        sa.Column(
            "user_id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the person's account there",
        ),
        sa.Column(
            "kept_platform",
            sa.String(),
            nullable=False,
            comment="The platform of the account under which the person's things are kept",
        ),
        sa.Column(
            "kept_workspace",
            sa.String(),
            nullable=False,
            comment="The workspace of the account under which they are kept",
        ),
        sa.Column(
            "kept_user_id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the account under which they are kept",
        ),
        sa.ForeignKeyConstraint(
            ["kept_platform", "kept_workspace", "kept_user_id"],
            ["member.platform", "member.workspace", "member.user_id"],
            name="fk_link_kept_platform_member",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name="pk_link"),
        sa.UniqueConstraint(
            "kept_user_id", "kept_workspace", "kept_platform", "platform", "workspace", name="uq_link_kept"
        ),
        comment="Accounts that a person has made one, by a code they carried over themselves. "
        "Seen by the person alone; erased when they unlink or leave",
    )
    op.create_table(
        "link_code",
        sa.Column(
            "platform",
            sa.String(),
            nullable=False,
            comment="The chat platform, for example slack",
        ),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace the wish was made in",
        ),
        sa.Column(
            "user_id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the person who made it",
        ),
        sa.Column(
            "digest",
            sa.String(),
            nullable=False,
            comment="A keyed fingerprint of the code they were shown; the code itself is not kept",
        ),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Until when the code can be used, in UTC",
        ),
        sa.Column(
            "for_platform",
            sa.String(),
            nullable=True,
            comment="Once the code was typed: the platform of the account that may use it",
        ),
        sa.Column(
            "for_workspace",
            sa.String(),
            nullable=True,
            comment="Once the code was typed: the workspace of that account",
        ),
        sa.Column(
            "for_user_id",
            sa.String(),
            nullable=True,
            comment="Once the code was typed: the platform's id of that account",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name="pk_link_code"),
        sa.UniqueConstraint("digest", name="uq_link_code_digest"),
        comment="A member's wish to link another account. Removed once used, when they leave, or after ten minutes",
    )
    op.create_table(
        "link_try",
        sa.Column(
            "platform",
            sa.String(),
            nullable=False,
            comment="The chat platform, for example slack",
        ),
        sa.Column(
            "workspace",
            sa.String(),
            nullable=False,
            comment="The platform's id of the workspace the account is in",
        ),
        sa.Column(
            "user_id",
            sa.String(),
            nullable=False,
            comment="The platform's id of the account",
        ),
        sa.Column(
            "tries", sa.Integer(), nullable=False, comment="How many codes did not fit, one after the other"
        ),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When they are forgotten, in UTC",
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name="pk_link_try"),
        comment="How often an account typed a code that does not exist, so that none is found by guessing. "
        "Removed after ten minutes",
    )
