"""Learning: the next tip and the path, a situation, a check-up, a conversation, help given, and the record of all of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.domain.acts import Act, ActKind, deed
from bot.domain.calendar import logical_date, trusted_time
from bot.domain.path import (
    APART,
    FIRST,
    Lesson,
    Part,
    Progress,
    is_first_week,
    next_lesson,
    parts,
    progress_of,
    way,
)
from bot.domain.people import Level, Member, PersonRef
from bot.domain.stems import stems
from bot.playbook.book import Playbook
from bot.playbook.item import Item, Suggestion
from bot.playbook.kinds.checklist import Checklist
from bot.playbook.kinds.conversation import Conversation
from bot.playbook.kinds.scenario import Scenario
from bot.playbook.kinds.tip import Tip
from bot.screens.path import Found
from bot.usecases.fold_rhythm import fold_rhythm
from bot.usecases.lead_executive import is_executive
from bot.usecases.look import wanted
from bot.usecases.membership import today_of
from bot.usecases.record_act import record, record_late, withdraw
from bot.usecases.services import Services

EVERYONE: Final = "everyone"
"""The role of situations that suit all, and the audience of check-ups."""


@dataclass(frozen=True, slots=True)
class Path:
    """A member's path through one playbook."""

    parts: Sequence[Part]
    coming: Found | None
    """The tip that could come next."""
    is_talking: bool
    """There are conversations to offer."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a step. Without `member` nothing was kept: they have not joined."""

    member: Member | None
    is_new: bool = False
    on: date | None = None
    """For which date it is noted."""
    before: date | None = None
    """The due date before, as long as it is open."""


@dataclass(frozen=True, slots=True)
class Learned:
    """One line of the learning record."""

    on: date
    title: str
    """Empty for a step that is about no item."""
    kind: ActKind


def item_at(services: Services, key: str) -> tuple[Playbook, Item] | None:
    """Find what a key names across playbooks, while it is there."""
    playbook_id, _, rest = key.partition("/")
    kind, _, id_ = rest.partition("/")
    playbook = services.book().playbook(playbook_id)
    item = playbook.item(kind, id_) if playbook else None
    return (playbook, item) if playbook and item else None


async def view_path(services: Services, member: Member, playbook: Playbook) -> Path:
    """Tell how far a member is, and what could come next."""
    lessons, progress = lessons_for(playbook, member), await _progress(services, member)
    coming = next_lesson(lessons, progress)
    return Path(
        parts(lessons, progress),
        _found(playbook, coming, progress) if coming else None,
        bool(talks(services, playbook, member)),
    )


async def next_tip(
    services: Services,
    member: Member | None,
    playbook: Playbook,
    *,
    besides: str = "",
    module: str | None = None,
    is_brought: bool = False,
) -> Found | None:
    """Choose the tip that comes next for somebody; for a visitor it is the first of the path.

    `besides` is the key of one in front of them, after which to go on; `module` keeps to one part, `""` being what belongs
    to none. One that `is_brought` to them, without their asking, keeps to the FIRST parts in their first week (R8).
    """
    lessons, progress = lessons_for(playbook, member), await _progress(services, member)
    if module is not None:
        lessons = [each for each in lessons if each.module == module]
    if is_brought and member and is_first_week(_joined_on(member), today_of(services, member)):
        lessons = [each for each in lessons if each.module in FIRST]
    coming = next_lesson(lessons, progress, besides)
    return _found(playbook, coming, progress) if coming else None


async def open_tip(services: Services, member: Member | None, playbook: Playbook, id_: str) -> Found | None:
    """Open a tip by its id, read or not: nothing is locked."""
    tip = playbook.tip(id_)
    progress = await _progress(services, member)
    return Found(playbook.key(tip), tip, progress.read.get(playbook.key(tip))) if tip else None


def tips_about(playbook: Playbook, member: Member | None, text: str) -> list[Tip]:
    """List the tips of the path whose titles speak of all these words; where none does, those whose texts do."""
    wanted = set(stems(text, playbook.language))
    tips = [tip for lesson in lessons_for(playbook, member) if (tip := _tip(playbook, lesson))]

    def speaks(said: str) -> bool:
        return bool(wanted) and wanted <= set(stems(said, playbook.language))

    by_title = [tip for tip in tips if speaks(f"{tip.id} {tip.title}")]
    return by_title or [tip for tip in tips if speaks(f"{tip.title} {tip.text} {tip.step or ''}")]


def lessons_for(playbook: Playbook, member: Member | None) -> Sequence[Lesson]:
    """Bring a playbook's tips into the order recommended to somebody; topics they muted are left out."""
    is_apart = member is None or not is_executive(playbook, member.person)
    lessons = [
        Lesson(
            playbook.key(tip),
            tip.module or "",
            Level(tip.level or ""),
            frozenset(f"{playbook.id}/{Tip.kind}/{id_}" for id_ in tip.after),
        )
        for tip in playbook.tips
        if is_liked(member, tip) and not (is_apart and tip.module == APART)
    ]
    return way(lessons, member.choices.level, member.choices.goals) if member else way(lessons)


