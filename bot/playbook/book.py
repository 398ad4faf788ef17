"""The book: every playbook of the folder as one immutable value, with its look-ups."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from bot.domain.people import PersonRef, Place
from bot.playbook.fields import ChannelAddress, EmojiName, PersonAddress, Places, Prose, Slug, Title, Written
from bot.playbook.item import Item
from bot.playbook.kinds import KINDS
from bot.playbook.kinds.share import Share
from bot.playbook.kinds.tip import Tip
from bot.playbook.schedule import Schedule

Language = Literal["fr", "en"]
PerDay = Literal[0, 1, 2]


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
    shares_per_day: int = Field(
        default=1, ge=0, le=2, description="Shares on a posting day, 0 to 2.", examples=[1]
    )
    tips_per_day: int = Field(
        default=1, ge=0, le=2, description="Tips on a posting day, 0 to 2.", examples=[1]
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
    channels: tuple[Channel, ...] = Field(min_length=1, description="Where and when the bot posts.")
    champions: tuple[PersonAddress, ...] = Field(
        default=(), description="Colleagues who animate the programme.", examples=[["slack:U0NADIA"]]
    )
    admins: tuple[PersonAddress, ...] = Field(
        default=(), description="Colleagues who look after the bot.", examples=[["slack:U0OLIVIER"]]
    )
    claim_emoji: EmojiName = Field(
        default="raising_hand", description="The reaction that claims a share.", examples=["raising_hand"]
    )


class Playbook(Programme):
    """The programme with its items, in the order of the files."""

    tips: tuple[Tip, ...] = ()
    shares: tuple[Share, ...] = ()

    def tip(self, id_: str) -> Tip | None:
        """Find a tip."""
        return next((tip for tip in self.tips if tip.id == id_), None)

    def share(self, id_: str) -> Share | None:
        """Find a share suggestion."""
        return next((share for share in self.shares if share.id == id_), None)

    def item(self, kind: str, id_: str) -> Item | None:
        """Find an item by the two words that a Post keeps of it."""
        return next((item for item in self.items(kind) if item.id == id_), None)

    def items(self, kind: str) -> tuple[Item, ...]:
        """List the items of a kind; none for an unknown kind."""
        files = next((known.files for known in KINDS if known.name == kind), None)
        found: tuple[Item, ...] = getattr(self, files) if files else ()
        return found

    def key(self, item: Item) -> str:
        """Name an item across playbooks, as an Act keeps it: `starter-en/tip/signed-out-search`."""
        return f"{self.id}/{item.key}"

    def is_champion(self, person: PersonRef) -> bool:
        """Tell whether the playbook names the person as a champion."""
        return any(each.names(person.platform, person.workspace, person.user) for each in self.champions)

    def is_admin(self, person: PersonRef) -> bool:
        """Tell whether the playbook names the person as an admin."""
        return any(each.names(person.platform, person.workspace, person.user) for each in self.admins)


@dataclass(frozen=True, slots=True)
class Book:
    """All playbooks of the folder."""

    playbooks: tuple[Playbook, ...]

    def playbook(self, id_: str) -> Playbook | None:
        """Find a playbook."""
        return next((playbook for playbook in self.playbooks if playbook.id == id_), None)

    def at(self, place: Place) -> tuple[Playbook, Channel] | None:
        """Find what is posted in a place; loading makes sure that it is at most one."""
        for playbook in self.playbooks:
            for channel in playbook.channels:
                if channel.address.names(place.platform, place.workspace, place.channel):
                    return playbook, channel
        return None

    def is_champion(self, person: PersonRef) -> bool:
        """Tell whether any playbook names the person as a champion."""
        return any(playbook.is_champion(person) for playbook in self.playbooks)

    def is_admin(self, person: PersonRef) -> bool:
        """Tell whether any playbook names the person as an admin."""
        return any(playbook.is_admin(person) for playbook in self.playbooks)
