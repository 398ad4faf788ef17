"""The tables of what belongs to one person: seen by that person alone, and erased when they leave."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint

from store.kept import OF_PLATFORM, OF_WORKSPACE, Kept, kept, key, table_of


class MemberRow(Kept, table=True):
    __tablename__ = "member"
    __table_args__ = (
        {
            "comment": "People who joined by their own act. Erased when they leave, and when ninety days without a sign "
            "were followed by a letter and two weeks without an answer"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key(
        "The platform's id of the person, to recognise and answer them; never a name or an address"
    )
    locale: str = kept("The language and region the bot answers in, for example fr-FR")
    joined_at: datetime = kept(
        "When the person joined, in UTC: the proof of their consent and where the rhythm begins"
    )
    arrangements: str = kept(
        "When the person works, each arrangement with the date from which it holds: time zone, when their day begins, "
        "weekdays (0 is Monday), public holidays, the hours in which the bot may write to them, days aimed at in a week"
    )
    pauses: str = kept(
        "The first and last days on which they asked for nothing, and when they asked. Never why",
        default="[]",
    )
    rhythm: str = kept("What the person chose for the rhythm: undecided, daily, weekly or off")
    level: str = kept("Where they place themselves: new, at_ease, fluent, or empty", default="")
    reminders: str = kept("How often they wish to be reminded at most: off, weekly or usual", default="off")
    is_private: bool = kept("They wish ideas and tips as private messages", default=False)
    tells_milestones: bool = kept("They wish to be asked whether to tell of a milestone", default=False)
    allows_tracked_links: bool = kept(
        "They agree to counted links in their kits, by idea and network and never by person, where a playbook turned "
        "counting on",
        default=False,
    )
    allows_examples: bool = kept("Champions may ask them for a post of theirs as an example", default=False)
    topics: str = kept("The topics they like; empty for all. A muted one is not kept", default="")
    networks: str = kept("The networks they use; empty for those of the playbook", default="")
    goals: str = kept("What they want to have of it: learn, found, help or touch", default="")
    wants_recap: bool = kept("They wish the recap of their month as a private message", default=False)
    campaigns_from: date | None = kept(
        "Campaigns that began before this date are left out; which one was muted is not kept", default=None
    )
    assistant: str = kept(
        "The platform's id of the assistant whom an executive has named", is_colleague=True, default=""
    )
    renewed_on: date | None = kept(
        "When they last changed a setting or said that they stay, to erase those who are away for long",
        default=None,
    )


class NoteRow(Kept, table=True):
    __tablename__ = "note"
    __table_args__ = (
        {
            "comment": "The private notebook of small wins. Encrypted; seen by the person alone; erased when they leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    id: str = key("When it was written, by the bot's clock, to keep the lines in their order")
    local_date: date = kept("The person's own date of it")
    text: bytes = kept("What they wrote, encrypted with the bot's key", sealed="notebook")


class AwardRow(Kept, table=True):
    __tablename__ = "award"
    __table_args__ = (
        {
            "comment": "Milestones and badges, each told once in a lifetime. Seen by the person alone; erased when they leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    name: str = key("Which one, for example day-10 or variety-3")
    local_date: date = kept("The person's own date of it")


class NudgeRow(Kept, table=True):
    __tablename__ = "nudge"
    __table_args__ = (
        {
            "comment": "Reminders sent to those who asked for them, so that there are few. Kept for thirty days at most"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    local_date: date = key("The person's own date of it: one a day at most")
    wording: str = kept("Which sentence it was, so that the next is another")
    unanswered: int = kept(
        "How many reminders in a row before it came on days without a step: after some they get rarer, then stop"
    )


class StandingRow(Kept, table=True):
    __tablename__ = "standing"
    __table_args__ = (
        {
            "comment": "A person's rhythm as it stood when their oldest steps were removed. Seen by the person alone; "
            "erased when they leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    until: date = kept("The last date it speaks of")
    figures: str = kept("Days in a row, longest, days off in reserve, and what a repair needs")


class LinkRow(Kept, table=True):
    __tablename__ = "link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["kept_platform", "kept_workspace", "kept_user_id"],
            ["member.platform", "member.workspace", "member.user_id"],
        ),
        # In this order it also finds the accounts of a member.
        UniqueConstraint(
            "kept_user_id", "kept_workspace", "kept_platform", "platform", "workspace", name="uq_link_kept"
        ),
        {
            "comment": "Accounts that a person has made one, by a code they carried over themselves. "
            "Seen by the person alone; erased when they unlink or leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key("The platform's id of the workspace the account is in")
    user_id: str = key("The platform's id of the person's account there")
    kept_platform: str = kept("The platform of the account under which the person's things are kept")
    kept_workspace: str = kept("The workspace of the account under which they are kept")
    kept_user_id: str = kept("The platform's id of the account under which they are kept")


class LinkCodeRow(Kept, table=True):
    __tablename__ = "link_code"
    __table_args__ = (
        UniqueConstraint("digest"),
        {
            "comment": "A member's wish to link another account. Removed once used, when they leave, or after ten minutes"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key("The platform's id of the workspace the wish was made in")
    user_id: str = key("The platform's id of the person who made it")
    digest: str = kept("A keyed fingerprint of the code they were shown; the code itself is not kept")
    expires_at: datetime = kept("Until when the code can be used, in UTC")
    for_platform: str | None = kept(
        "Once the code was typed: the platform of the account that may use it", default=None
    )
    for_workspace: str | None = kept("Once the code was typed: the workspace of that account", default=None)
    for_user_id: str | None = kept("Once the code was typed: the platform's id of that account", default=None)


class LinkTryRow(Kept, table=True):
    __tablename__ = "link_try"
    __table_args__ = (
        {
            "comment": "How often an account typed a code that does not exist, so that none is found by guessing. "
            "Removed after ten minutes"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key("The platform's id of the workspace the account is in")
    user_id: str = key("The platform's id of the account")
    tries: int = kept("How many codes did not fit, one after the other")
    until: datetime = kept("When they are forgotten, in UTC")


class ClaimRow(Kept, table=True):
    __tablename__ = "claim"
    __table_args__ = (
        ForeignKeyConstraint(["post"], ["post.id"]),
        {
            "comment": "Who holds a place, has done it or gave it back. Seen by the person alone; kept for ninety days after "
            "the post has closed at most; erased when they leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    post: str = key("The post whose place it is")
    state: str = kept(
        "held, done by their own word, or released: kept so that a late message cannot undo a newer wish"
    )
    changed_at: datetime = kept(
        "When the person last acted on it, in UTC, by the platform's clock: the last wish wins"
    )
    by_hand: bool = kept(
        "Whether they last acted by a raised hand, so that one taken down while the bot was away gives the place back",
        default=False,
    )


class ProposalRow(Kept, table=True):
    __tablename__ = "proposal"
    __table_args__ = (
        {
            "comment": "What colleagues proposed as ideas to share, for editors to answer. Thirty days after the answer the "
            "author is taken off, after ninety it is removed; erased when the author leaves"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    id: str = key("Its name, made with the bot's key, so that the same proposal sent twice is one")
    user_id: str = kept("The platform's id of who proposed it; emptied thirty days after the answer")
    playbook: str = kept("The playbook it is for")
    state: str = kept("open, accepted or declined")
    sort: str = kept("What is proposed: topic, link or colleague, for a colleague's post")
    title: str = kept("Its title, in the author's words, or as an editor changed it")
    facts: str = kept("Why it matters, as one to five short lines")
    link: str = kept("The address to share; empty for none", default="")
    expires: date | None = kept("The last day on which it makes sense", default=None)
    wants_credit: bool = kept("The author wishes their name to stand beside it", default=False)
    created_at: datetime = kept("When it was proposed, in UTC")
    decided_at: datetime | None = kept("When it was answered, in UTC", default=None)
    reason: str = kept("Why it was declined, in the editor's words, for the author alone", default="")
    reminded_at: datetime | None = kept(
        "When editors were reminded of it, in UTC, so that it happens once", default=None
    )


class ActRow(Kept, table=True):
    __tablename__ = "act"
    __table_args__ = (
        # An edition asks for one week of everybody's steps.
        Index("ix_act_week", "platform", "workspace", "local_date", "user_id", "kind"),
        {
            "comment": "The small steps behind a person's rhythm. Seen by the person alone; kept for thirteen months at "
            "most; erased when they leave"
        },
    )

    platform: str = key(OF_PLATFORM)
    workspace: str = key(OF_WORKSPACE)
    user_id: str = key("The platform's id of the person")
    item: str = key("The playbook item it was about")
    kind: str = key(
        "What kind of step, for example tip_read or share_done: declared by the person, never observed"
    )
    local_date: date = key("The person's own date it counts for, fixed when it is made")
    acted_at: datetime = kept("When it was declared, in UTC, to list acts in their order")


MEMBER: Final = table_of(MemberRow)
NOTE: Final = table_of(NoteRow)
AWARD: Final = table_of(AwardRow)
NUDGE: Final = table_of(NudgeRow)
STANDING: Final = table_of(StandingRow)
LINK: Final = table_of(LinkRow)
LINK_CODE: Final = table_of(LinkCodeRow)
LINK_TRY: Final = table_of(LinkTryRow)
CLAIM: Final = table_of(ClaimRow)
ACT: Final = table_of(ActRow)
PROPOSAL: Final = table_of(ProposalRow)
