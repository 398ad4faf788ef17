"""The person who asks: who they are to the programme, and the language they are answered in."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import Member, PersonRef, Place
from bot.domain.posts import Post
from bot.playbook.book import Playbook
from bot.playbook.kinds.share import Share
from bot.ports import PlatformError
from bot.texts import Words
from bot.usecases.membership import find_member
from bot.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone acting now. Roles are looked up at the moment of the act, never carried in a button."""

    person: PersonRef
    place: Place | None
    member: Member | None
    words: Words
    services: Services

    @classmethod
    async def of(cls, person: PersonRef, place: Place | None, services: Services) -> "Asker":
        """Look the person up."""
        member = await find_member(services, person)
        return cls(person, place, member, await services.words_for(person, member), services)

    async def may_lead(self, playbook: Playbook | None = None) -> bool:
        """Tell whether they are a champion or an admin of a playbook (of any, when None): deny by default."""
        named_by = playbook or self.services.book()
        if self.services.settings.is_admin(self.person) or named_by.is_admin(self.person):
            return True
        if named_by.is_champion(self.person):
            return True
        try:
            return await self.services.platforms[self.person.platform].is_admin(self.person)
        except PlatformError:
            return False

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
