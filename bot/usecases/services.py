"""What every use-case is given: the cellar, the platforms, the playbooks in force, the sentences and the clock."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.people import Member, PersonRef
from bot.playbook.book import Book
from bot.playbook.schedule import is_holiday
from bot.ports import ChatPlatform, Clock, PlatformError, Store
from bot.settings import Settings
from bot.texts import Texts, Words


@dataclass(frozen=True)
class Services:
    """The tools of one running bot. Nothing here is global, so a test or a demo may run several."""

    store: Store
    platforms: Mapping[str, ChatPlatform]
    book: Callable[[], Book]
    """The playbooks in force now; an edit swaps the whole value."""
    texts: Texts
    clock: Clock
    settings: Settings
    wake: Callable[[], None]
    """Tell the engine that there is something to deliver."""

    def is_holiday(self, calendar: str, on: date) -> bool:
        """Tell whether a date is a public holiday of a calendar such as `FR` or `FR-57`."""
        return is_holiday(calendar, on)

    async def words_for(self, person: PersonRef, member: Member | None) -> Words:
        """Choose the language: a member's own choice, else what the platform says, else the playbook's."""
        if member:
            return self.texts.for_locale(member.locale)
        try:
            profile = await self.platforms[person.platform].profile(person)
        except PlatformError:
            return self.texts.for_locale(self.book().playbooks[0].language)
        return self.texts.for_locale(profile.locale)

    def marker(self, post: str) -> str:
        """Sign a post's id, so that a message carrying it is known for ours. The newest key signs."""
        key = self.settings.secret_keys[0].encode()
        return f"{post}.{hmac.new(key, post.encode(), 'sha256').hexdigest()[:16]}"
