"""The person who asks: who they are to the programme, and the language they are answered in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.commands.rights import EVERYBODY, who_may
from bot.domain.people import Member, PersonRef, Place
from bot.domain.posts import Post
from bot.domain.roles import Deed, Role
from bot.events import Event
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.share import Share
from bot.texts import Words
from bot.usecases.membership import find_member
from bot.usecases.roles import roles_of
from bot.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone acting now. Roles are looked up at the moment of the act, never carried in a button."""

    person: PersonRef
    place: Place | None
    member: Member | None
    words: Words
    services: Services
    _roles: dict[str, frozenset[Role]] = field(default_factory=dict, repr=False, compare=False)
    """By playbook; one act asks a platform once."""

    @classmethod
    async def of(cls, person: PersonRef, place: Place | None, services: Services) -> "Asker":
        """Look the person up."""
        member = await find_member(services, person)
        return cls(person, place, member, await services.words_for(person, member), services)

    async def may(self, action: str, playbook: Playbook | None = None) -> bool:
        """Tell whether they may do something in a playbook's name (in that of any, when None): deny by default."""
        allowed = who_may(action)
        return allowed == EVERYBODY or bool(allowed & await self.roles(playbook))

    async def roles(self, playbook: Playbook | None = None) -> frozenset[Role]:
        """Tell what they are to a playbook; to any, when None."""
        key = playbook.id if playbook else ""
        if key not in self._roles:
            self._roles[key] = await roles_of(self.services, self.person, self.member, playbook)
        return self._roles[key]

    async def deed(self, event: Event, action: str, subject: str, playbook: Playbook | None = None) -> Deed:
        """Put into words what they are about to do in a role; `shelves.deeds` keeps it together with what they do."""
        role = max(who_may(action) & await self.roles(playbook), key=list(Role).index)
        channel = self.place.channel if self.place else ""
        return Deed(event.id, self.services.clock.now(), self.person, role, action, subject, channel)

    def playbook_here(self) -> Playbook | None:
        """Give the playbook of the channel they stand in."""
        found = self.services.book().at(self.place) if self.place else None
        return found[0] if found else None

    def in_their_language(self, found: Sequence[tuple[Post, Share]]) -> list[tuple[Post, Share]]:
        """Keep the ideas of this channel and those in the person's language; all, if no playbook speaks it."""
        here, language = self.playbook_here(), self.words.language
        near = {
            each.id for each in self.services.book().playbooks if each is here or each.language == language
        }
        return [pair for pair in found if not near or pair[0].playbook in near]

    def playbooks_by_nearness(self) -> list[Playbook]:
        """List the playbooks of their platform: this channel's first, then those in their language."""
        here = self.playbook_here()
        return sorted(
            self.services.book().playbooks,
            key=lambda each: (each is not here, each.language != self.words.language),
        )


def named_channels(homes: Sequence[tuple[Playbook, Channel]]) -> list[tuple[str, str]]:
    """Name channels to choose from: by their playbook, and by the platform's id only where it has several of them."""
    playbooks = [playbook.id for playbook, _ in homes]
    return [
        (
            channel.channel,
            playbook.name if playbooks.count(playbook.id) == 1 else f"{playbook.name} · {channel.channel}",
        )
        for playbook, channel in homes
    ]
