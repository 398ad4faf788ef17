"""Who may do what: one table, looked at when a command is typed, a button pressed or a form sent, whoever was shown it.

What it does not name, nobody may.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.cards.elements import Card
from bot.cards.say import note
from bot.domain.roles import Role
from bot.texts import Words

EVERYBODY: Final = frozenset(Role)
LEADERS: Final = frozenset({Role.CHAMPION, Role.ADMIN})
EDITORS: Final = LEADERS | {Role.EDITOR}
READERS: Final = LEADERS | {Role.REPRESENTATIVE}
HOSTS: Final = frozenset({Role.CHAMPION, Role.TRAINER, Role.ADMIN})

_TABLE: Final[tuple[tuple[frozenset[Role], str], ...]] = (
    (
        EVERYBODY,
        """
            help
            today
            tip tip.read tip.open tip.another tip.easy tip.pass
            claims claims.take claims.angle claims.open claims.done claims.release claims.pass claims.passed claim
            write write.open write.change write.human
            check check.open
            conversation conversation.another conversation.joined
            helped helped.before helped.undo
            path path.open path.part path.level
            scenario scenario.choose scenario.open scenario.another
            checkup checkup.list checkup.open checkup.step checkup.stop checkup.done checkup.tomorrow
            session session.done session.later session.stop
            assistant assistant.open assistant.yes assistant.no assistant.remove
            prepare prepare.write prepare.send
            streak streak.choose milestone.tell milestone.confirm milestone.keep nudge.stop nudge.start
            notebook notebook.open notebook.write notebook.tear notebook.torn notebook.kept
            recap recap.month recap.stop recap.start
            team
            pulse pulse.answer
            workshop workshop.open workshop.come workshop.skip
            thanks thanks.yes thanks.no
            campaign
            brainstorm.add brainstorm_add brainstorm.vote
            guide guide.open guide.list
            charter charter.open
            why
            ask ask.open ask_question
            human human.ask
            examples examples.list examples.look examples.give examples_give examples.withdraw
            buddy buddy.show buddy.tell
            join join.open join.yes join.no join.rhythm join.links join.examples
            settings settings.open settings.days settings.likes settings.private days likes
            pause pause.week pause.open pause.form pause_dates
            resume resume.now
            mute mute.show mute.topic mute.topic_back mute.campaign mute.campaign_back
            link link.yes link.no
            unlink
            leave leave.ask leave.now leave.stay leave.renew
            privacy privacy.show privacy.all privacy.group
            me me.show me.all me.rows
            export export.show
            home
            propose propose.send
        """,
    ),
    (
        EDITORS,
        """
            queue queue.list queue.look queue.accept queue.change queue.changed queue.no queue.declined
            retract retract.ask retract.now
            plan plan.list plan.look plan.choose plan.chosen plan.skip plan.rotate plan.expire
        """,
    ),
    (
        HOSTS,
        """
            workshop.plan workshop_plan workshop.move workshop_move workshop.cancel workshop.cancelled
            brainstorm brainstorm.start brainstorm_start brainstorm.look brainstorm.group brainstorm_group brainstorm.remove
        """,
    ),
    (
        LEADERS,
        """
            post post.confirm plan.post
            questions questions.open questions.answer questions_answer questions.drop
            status status.appeared status.post status.resume
            setup setup.show setup.step
            silence silence.open silence.begin silence.end
            examples.note examples_note examples.decline
            launch launch.show launch.call launch.post launch.anyway launch.kick_off
        """,
    ),
    (READERS, "report"),
    (frozenset({Role.ADMIN}), "pulse.lift"),
)
"""Each line: a command with its buttons, gestures and forms, by their names."""
RIGHTS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {action: roles for roles, actions in _TABLE for action in actions.split()}
)


def who_may(action: str) -> frozenset[Role]:
    """Tell which roles may do something."""
    return RIGHTS.get(action, frozenset())


def not_allowed(words: Words, action: str) -> Card:
    """Say whose action it is."""
    roles = [words(f"rights.role.{role.value}") for role in Role if role in who_may(action)]
    return note(words, "rights.not_allowed", roles=words.either(roles))
