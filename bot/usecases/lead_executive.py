"""The executive track: which session comes next, when a letter brings it, and whom an executive lets prepare (R70, R71).

What is kept is the sessions done, the id of an assistant, and, once somebody stops, one row that says so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.cards.elements import Card
from bot.domain.acts import Act, ActKind
from bot.domain.calendar import logical_date
from bot.domain.days import DueDays
from bot.domain.nudges import writing_hours
from bot.domain.people import Member, PersonRef
from bot.playbook.book import Playbook
from bot.playbook.fields import is_person_id
from bot.playbook.kinds.session import Session
from bot.playbook.programme import Executive
from bot.ports import PlatformError, Shelves
from bot.screens.session import Prepared, arrived_card, session_card
from bot.usecases.letter import write
from bot.usecases.membership import change
from bot.usecases.record_act import record
from bot.usecases.rounds import Visit
from bot.usecases.services import Services

LAST_CALL: Final = 5
"""So many letters come in a row without a session done; the last one says that the bot stays quiet after it."""
SUBJECT: Final = "session"
_MENTION: Final = re.compile(r"<@([^|>\s]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Track:
    """An executive's way through a playbook's sessions."""

    playbook: Playbook
    coming: Session | None
    """None: all are done."""
    done_on: date | None
    """When the last one was done. None: none was yet."""
    is_stopped: bool

    @property
    def key(self) -> str:
        """Name the session that comes next across playbooks."""
        return self.playbook.key(self.coming) if self.coming else ""


def entry_of(playbook: Playbook, person: PersonRef) -> Executive | None:
    """Find what a playbook says of somebody as an executive."""
    return next(
        (
            each
            for each in playbook.executives
            if each.person.names(person.platform, person.workspace, person.user)
        ),
        None,
    )


def is_executive(playbook: Playbook, person: PersonRef) -> bool:
    """Tell whether a playbook names somebody for the track."""
    return entry_of(playbook, person) is not None


async def track_of(services: Services, member: Member) -> Track | None:
    """Read where a member is in the track. None: no playbook names any of their accounts."""
    async with services.store.reading() as shelves:
        return await track_in(services, shelves, member)


async def track_in(services: Services, shelves: Shelves, member: Member) -> Track | None:
    """Do the same inside the caller's transaction."""
    accounts = await shelves.links.accounts(member.person)
    named = (
        playbook
        for playbook in services.book().playbooks
        if any(is_executive(playbook, account) for account in accounts)
    )
    playbook = next(named, None)
    return _track(playbook, await shelves.acts.of(member.person)) if playbook else None


async def finish(services: Services, person: PersonRef, key: str, at: datetime) -> tuple[Member | None, bool]:
    """Keep that a session was done, which also lets the letters begin, or begin again. Tells whether it is new."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return None, False
        await shelves.acts.withdraw(member.person, _stop_key(key), date.min)
        is_new = await record(services, shelves, member, key, ActKind.SESSION_DONE, at=at)
    return member, is_new


async def stop(services: Services, person: PersonRef, playbook: Playbook, at: datetime) -> Member | None:
    """Let no letter come any more: the track as a whole was in front of them, and shall not come back by itself."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            item = _stop_key(f"{playbook.id}/")
            await record(services, shelves, member, item, ActKind.TIP_SEEN, at=at)
    return member


def letter_due(track: Track, member: Member, on: date, days: DueDays) -> int:
    """Tell which letter in a row without a session done a due date brings, from 1 on; 0: none.

    Nobody gets one who did not do a first session by themselves, or who did one today.
    """
    if track.is_stopped or track.coming is None or track.done_on is None or track.done_on >= on:
        return 0
    first, last = track.done_on.toordinal() + 1, on.toordinal()
    number = len(days.between(member.arrangements, first, last, member.pauses).due)
    return number if days.is_due(on, member) and number <= LAST_CALL else 0


async def plan_session(services: Services, visit: Visit) -> datetime | None:
    """Plan the letter of an executive's day, once their hours have begun."""
    member = visit.member
    if not any(playbook.executives for playbook in services.book().playbooks):
        return None
    async with services.store.reading() as shelves:
        track = await track_in(services, shelves, member)
    if track is None or not letter_due(track, member, visit.on, visit.days):
        return None
    day = visit.on.isoformat()
    async with services.store.writing() as shelves:
        if await shelves.members.hold(member.person) == member:
            await write(
                shelves, member.person, SUBJECT, day, {"on": day}, due_at=visit.now, expires_at=visit.until
            )
    return None


