"""The front page of a playbook: who runs the programme, where and when the bot speaks, and the limits it keeps."""

import datetime as dt
from typing import Final, Literal

from pydantic import Field

from bot.playbook.fields import (
    ChannelAddress,
    ClockTime,
    Day,
    EmojiName,
    Label,
    PersonAddress,
    Places,
    Prose,
    RoleAddress,
    Sentence,
    Short,
    Slug,
    Title,
    Written,
)
from bot.playbook.item import Level, Topic
from bot.playbook.networks import ChosenNetwork, every_network
from bot.playbook.schedule import Schedule
from bot.playbook.settled import Settled, Settlement

Language = Literal["fr", "en"]
EARLIEST: Final = dt.time(8, 0)
LATEST: Final = dt.time(19, 0)
"""Private messages stay between these two, whatever an admin writes (L8)."""


class Audience(Written):
    """What a channel is interested in; entries that say nothing about themselves are for everybody."""

    topics: tuple[Topic, ...] = Field(
        default=(), description="Only these topics are posted; leave it out for all.", examples=[["customer"]]
    )
    levels: tuple[Level, ...] = Field(
        default=(), description="Only these levels are posted; leave it out for all.", examples=[["new"]]
    )


class Channel(Written):
    """A channel that the playbook posts to."""

    address: ChannelAddress = Field(
        alias="channel",
        description="The platform and the channel's id, with the workspace's id before it where there are several.",
        examples=["slack:C0PARTAGES", "slack:T012/C0PARTAGES"],
    )
    language: Language | None = Field(
        default=None,
        description="The bot's language in this channel, when not the playbook's.",
        examples=["fr"],
    )
    schedule: Schedule = Field(description="When the channel is posted to.")
    audience: Audience = Field(
        default_factory=Audience,
        description="What the channel is interested in; leave it out for everything.",
    )
    shares_per_day: int = Field(
        default=1, ge=0, le=2, description="Shares on a posting day, 0 to 2.", examples=[1]
    )
    tips_per_day: int = Field(
        default=1, ge=0, le=2, description="Tips on a posting day, 0 to 2.", examples=[1]
    )
    daily_cap: int = Field(
        default=3,
        ge=1,
        le=3,
        description="The most that is posted on one day, with what champions post by hand, 1 to 3.",
        examples=[2],
    )
    slots: Places = Field(
        default=5, description="How many people may claim one share, 1 to 20.", examples=[5]
    )

    @property
    def platform(self) -> str:
        """`slack`."""
        return self.address.platform

    @property
    def workspace(self) -> str:
        """The workspace's id; empty when the playbook names none."""
        return self.address.workspace

    @property
    def channel(self) -> str:
        """The channel's id on its platform."""
        return self.address.id


class Phases(Written):
    """The three phases, each by its first day: first why, then how, and only then ideas to share (R8, R13)."""

    vision: Day = Field(
        description="From this day on the group finds its own words. Nothing is posted yet.",
        examples=["2026-01-05"],
    )
    learn: Day = Field(description="From this day on tips are posted.", examples=["2026-02-02"])
    share: Day = Field(description="From this day on ideas to share are posted.", examples=["2026-03-02"])


class Champion(Short):
    """A colleague who animates the programme."""

    person: PersonAddress = Field(description="Who it is.", examples=["slack:U0NADIA"])
    department: Label | None = Field(
        default=None,
        description="Where they work, so that champions come from several places.",
        examples=["Workshop"],
    )
    since: Day | None = Field(
        default=None,
        description="Since when they do it: year-month-day. After nine months admins are reminded once that it may go round.",
        examples=["2026-02-05"],
    )


class Executive(Short):
    """Somebody who follows the five-minutes-a-day track, in direct messages alone."""

    person: PersonAddress = Field(description="Who it is.", examples=["slack:U0CLAIRE"])
    delegate: PersonAddress | None = Field(
        default=None,
        description="The assistant whom the executive has named to prepare things; never to write or to log in for them.",
        examples=["slack:U0TOM"],
    )


class Nudges(Written):
    """Limits for private reminders. They may only be made gentler than what the bot does by itself."""

    most_a_week: int = Field(
        default=3, ge=0, le=3, description="At most this many in a week, 0 to 3.", examples=[2]
    )
    starts_at: ClockTime = Field(
        default=dt.time(10, 0),
        alias="from",
        description="Never before this time of the person's day; 08:00 or later.",
        examples=["10:00"],
    )
    ends_at: ClockTime = Field(
        default=dt.time(16, 0),
        alias="to",
        description="Never after this time of the person's day; 19:00 or earlier.",
        examples=["16:00"],
    )


