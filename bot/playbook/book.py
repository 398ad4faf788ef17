"""The book: every playbook of the folder as one immutable value, with its look-ups."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.domain.people import PersonRef, Place
from bot.domain.roles import Role
from bot.domain.share import Network
from bot.playbook.fields import Address
from bot.playbook.item import Drawn, Item, Suggestion
from bot.playbook.kinds import KINDS
from bot.playbook.kinds.campaign import Campaign
from bot.playbook.kinds.charter import Charter
from bot.playbook.kinds.checklist import Checklist
from bot.playbook.kinds.conversation import Conversation
from bot.playbook.kinds.example import Example
from bot.playbook.kinds.launch import Launch
from bot.playbook.kinds.prompt import Prompt
from bot.playbook.kinds.question import Question
from bot.playbook.kinds.scenario import Scenario
from bot.playbook.kinds.session import Session
from bot.playbook.kinds.share import Share
from bot.playbook.kinds.tip import Tip
from bot.playbook.kinds.workshop import Workshop
from bot.playbook.programme import Channel, Programme
from bot.texts import OwnSentences, Texts, Words

__all__ = ["Book", "Channel", "Playbook", "Programme"]

NOT_FOR_CHANNELS = "executive"
"""The module of tips that are for the executive track alone."""


class Playbook(Programme):
    """The programme with its parts, in the order of the files."""

    tips: tuple[Tip, ...] = ()
    shares: tuple[Share, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    workshops: tuple[Workshop, ...] = ()
    guide: tuple[Question, ...] = ()
    examples: tuple[Example, ...] = ()
    executive: tuple[Session, ...] = ()
    brainstorm: tuple[Prompt, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    charter: Charter | None = None
    launch: Launch | None = None
    sentences: OwnSentences = ()
    """What `words.yaml` says in place of the bot's own sentences, in the playbook's language."""

    withdrawn: frozenset[str] = frozenset()
    """Keys of items that were withdrawn in chat."""
    expired: frozenset[str] = frozenset()
    """Keys of items that are to rest, as was said in chat."""

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
        """List the items of a kind; none for an unknown kind, nor for one that is a single page."""
        files = next((known.files for known in KINDS if known.name == kind and not known.is_single), None)
        found: tuple[Item, ...] = getattr(self, files) if files else ()
        return found

    def parts(self) -> Iterator[Drawn]:
        """List everything that can be drawn, kind by kind."""
        for kind in KINDS:
            found = getattr(self, kind.files)
            yield from ((found,) if found is not None else ()) if kind.is_single else found

    def suggestions(self, kind: str, channel: Channel, on: dt.date) -> list[Suggestion]:
        """List the items of a kind that a channel may be given on a date, in the author's order.

        Left out are those for other audiences, those about a topic of a closed period, those that have expired, and
        the tips of the executive track.
        """
        return [
            item
            for item in self.items(kind)
            if isinstance(item, Suggestion) and self._is_for(item, channel, on)
        ]

    def may_say(self, item: Suggestion, on: dt.date) -> bool:
        """Tell whether nothing keeps an item unsaid on a date: it has not expired or been withdrawn, no closed period is on."""
        if item.key in self.withdrawn or item.key in self.expired:
            return False
        expires = getattr(item, "expires", None)
        is_closed = any(period.closes(on, item.topic) for period in self.closed_periods)
        return not is_closed and (expires is None or on <= expires)

    def _is_for(self, item: Suggestion, channel: Channel, on: dt.date) -> bool:
        level = getattr(item, "level", None)
        audience = channel.audience
        return (
            self.may_say(item, on)
            and (not audience.topics or item.topic is None or item.topic in audience.topics)
            and (not audience.levels or level is None or level in audience.levels)
            and getattr(item, "module", None) != NOT_FOR_CHANNELS
        )

    def is_silent(self, kind: str, on: dt.date) -> bool:
        """Tell whether nothing of a kind is posted on a date: in a silence, or before its phase has begun."""
        if self.silence and self.silence.holds(on):
            return True
        if self.phases is None:
            return False
        return on < (self.phases.share if kind == Share.kind else self.phases.learn)

    def key(self, item: Item) -> str:
        """Name an item across playbooks, as an Act keeps it: `starter-en/tip/signed-out-search`."""
        return f"{self.id}/{item.key}"

    def words(self, texts: Texts, locale: str = "") -> Words:
        """Speak the language of a locale, or its own; where it is its own, with its own sentences."""
        words = texts.for_locale(locale or self.language)
        return texts.own(self.language, self.sentences) if words.language == self.language else words

    def network(self, id_: str) -> Network | None:
        """Find one of the networks it offers."""
        return next((each.network for each in self.networks if each.id == id_), None)

    def roles_of(self, person: PersonRef) -> frozenset[Role]:
        """Tell as what the playbook names the person."""
        who = person.platform, person.workspace, person.user
        return frozenset(role for role, named in self._named() if any(each.names(*who) for each in named))

    def speaks_in(self, platform: str, workspace: str) -> bool:
        """Tell whether one of its channels may be in a workspace."""
        return any(each.platform == platform and each.workspace in {"", workspace} for each in self.channels)

    def groups_for(self, platform: str, workspace: str) -> list[tuple[Role, str]]:
        """List the roles that a workspace's own groups have, each with the group's id."""
        return [
            (role, each.id)
            for role, named in self._named()
            for each in named
            if each.is_group and each.platform == platform and each.workspace in {"", workspace}
        ]

    def _named(self) -> Iterator[tuple[Role, Sequence[Address]]]:
        yield Role.CHAMPION, [champion.person for champion in self.champions]
        yield Role.EDITOR, self.editors
        yield Role.TRAINER, self.trainers
        yield Role.REPRESENTATIVE, self.representatives
        yield Role.ADMIN, self.admins


@dataclass(frozen=True)
class Book:
    """All playbooks of the folder."""

    playbooks: tuple[Playbook, ...]

    def playbook(self, id_: str) -> Playbook | None:
        """Find a playbook."""
        return next((playbook for playbook in self.playbooks if playbook.id == id_), None)

    def at(self, place: Place) -> tuple[Playbook, Channel] | None:
        """Find what is posted in a place; loading makes sure that it is at most one."""
        found = self._by_channel.get((place.platform, place.channel), ())
        return next((each for each in found if each[1].workspace in {"", place.workspace}), None)

    @cached_property
    def _by_channel(self) -> Mapping[tuple[str, str], Sequence[tuple[Playbook, Channel]]]:
        """Platform and id -> those who post there, in order; an id may stand for several workspaces."""
        found = defaultdict[tuple[str, str], list[tuple[Playbook, Channel]]](list)
        for playbook in self.playbooks:
            for channel in playbook.channels:
                found[channel.platform, channel.channel].append((playbook, channel))
        return found

    def is_admin(self, person: PersonRef) -> bool:
        """Tell whether any playbook names the person as an admin."""
        return any(Role.ADMIN in playbook.roles_of(person) for playbook in self.playbooks)
