"""Report without names: sign-ins to the page, anonymous answers, resting reminders, clicks by day."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

PLATFORM = "The chat platform, for example slack"
WORKSPACE = "The platform's id of the workspace; no query crosses it"
QUARTER = "The first day of the quarter"
COUNTED = (
    "They agree to counted links in their kits, by idea and network and never by person, where a playbook turned "
    "counting on"
)
CROWD = {
    "subject": "What it is about: the rhythm of the group, a kind of step, a topic, a common goal, an anonymous question",
    "week": "The Monday of the whole week it speaks of, or the first day of the quarter",
}


def upgrade() -> None:
    op.create_table(
        "sign_in",
        _text("digest", "A fingerprint of the link or cookie; neither is kept"),
        *_workspace(),
        _text("user_id", "The platform's id of the person whose link it is"),
        _column(
            "is_used",
            sa.Boolean(),
            "Whether it is a cookie by now; before that it is a link, which opens once",
        ),
        _moment("expires_at", "Until when it can be used without a look at the page, in UTC"),
        _moment("ends_at", "Until when it can be used at most, in UTC"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in"),
        comment="Who may read the report's page just now. Removed when they sign out, after half an hour without "
        "a look, and after eight hours at most",
    )
    op.create_table(
        "opinion",
        *_workspace(),
        _column("quarter", sa.Date(), QUARTER),
        _text("question", "Which question, by its name"),
        _text("answer", "Which answer: yes or no"),
        _column("count", sa.Integer(), "How often it was given"),
        sa.PrimaryKeyConstraint("platform", "workspace", "quarter", "question", "answer", name="pk_opinion"),
        comment="How often each answer was given to the anonymous questions of a quarter. Numbers alone, removed "
        "when the questions are closed and only shares in tens remain. No persons",
    )
    op.create_table(
        "opinion_salt",
        *_workspace(),
        _column("quarter", sa.Date(), QUARTER),
        _text("salt", "The chance number, drawn with the first answer"),
        sa.PrimaryKeyConstraint("platform", "workspace", "quarter", name="pk_opinion_salt"),
        comment="The chance number of a quarter, without which no fingerprint of an answer can be made. Thrown away "
        "when the questions are closed. No persons",
    )
    op.create_table(
        "opinion_heard",
        *_workspace(),
        _column("quarter", sa.Date(), QUARTER),
        _text("digest", "The fingerprint of one answer that was given"),
        sa.PrimaryKeyConstraint("platform", "workspace", "quarter", "digest", name="pk_opinion_heard"),
        comment="That some question was answered by somebody, so that nobody answers it twice: a fingerprint made "
        "with the bot's key and the chance number of the quarter, which says neither who nor what. Removed when the "
        "questions are closed",
    )
    op.create_table(
        "reminder_rest",
        *_workspace(),
        _column("quarter", sa.Date(), "The first day of the quarter whose answers were the reason"),
        _column("since", sa.Date(), "Since when reminders rest"),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_reminder_rest"),
        comment="Where no reminders are sent, because many felt obliged. Removed when an admin confirms that it was "
        "talked about. No persons",
    )
    op.create_table(
        "click",
        _column("on", sa.Date(), "The date on which it was followed, in UTC"),
        _text("item", "The idea's name in the playbook"),
        _text("network", "The name of the network it was followed from"),
        _column("count", sa.Integer(), "How often it was followed on that date"),
        sa.PrimaryKeyConstraint("on", "item", "network", name="pk_click"),
        comment="How often a counted link was followed on a day, where a playbook turned counting on: by idea and "
        "network, never by person, and nothing of who followed it. Kept for thirteen months. No persons",
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.create_table_comment(
            "crowd",
            "What is told of a group, worked out once for each whole week or quarter, so that two looks at it "
            "tell nothing of one person. No persons",
            existing_comment="",
        )
        for name, comment in CROWD.items():
            op.alter_column("crowd", name, comment=comment)
        op.alter_column("member", "allows_tracked_links", comment=COUNTED)
    # An edition asks for one week of everybody's steps.
    op.create_index("ix_act_week", "act", ["platform", "workspace", "local_date", "user_id", "kind"])


def _workspace() -> tuple["sa.Column[str]", "sa.Column[str]"]:
    return _text("platform", PLATFORM), _text("workspace", WORKSPACE)


def _text(name: str, comment: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), nullable=False, comment=comment)


def _moment(name: str, comment: str) -> "sa.Column[Any]":
    return _column(name, sa.DateTime(timezone=True), comment)


def _column(name: str, kind: "sa.types.TypeEngine[Any]", comment: str) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=False, comment=comment)
