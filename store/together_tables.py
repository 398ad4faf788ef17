"""The tables of what people do together: workshops, who comes, the question box, and brainstorms."""

from datetime import date, datetime
from typing import Final

from store.kept import OF_PLATFORM, OF_WORKSPACE, Kept, kept, key, table_of


class WorkshopRow(Kept, table=True):
    __tablename__ = "workshop"
    __table_args__ = (
        {"comment": "Workshops with their dates. No persons; removed thirty days after the workshop"},
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key("Which one; also the id of the post that announces it")
    channel: str = kept("The platform's id of the channel it is announced in")
    playbook: str = kept("The playbook its agenda comes from")
    item: str = kept("The agenda's id in the playbook; its words stay there")
    starts_at: datetime = kept("When it begins, in UTC")
    minutes: int = kept("How long it takes, in minutes")
    location: str = kept("The room or address, as the person who planned it typed it")
    moves: int = kept("How often it was moved, so that calendars know the newest date", default=0)
    is_cancelled: bool = kept("Whether it was called off", default=False)
    is_reminded: bool = kept("Whether those who come have been reminded of this date", default=False)
    is_followed_up: bool = kept(
        "Whether those who came have been given what goes well after it", default=False
    )


class AttendanceRow(Kept, table=True):
    __tablename__ = "attendance"
    __table_args__ = (
        {
            "comment": "Who has said that they come to a workshop, a volunteer or not, so that they are reminded and told of "
            "changes. Seen by the person alone; removed when they say that they do not come, when they leave, and thirty "
            "days after the workshop"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    workshop: str = key("The workshop they come to")


class QuestionRow(Kept, table=True):
    __tablename__ = "question"
    __table_args__ = (
        {
            "comment": "Questions from the question box. Who asked is kept only where they signed, to answer them; nobody is "
            "shown it. Removed ninety days after the answer, a hundred and eighty days after it was asked without one, and a "
            "signed one when its author leaves"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key(
        "A keyed fingerprint of the words, so that what is sent twice is kept once; it tells nothing of them"
    )
    user_id: str = kept("The platform's id of who signed it; empty for an anonymous one", default="")
    playbook: str = kept("The programme whose champions answer")
    asked_on: date = kept("The date on which it was asked; not the hour")
    text: bytes = kept("What was asked, encrypted with the bot's key", sealed="question box")
    answered_on: date | None = kept("The date of the answer; empty while it is open", default=None)
    answer: bytes = kept(
        "The answer, encrypted with the bot's key; empty while it is open", sealed="question box", default=b""
    )
    is_told: bool = kept("Whether champions have been told that it waits", default=False)


class BrainstormRow(Kept, table=True):
    __tablename__ = "brainstorm"
    __table_args__ = (
        {
            "comment": "Brainstorms, with what the group made of them: our own words, shown beside the charter. No persons; "
            "kept until a champion takes it off the charter"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key("Which one; also the id of the post that shows it")
    channel: str = kept("The platform's id of the channel it was held in")
    playbook: str = kept("The playbook its question comes from")
    item: str = kept("The question's id in the playbook; its words stay there")
    ends_at: datetime = kept("Until when thoughts are taken, in UTC")
    groups: str = kept(
        "The names that a champion gave to groups of thoughts, with the numbers of these", default="[]"
    )
    rules: str = kept("The three house rules that are voted on, as a champion wrote them", default="[]")
    votes_until: datetime | None = kept("Until when votes are taken, in UTC; empty before", default=None)
    chosen: str = kept("The rules that were chosen; empty before the end", default="[]")
    is_told: bool = kept("Whether champions have been told that it can be grouped", default=False)


class ThoughtRow(Kept, table=True):
    __tablename__ = "thought"
    __table_args__ = (
        {
            "comment": "What people added to a brainstorm. Who wrote it is kept only where they signed; champions see that "
            "name while they group. Removed thirty days after the brainstorm, and a signed one when its author leaves"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    brainstorm: str = key("The brainstorm it was added to")
    id: str = key(
        "A keyed fingerprint of the words, so that what is sent twice is kept once; it tells nothing of them"
    )
    user_id: str = kept("The platform's id of who signed it; empty for an anonymous one", default="")
    text: bytes = kept("What was added, encrypted with the bot's key", sealed="brainstorm")


class VoteRow(Kept, table=True):
    __tablename__ = "vote"
    __table_args__ = (
        {
            "comment": "Votes on the house rules of a brainstorm. No persons: a keyed fingerprint makes sure that each votes "
            "once, and the database cannot tell whose it is. Removed when the vote is counted"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    brainstorm: str = key("The brainstorm that is voted on")
    ballot: str = key("A fingerprint of the voter, made with the bot's key, which is not in the database")
    rule: int = kept("Which of the three rules, counted from 0")


class ThanksRow(Kept, table=True):
    __tablename__ = "thanks"
    __table_args__ = (
        {
            "comment": "Thanks for a colleague, until they have said yes or no. Removed at once on a no, seven days after it was "
            "asked or was to be said otherwise, and when one of the two leaves. Nobody counts them"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key("A keyed fingerprint of the two and the date, so that what is sent twice is asked once")
    user_id: str = kept("The platform's id of who wishes to thank")
    to_platform: str = kept("The platform of who is thanked")
    to_workspace: str = kept("The workspace of who is thanked")
    to_user_id: str = kept("The platform's id of who is thanked")
    channel: str = kept("The platform's id of the channel in which it may be said")
    asked_on: date = kept("The date on which it was written, or is to be said after a yes")
    text: bytes = kept("What for, encrypted with the bot's key", sealed="thanks")
    is_agreed: bool = kept("Whether the person who is thanked has said yes", default=False)


WORKSHOP: Final = table_of(WorkshopRow)
ATTENDANCE: Final = table_of(AttendanceRow)
QUESTION: Final = table_of(QuestionRow)
BRAINSTORM: Final = table_of(BrainstormRow)
THOUGHT: Final = table_of(ThoughtRow)
VOTE: Final = table_of(VoteRow)
THANKS: Final = table_of(ThanksRow)
