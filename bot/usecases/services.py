"""What every use-case is given: the cellar, the platforms, the playbooks in force, the sentences and the clock."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.people import Member, PersonRef, Place
from bot.playbook.book import Book, Playbook
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
            return self.words_in(member.locale)
        try:
            profile = await self.platforms[person.platform].profile(person)
        except PlatformError:
            return self.words_in(self.book().playbooks[0].language)
        return self.words_in(profile.locale)

    def words_in(self, locale: str) -> Words:
        """Speak the language of a locale, with the own sentences of the first playbook written in it."""
        language = self.texts.for_locale(locale).language
        playbook = next((each for each in self.book().playbooks if each.language == language), None)
        return playbook.words(self.texts) if playbook else self.texts.for_locale(locale)

    def words_at(self, place: Place, playbook: Playbook) -> Words:
        """Speak the language of a channel: its own, or else that of its playbook."""
        found = self.book().at(place)
        return playbook.words(self.texts, (found[1].language if found else None) or playbook.language)

    def marker(self, post: str) -> str:
        """Sign a post's id, so that a message carrying it is known for ours. The newest key signs."""
        key = self.settings.secret_keys[0].encode()
        return f"{post}.{hmac.new(key, post.encode(), 'sha256').hexdigest()[:16]}"
