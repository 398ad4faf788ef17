"""The tables behind the report: who is signed in to its page, anonymous answers until they are counted, and clicks by day."""

from datetime import date, datetime
from typing import Final

from store.kept import OF_PLATFORM, OF_WORKSPACE, Kept, kept, key, table_of


class SignInRow(Kept, table=True):
    __tablename__ = "sign_in"
    __table_args__ = (
        {
            "comment": "Who may read the report's page just now. Removed when they sign out, after half an hour without "
            "a look, and after eight hours at most"
        },
    )

    digest: str = key("A fingerprint of the link or cookie; neither is kept")
    platform: str = kept(OF_PLATFORM)
    workspace: str = kept(OF_WORKSPACE)
    user_id: str = kept("The platform's id of the person whose link it is")
    is_used: bool = kept("Whether it is a cookie by now; before that it is a link, which opens once")
    expires_at: datetime = kept("Until when it can be used without a look at the page, in UTC")
    ends_at: datetime = kept("Until when it can be used at most, in UTC")


class OpinionRow(Kept, table=True):
    __tablename__ = "opinion"
    __table_args__ = (
        {
            "comment": "How often each answer was given to the anonymous questions of a quarter. Numbers alone, removed "
            "when the questions are closed and only shares in tens remain. No persons"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    quarter: date = key("The first day of the quarter")
    question: str = key("Which question, by its name")
    answer: str = key("Which answer: yes or no")
    count: int = kept("How often it was given")


class OpinionSaltRow(Kept, table=True):
    __tablename__ = "opinion_salt"
    __table_args__ = (
        {
            "comment": "The chance number of a quarter, without which no fingerprint of an answer can be made. Thrown away "
            "when the questions are closed. No persons"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    quarter: date = key("The first day of the quarter")
    salt: str = kept("The chance number, drawn with the first answer")


class OpinionHeardRow(Kept, table=True):
    __tablename__ = "opinion_heard"
    __table_args__ = (
        {
            "comment": "That some question was answered by somebody, so that nobody answers it twice: a fingerprint made "
            "with the bot's key and the chance number of the quarter, which says neither who nor what. Removed when the "
            "questions are closed"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    quarter: date = key("The first day of the quarter")
    digest: str = key("The fingerprint of one answer that was given")


class ReminderRestRow(Kept, table=True):
    __tablename__ = "reminder_rest"
    __table_args__ = (
        {
            "comment": "Where no reminders are sent, because many felt obliged. Removed when an admin confirms that it was "
            "talked about. No persons"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    quarter: date = kept("The first day of the quarter whose answers were the reason")
    since: date = kept("Since when reminders rest")


class ClickRow(Kept, table=True):
    __tablename__ = "click"
    __table_args__ = (
        {
            "comment": "How often a counted link was followed on a day, where a playbook turned counting on: by idea and "
            "network, never by person, and nothing of who followed it. Kept for thirteen months. No persons"
        },
    )

    on: date = key("The date on which it was followed, in UTC")
    item: str = key("The idea's name in the playbook")
    network: str = key("The name of the network it was followed from")
    count: int = kept("How often it was followed on that date")


SIGN_IN: Final = table_of(SignInRow)
OPINION: Final = table_of(OpinionRow)
OPINION_SALT: Final = table_of(OpinionSaltRow)
OPINION_HEARD: Final = table_of(OpinionHeardRow)
REMINDER_REST: Final = table_of(ReminderRestRow)
CLICK: Final = table_of(ClickRow)