async def draw_session(services: Services, member: Member, about: Mapping[str, str]) -> Card | None:
    """Draw the letter with the session that comes next. None: it is no longer wanted today."""
    on = date.fromisoformat(about["on"])
    async with services.store.reading() as shelves:
        track, days = await track_in(services, shelves, member), await services.due_days(shelves)
    number = letter_due(track, member, on, days) if track else 0
    if track is None or track.coming is None or not number:
        return None
    words = services.words_in(member.locale)
    return session_card(words, track.coming, track.key, is_first=False, is_last_call=number == LAST_CALL)


def read_person(text: str, near: PersonRef) -> PersonRef | None:
    """Read whom somebody means: a mention as `<@id|name>`, or an id, in their own workspace."""
    found = _MENTION.search(text)
    user = found[1] if found else text.strip()
    return replace(near, user=user) if is_person_id(near.platform, user) else None


def delegate_of(services: Services, person: PersonRef) -> PersonRef | None:
    """Give the assistant whom a playbook proposes to an executive; only they can agree to it."""
    for playbook in services.book().playbooks:
        entry = entry_of(playbook, person)
        if entry and entry.delegate and entry.delegate.platform == person.platform:
            return replace(person, user=entry.delegate.id)
    return None


async def name_assistant(services: Services, person: PersonRef, user: str) -> Member | None:
    """Keep whom an executive names; an empty id for nobody."""
    return await change(services, person, lambda member: replace(member, assistant=user))


async def prepared_by(services: Services, assistant: PersonRef) -> Sequence[Prepared]:
    """List the executives who named somebody, each with the session that comes next. About that person nothing is kept."""
    prepared = []
    for member in await _naming(services, assistant):
        track = await track_of(services, member)
        if track:
            prepared.append(Prepared(member.person, track.coming))
    return prepared


async def hand_over(services: Services, assistant: PersonRef, executive: str, text: str) -> bool | None:
    """Bring a prepared text to the executive at once; it is kept nowhere.

    False: they cannot be written to at this moment, for whatever reason. None: they have not named this person.
    """
    member = next(
        (each for each in await _naming(services, assistant) if each.person.user == executive), None
    )
    track = await track_of(services, member) if member else None
    if member is None or track is None or track.coming is None:
        return None
    now = services.clock.now()
    on = logical_date(member.arrangements, now)
    starts, ends = writing_hours(member, on)
    async with services.store.reading() as shelves:
        days = await services.due_days(shelves)
    if services.is_silent() or not days.is_due(on, member) or not starts <= now < ends:
        return False
    card = arrived_card(services.words_in(member.locale), assistant, text, track.coming, track.key)
    act = ("hand over", assistant.user, executive, text)
    if not services.lately.begins(*act, now=now):
        return True
    try:
        await services.platforms[member.person.platform].direct(member.person, card)
    except PlatformError:
        services.lately.forget(*act)
        return False
    return True


async def _naming(services: Services, assistant: PersonRef) -> list[Member]:
    """Find the members who named somebody, among those whom the playbooks name for the track."""
    people = dict.fromkeys(_executives(services, assistant))
    async with services.store.reading() as shelves:
        members = [await shelves.members.get(person) for person in people]
    return [
        member
        for member in members
        if member
        and member.assistant == assistant.user
        and (member.person.platform, member.person.workspace) == (assistant.platform, assistant.workspace)
    ]


def _executives(services: Services, near: PersonRef) -> Iterator[PersonRef]:
    for playbook in services.book().playbooks:
        for each in playbook.executives:
            if each.person.platform == near.platform and each.person.workspace in {"", near.workspace}:
                yield replace(near, user=each.person.id)


def _track(playbook: Playbook, acts: Sequence[Act]) -> Track:
    done = {act.item: act.on for act in acts if act.kind is ActKind.SESSION_DONE}
    done = {item: on for item, on in done.items() if item.startswith(f"{playbook.id}/")}
    return Track(
        playbook,
        next((each for each in playbook.executive if playbook.key(each) not in done), None),
        max(done.values(), default=None),
        any(act.item == _stop_key(f"{playbook.id}/") for act in acts),
    )


def _stop_key(key: str) -> str:
    return f"{key.partition('/')[0]}/{Session.kind}"