class ClosedPeriod(Written):
    """Days on which some topics, or everything, stay unsaid: results, reorganisations, staff elections (L6)."""

    title: Title = Field(
        description="What it is, for those who read the file.", examples=["Half-year results"]
    )
    starts: Day = Field(alias="from", description="The first day: year-month-day.", examples=["2026-07-01"])
    ends: Day = Field(alias="to", description="The last day: year-month-day.", examples=["2026-07-24"])
    topics: tuple[Topic, ...] = Field(
        default=(),
        description="The topics that are not suggested; leave it out and nothing is posted at all.",
        examples=[["employer"]],
    )

    def closes(self, on: dt.date, topic: str | None) -> bool:
        """Tell whether something about `topic` stays unsaid on that date."""
        return self.starts <= on <= self.ends and (not self.topics or topic in self.topics)


class Silence(Written):
    """The whole programme keeps silent: no idea, no tip, no reminder, until somebody gives the all-clear (R59)."""

    since: Day = Field(description="Since when: year-month-day.", examples=["2026-11-26"])
    says: Sentence | None = Field(
        default=None,
        description="The one line that was agreed on.",
        examples=["We pause all ideas while our colleagues in Metz are being looked after."],
    )
    all_clear: Title = Field(description="Who ends it.", examples=["Claire Morel"])

    def holds(self, on: dt.date) -> bool:
        """Tell whether it has begun by a date."""
        return self.since <= on


class Retention(Written):
    """How long things are kept. Shorter than usual is possible, longer is not (L11)."""

    acts_months: int = Field(default=13, ge=1, le=13, description="Small steps, in months.", examples=[6])
    claims_days: int = Field(default=90, ge=7, le=90, description="Claims, in days.", examples=[30])
    nudges_days: int = Field(default=30, ge=7, le=30, description="Reminders sent, in days.", examples=[14])
    admin_months: int = Field(
        default=12, ge=1, le=12, description="What admins did, in months.", examples=[12]
    )


class Thresholds(Written):
    """How large a group must be before anything is said about it. It may only be raised (L16)."""

    smallest_group: int = Field(
        default=5, ge=5, le=100, description="The smallest group a figure is shown for.", examples=[8]
    )


class Localisation(Written):
    """What makes a starter playbook yours (R78). Each line is `done`, `waived by NAME`, or still `to do`."""

    tone: Settled = Field(
        description="The texts sound like you: formal or not, long or short.", examples=["done"]
    )
    vocabulary: Settled = Field(
        description="Your own names for things, and words you avoid.", examples=["done"]
    )
    examples: Settled = Field(
        description="The examples are real posts by your colleagues, with their consent.",
        examples=["waived by Claire Morel"],
    )
    shares: Settled = Field(
        description="The ideas to share are your stories and your links.", examples=["done"]
    )
    contacts: Settled = Field(
        description="Champions, admins, the press contact and the community manager are your people.",
        examples=["done"],
    )
    holidays: Settled = Field(
        description="Time zone, public holidays and closed periods are those of your sites.",
        examples=["done"],
    )
    charter: Settled = Field(
        description="The charter was read and changed by your colleagues and their representatives.",
        examples=["done"],
    )


_OPEN: Final = Settlement(is_settled=False)


class Readiness(Written):
    """What is agreed outside the bot. Each line is `done`, `waived by NAME`, or still `to do`; `/advocacy setup` asks for it."""

    hours: Settled = Field(
        default=_OPEN,
        description="The champions' working hours are agreed, in writing.",
        examples=["done"],
    )
    representatives: Settled = Field(
        default=_OPEN,
        description="Staff representatives were informed in time to be heard.",
        examples=["done"],
    )
    employer_profiles: Settled = Field(
        default=_OPEN,
        description="The company's profiles on Glassdoor and the like are claimed, and somebody reads them.",
        examples=["waived by Claire Morel"],
    )
    whole_company: Settled = Field(
        default=_OPEN,
        description="It was decided to begin with everybody, and not with a pilot.",
        examples=["done"],
    )


class Pilot(Written):
    """A beginning on a small scale: one channel, one team, one theme, and an end (R69)."""

    until: Day = Field(
        description="Its last day, some eight weeks on: year-month-day.", examples=["2027-01-29"]
    )