def is_liked(member: Member | None, item: Suggestion) -> bool:
    """Tell whether something to learn is about a topic that somebody likes, or about none.

    It is learned at any time: that a topic stays unsaid for now concerns only what is said in public (`look.wanted`).
    """
    topics = member.choices.topics if member else frozenset[str]()
    return not topics or item.topic is None or item.topic in topics


def situations(playbook: Playbook, member: Member | None, role: str = "") -> list[Scenario]:
    """List situations in the author's order; for a role, those written for it come before those for everybody (R76)."""
    liked = [each for each in playbook.scenarios if is_liked(member, each)]
    if not role or role == EVERYONE:
        return liked
    return [
        *(each for each in liked if role in each.roles),
        *(each for each in liked if role not in each.roles and (not each.roles or EVERYONE in each.roles)),
    ]


def talks(services: Services, playbook: Playbook, member: Member | None) -> list[Conversation]:
    """List conversations in the author's order, without those on a topic that stays unsaid for now (L6)."""
    today = today_of(services, member) if member else services.clock.now().date()
    return [each for each in playbook.conversations if wanted(member, each, playbook, today)]


def checkups(playbook: Playbook) -> list[Checklist]:
    """List the checklists that everybody may go through; the questions beside a draft are no check-up."""
    return [each for each in playbook.checklists if is_checkup(each)]


def is_checkup(checklist: Checklist) -> bool:
    """Tell whether a checklist is one."""
    return checklist.audience == EVERYONE and checklist.checks != "draft"


async def last_looks(services: Services, member: Member, keys: Collection[str]) -> dict[str, date]:
    """Tell when a member last said that they looked, by the keys of check-ups."""
    acts = await _acts(services, member)
    kinds = {ActKind.PRIVACY_CHECKED, ActKind.POSTURE_CHECKED}
    return {
        act.item: act.on
        for act in sorted(acts, key=lambda each: each.on)
        if act.kind in kinds and act.item in keys
    }


async def declare(services: Services, person: PersonRef, item: str, kind: ActKind, at: datetime) -> Declared:
    """Keep a step on an item, once a day."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return Declared(None)
        is_new = await record(services, shelves, member, item, kind, at=at)
    return Declared(member, is_new)


async def pass_over(services: Services, person: PersonRef, item: str, at: datetime) -> Member | None:
    """Keep that a tip was in front of a member, so that it does not come back: neither why, nor that they said no."""
    return (await declare(services, person, item, ActKind.TIP_SEEN, at)).member


async def help_today(services: Services, person: PersonRef, at: datetime) -> Declared:
    """Keep that a member helped somebody today, once a day."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return Declared(None)
        now = services.clock.now()
        on = logical_date(member.arrangements, trusted_time(at, now))
        is_new = await record(services, shelves, member, deed(ActKind.HELPED, on), ActKind.HELPED, at=at)
        before = (await fold_rhythm(services, shelves, member)).open_day
    return Declared(member, is_new, on, before)


async def help_before(services: Services, person: PersonRef) -> Declared:
    """Note that it was on the due date before, in the place of today. Without `on` that date is closed, and today stays."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member is None:
            return Declared(None)
        streak = await fold_rhythm(services, shelves, member)
        if streak.open_day is None:
            return Declared(member)
        item = deed(ActKind.HELPED, streak.open_day)
        on = await record_late(services, shelves, member, item, ActKind.HELPED)
        await withdraw(services, shelves, member, deed(ActKind.HELPED, streak.on))
    return Declared(member, is_new=True, on=on)


async def unhelp(services: Services, person: PersonRef, on: date) -> Member | None:
    """Take the help of a date back, as long as that date is open."""
    async with services.store.writing() as shelves:
        member = await shelves.members.hold(person)
        if member:
            await withdraw(services, shelves, member, deed(ActKind.HELPED, on))
    return member


async def learning_record(services: Services, member: Member) -> list[Learned]:
    """List what a member learned and did, oldest first, to take along when they go (R34). What was only seen is left out."""
    learned = []
    for act in await _acts(services, member):
        if act.kind is ActKind.TIP_SEEN:
            continue
        found, id_ = item_at(services, act.item), act.item.rpartition("/")[2]
        # An item that left the playbook is known by its id alone; a step about no item has its date there.
        gone = "" if act.item == deed(act.kind, act.on) else id_.replace("-", " ")
        learned.append(Learned(act.on, found[1].title if found else gone, act.kind))
    return learned


async def _progress(services: Services, member: Member | None) -> Progress:
    return progress_of(await _acts(services, member) if member else ())


async def _acts(services: Services, member: Member) -> Sequence[Act]:
    async with services.store.reading() as shelves:
        return await shelves.acts.of(member.person)


def _found(playbook: Playbook, lesson: Lesson, progress: Progress) -> Found | None:
    tip = _tip(playbook, lesson)
    return Found(lesson.key, tip, progress.read.get(lesson.key)) if tip else None


def _tip(playbook: Playbook, lesson: Lesson) -> Tip | None:
    return playbook.tip(lesson.key.rpartition("/")[2])


def _joined_on(member: Member) -> date:
    return logical_date(member.arrangements, member.joined_at)
