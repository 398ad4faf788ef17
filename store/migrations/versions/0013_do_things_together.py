"""Keep workshops with their dates, who comes, the question box, brainstorms, and thanks."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

OF_PLATFORM = "The chat platform, for example slack"
OF_WORKSPACE = "The platform's id of the workspace; no query crosses it"


def text(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, comment=comment)


def number(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, comment=comment)


def moment(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, comment=comment)


def yes_or_no(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False, comment=comment)


def sealed(name: str, comment: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False, comment=comment)


def upgrade() -> None:
    op.create_table(
        "workshop",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("id", "Which one; also the id of the post that announces it"),
        text("channel", "The platform's id of the channel it is announced in"),
        text("playbook", "The playbook its agenda comes from"),
        text("item", "The agenda's id in the playbook; its words stay there"),
        moment("starts_at", "When it begins, in UTC"),
        number("minutes", "How long it takes, in minutes"),
        text("location", "The room or address, as the person who planned it typed it"),
        number("moves", "How often it was moved, so that calendars know the newest date"),
        yes_or_no("is_cancelled", "Whether it was called off"),
        yes_or_no("is_reminded", "Whether those who come have been reminded of this date"),
        yes_or_no("is_followed_up", "Whether those who came have been given what goes well after it"),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_workshop"),
        comment="Workshops with their dates. No persons; removed thirty days after the workshop",
    )
    op.create_table(
        "attendance",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("user_id", "The platform's id of the person"),
        text("workshop", "The workshop they come to"),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", "workshop", name="pk_attendance"),
        comment="Who has said that they come to a workshop, a volunteer or not, so that they are reminded and told of "
        "changes. Seen by the person alone; removed when they say that they do not come, when they leave, and thirty "
        "days after the workshop",
    )
    op.create_table(
        "question",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text(
            "id",
            "A keyed fingerprint of the words, so that what is sent twice is kept once; it tells nothing of them",
        ),
        text("user_id", "The platform's id of who signed it; empty for an anonymous one"),
        text("playbook", "The programme whose champions answer"),
        sa.Column(
            "asked_on", sa.Date(), nullable=False, comment="The date on which it was asked; not the hour"
        ),
        sealed("text", "What was asked, encrypted with the bot's key"),
        sa.Column(
            "answered_on", sa.Date(), nullable=True, comment="The date of the answer; empty while it is open"
        ),
        sealed("answer", "The answer, encrypted with the bot's key; empty while it is open"),
        yes_or_no("is_told", "Whether champions have been told that it waits"),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_question"),
        comment="Questions from the question box. Who asked is kept only where they signed, to answer them; nobody is "
        "shown it. Removed ninety days after the answer, a hundred and eighty days after it was asked without one, and a "
        "signed one when its author leaves",
    )
    op.create_table(
        "brainstorm",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("id", "Which one; also the id of the post that shows it"),
        text("channel", "The platform's id of the channel it was held in"),
        text("playbook", "The playbook its question comes from"),
        text("item", "The question's id in the playbook; its words stay there"),
        moment("ends_at", "Until when thoughts are taken, in UTC"),
        text("groups", "The names that a champion gave to groups of thoughts, with the numbers of these"),
        text("rules", "The three house rules that are voted on, as a champion wrote them"),
        sa.Column(
            "votes_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when votes are taken, in UTC; empty before",
        ),
        text("chosen", "The rules that were chosen; empty before the end"),
        yes_or_no("is_told", "Whether champions have been told that it can be grouped"),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_brainstorm"),
        comment="Brainstorms, with what the group made of them: our own words, shown beside the charter. No persons; "
        "kept until a champion takes it off the charter",
    )
    op.create_table(
        "thought",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("brainstorm", "The brainstorm it was added to"),
        text(
            "id",
            "A keyed fingerprint of the words, so that what is sent twice is kept once; it tells nothing of them",
        ),
        text("user_id", "The platform's id of who signed it; empty for an anonymous one"),
        sealed("text", "What was added, encrypted with the bot's key"),
        sa.PrimaryKeyConstraint("platform", "workspace", "brainstorm", "id", name="pk_thought"),
        comment="What people added to a brainstorm. Who wrote it is kept only where they signed; champions see that "
        "name while they group. Removed thirty days after the brainstorm, and a signed one when its author leaves",
    )
    op.create_table(
        "vote",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("brainstorm", "The brainstorm that is voted on"),
        text("ballot", "A fingerprint of the voter, made with the bot's key, which is not in the database"),
        number("rule", "Which of the three rules, counted from 0"),
        sa.PrimaryKeyConstraint("platform", "workspace", "brainstorm", "ballot", name="pk_vote"),
        comment="Votes on the house rules of a brainstorm. No persons: a keyed fingerprint makes sure that each votes "
        "once, and the database cannot tell whose it is. Removed when the vote is counted",
    )
    op.create_table(
        "thanks",
        text("platform", OF_PLATFORM),
        text("workspace", OF_WORKSPACE),
        text("id", "A keyed fingerprint of the two and the date, so that what is sent twice is asked once"),
        text("user_id", "The platform's id of who wishes to thank"),
        text("to_platform", "The platform of who is thanked"),
        text("to_workspace", "The workspace of who is thanked"),
        text("to_user_id", "The platform's id of who is thanked"),
        text("channel", "The platform's id of the channel in which it may be said"),
        sa.Column(
            "asked_on",
            sa.Date(),
            nullable=False,
            comment="The date on which it was written, or is to be said after a yes",
        ),
        sealed("text", "What for, encrypted with the bot's key"),
        yes_or_no("is_agreed", "Whether the person who is thanked has said yes"),
        sa.PrimaryKeyConstraint("platform", "workspace", "id", name="pk_thanks"),
        comment="Thanks for a colleague, until they have said yes or no. Removed at once on a no, seven days after it was "
        "asked or was to be said otherwise, and when one of the two leaves. Nobody counts them",
    )