class Programme(Written):
    """What `playbook.yaml` says."""

    id: Slug = Field(
        description="A short name that never changes: lower-case letters, digits and hyphens.",
        examples=["atelier-lumen"],
    )
    name: Title = Field(description="What people call the programme.", examples=["Our voices"])
    language: Language = Field(description="The language it is written in: fr or en.", examples=["en"])
    company: Title | None = Field(
        default=None,
        description="The company's name, for the line that says the tie to it.",
        examples=["Atelier Lumen"],
    )
    purpose: Prose | None = Field(
        default=None,
        description="Why it exists, in words colleagues would use.",
        examples=["To show our craft."],
    )
    owner: Title | None = Field(
        default=None, description="Who answers for it, by name.", examples=["Claire Morel, communications"]
    )
    sponsor: Title | None = Field(
        default=None,
        description="Who in the management stands behind it, by name.",
        examples=["Samira Haddad, managing director"],
    )
    review_on: Day | None = Field(
        default=None,
        description="When you decide to keep, stop or change it: year-month-day.",
        examples=["2026-06-15"],
    )
    phases: Phases | None = Field(
        default=None,
        description="The first days of vision, learn and share; leave it out to begin with everything.",
    )
    channels: tuple[Channel, ...] = Field(min_length=1, description="Where and when the bot posts.")
    champions: tuple[Champion, ...] = Field(
        default=(),
        description="Colleagues who animate the programme, with their department if you like.",
        examples=[["slack:U0NADIA", {"person": "slack:U0TOM", "department": "Workshop"}]],
    )
    admins: tuple[PersonAddress, ...] = Field(
        default=(), description="Colleagues who look after the bot.", examples=[["slack:U0OLIVIER"]]
    )
    editors: tuple[RoleAddress, ...] = Field(
        default=(),
        description="Colleagues who accept or adapt proposals; in Slack a user group as well.",
        examples=[["slack:U0PRIYA", "slack:S0EDITORS"]],
    )
    trainers: tuple[RoleAddress, ...] = Field(
        default=(),
        description="Colleagues who run workshops; in Slack a user group as well.",
        examples=[["slack:U0PRIYA"]],
    )
    representatives: tuple[RoleAddress, ...] = Field(
        default=(),
        description="Staff representatives and the data-protection officer, who may read figures and thresholds.",
        examples=[["slack:U0MARC"]],
    )
    executives: tuple[Executive, ...] = Field(
        default=(),
        description="Who follows the executive track, each with a delegate if they have named one.",
    )
    networks: tuple[ChosenNetwork, ...] = Field(
        default_factory=every_network,
        min_length=1,
        description="The networks to offer, in this order; leave it out for all that are known.",
        examples=[["linkedin", "mastodon", "copy"]],
    )
    claim_emoji: EmojiName = Field(
        default="raising_hand", description="The reaction that claims a share.", examples=["raising_hand"]
    )
    thanks_emoji: EmojiName = Field(
        default="bouquet", description="The reaction that thanks a colleague.", examples=["bouquet"]
    )
    claims_per_day: int = Field(
        default=5,
        ge=1,
        le=5,
        description="How many people may claim one share on one day, so that posts are spread, 1 to 5.",
        examples=[3],
    )
    staff: int | None = Field(
        default=None,
        ge=1,
        le=10_000_000,
        description="How many people work there; with it, the report says in tens how many have joined.",
        examples=[350],
    )
    pulse: Literal["on", "off"] = Field(
        default="on",
        description="Three anonymous questions about the programme each quarter, on or off.",
        examples=["off"],
    )
    tracked_links: Literal["on", "off"] = Field(
        default="off",
        description="Count how often an idea's link is followed, by network and never by person; on only after your "
        "data-protection officer has agreed.",
        examples=["on"],
    )
    nudges: Nudges = Field(default_factory=Nudges, description="Gentler limits for private reminders.")
    closed_periods: tuple[ClosedPeriod, ...] = Field(
        default=(), description="Days on which some topics, or everything, stay unsaid."
    )
    silence: Silence | None = Field(
        default=None, description="The whole programme keeps silent. Delete it to go on."
    )
    vocabulary: dict[Label, Label] = Field(
        default_factory=dict,
        description="Words you avoid, each with the word you use instead; `portevoix check` looks for them.",
        examples=[{"ambassador": "volunteer"}],
    )
    retention: Retention = Field(default_factory=Retention, description="Shorter times of keeping things.")
    thresholds: Thresholds = Field(default_factory=Thresholds, description="Larger groups for figures.")
    readiness: Readiness = Field(
        default_factory=Readiness,
        description="What is agreed outside the bot before the call for volunteers.",
    )
    pilot: Pilot | None = Field(
        default=None, description="A beginning on a small scale; leave it out to begin with everybody."
    )
    localisation: Localisation | None = Field(
        default=None, description="What makes a starter playbook yours; the bot does not go live before."
    )
