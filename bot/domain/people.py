"""Who and where: people, places and messages as the house names them, and what a member chose."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.arrangement import Arrangement, Pause


@dataclass(frozen=True, slots=True, order=True)
class PersonRef:
    """One person of one workspace. Identity is these ids, never a name."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One channel of one workspace."""

    platform: str
    workspace: str
    channel: str


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message. `opaque` is written and read by the platform's adapter alone; equal messages have equal refs."""

    platform: str
    workspace: str
    opaque: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform tells of a person when asked; never stored for people who have not joined."""

    name: str
    locale: str
    """BCP 47, for example `fr-FR`."""
    timezone: str
    """IANA, for example `Europe/Paris`."""
    is_guest: bool = False
    is_bot: bool = False
    is_gone: bool = False


class Rhythm(StrEnum):
    """What a member chose for the game, apart from joining the programme; nothing is chosen for them (E13)."""

    UNDECIDED = "undecided"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Reminders(StrEnum):
    """How often a member wishes to be reminded at most; never, unless they asked for it."""

    OFF = "off"
    WEEKLY = "weekly"
    """At most once a week."""
    USUAL = "usual"
    """At most once a day and as often a week as the playbook allows."""


class Level(StrEnum):
    """Where members place themselves (R50); nobody else sees or sets it."""

    UNDECIDED = ""
    NEW = "new"
    AT_EASE = "at_ease"
    FLUENT = "fluent"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member chose. Everything is off, open or undecided until they choose; each can be changed at any time."""

    rhythm: Rhythm = Rhythm.UNDECIDED
    level: Level = Level.UNDECIDED
    reminders: Reminders = Reminders.OFF
    is_private: bool = False
    """Ideas and tips come as private messages, and the channel is not needed (R99)."""
    tells_milestones: bool = False
    """At a milestone, ask whether to tell the channel; otherwise not even that is asked."""
    allows_tracked_links: bool = False
    """Should the company ever turn a link counter on, it may be in one's kits; nothing reads this until there is one."""
    allows_examples: bool = False
    """Champions may ask whether a post of theirs could serve as an example."""
    topics: frozenset[str] = frozenset()
    """Topics they like to be given. Empty: all. What was muted is not kept, only what remains."""
    networks: frozenset[str] = frozenset()
    """Networks they use, by id. Empty: what the playbook offers."""
    goals: frozenset[str] = frozenset()
    """What they want to have of it: learn, found, help or touch."""
    wants_recap: bool = False
    """A recap of their own month comes as a private message; until they wish for it, it is only shown on demand."""
    campaigns_from: date | None = None
    """Campaigns that began before this date are left out: how one is muted without keeping which."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who joined by their own act, with what they chose."""

    person: PersonRef
    locale: str
    joined_at: datetime
    arrangements: tuple[Arrangement, ...]
    """At least one, oldest first; the first holds from the beginning."""
    pauses: tuple[Pause, ...] = ()
    """In the order in which they were declared."""
    choices: Choices = field(default_factory=Choices)
    assistant: str = ""
    """The platform's id of the assistant whom an executive has named, in the same workspace; empty for none."""
    renewed_on: date | None = None
    """When they last changed a setting or said that they stay, to tell who has been away for long."""

    @property
    def arrangement(self) -> Arrangement:
        """The newest arrangement: the wish for now on, even if the day before still has to end."""
        return self.arrangements[-1]

    @property
    def timezone(self) -> str:
        """The IANA zone they live by."""
        return self.arrangement.timezone

    @property
    def rhythm(self) -> Rhythm:
        """The game they chose."""
        return self.choices.rhythm
