"""What every use-case is given: the cellar, the platforms, the playbooks in force, the sentences and the clock."""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.days import DueDays
from bot.domain.edits import Edit
from bot.domain.people import Member, PersonRef, Place
from bot.playbook.book import Book, Playbook
from bot.playbook.schedule import is_holiday
from bot.ports import ChatPlatform, Clock, Ledger, PlatformError, Shelves, Store
from bot.settings import Settings
from bot.texts import Texts, Words
from bot.usecases.daily_round import DailyRound
from bot.usecases.known_days import KnownDays
from bot.usecases.lately import Lately
from bot.usecases.planned import Planned
from bot.usecases.rounds import Rounds
from bot.usecases.tally import Tally


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
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to end: what is being sent is finished, and nothing new is begun."""
    take_up: Callable[[Sequence[Edit]], object] = tuple
    """Lay what was edited in chat over the playbooks in force, at once; other machines do so within seconds."""
    ledger: Ledger | None = None
    """What was erased. None: it has no place, so that a restored backup would bring people back."""

    known_days: KnownDays = field(default_factory=KnownDays)
    rounds: Rounds = field(default_factory=Rounds)
    daily_round: DailyRound = field(default_factory=DailyRound)
    planned: Planned = field(default_factory=Planned)
    lately: Lately = field(default_factory=Lately)
    tally: Tally = field(default_factory=Tally)
    editions: dict[tuple[str, str], date] = field(default_factory=dict)
    """Of each workspace, the last whole week whose edition is known to be there. Memory alone: losing it costs one look."""

    async def due_days(self, shelves: Shelves) -> DueDays:
        """Give the calendar that tells which days are due, for all members: a minute old at most."""
        return await self.known_days.read(shelves, self.book(), self.is_holiday, self.clock.now())

    def is_holiday(self, calendar: str, on: date) -> bool:
        """Tell whether a date is a public holiday of a calendar such as `FR` or `FR-57`."""
        return is_holiday(calendar, on)

    def is_silent(self) -> bool:
        """Tell whether a playbook keeps silent now: then no member is written to (R59)."""
        today = self.clock.now().date()
        return any(each.silence and each.silence.holds(today) for each in self.book().playbooks)

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
        return self.markers(post)[0]

    def markers(self, post: str) -> Sequence[str]:
        """Give every signature that is believed, the newest first: a message may be from before a key was replaced."""
        keys = (key.encode() for key in self.settings.secret_keys)
        return [f"{post}.{hmac.new(key, post.encode(), 'sha256').hexdigest()[:16]}" for key in keys]
