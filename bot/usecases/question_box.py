"""The question box: asking without a name or with one, answering, and telling champions once that a question waits."""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from cryptography.fernet import InvalidToken

from bot.cards.elements import Card
from bot.domain.calendar import local
from bot.domain.delivery import Delivery, DeliveryKind
from bot.domain.edits import Edit
from bot.domain.people import Member, PersonRef, Place
from bot.domain.posts import Post, post_id
from bot.domain.questions import KEPT_AFTER_ANSWER, KEPT_UNANSWERED, MOST_OPEN, Question, waits_since
from bot.domain.roles import Deed
from bot.domain.workshops import is_working_day
from bot.domain.zones import first_instant
from bot.playbook.book import Book, Playbook
from bot.playbook.overlay import overlay
from bot.playbook.written import verbatim
from bot.ports import Shelves
from bot.screens.question_box import Open, answered_card, letter_card
from bot.settings import Settings
from bot.usecases.letter import next_polite, write
from bot.usecases.seal import seal
from bot.usecases.services import Services
from bot.usecases.tell_admins import notice_key, tell_admins

KIND: Final = "answer"
"""Of the post that shows an answer in a channel."""
LETTER: Final = "question_answer"
NOTICE: Final = "questions"
GUIDE: Final = "question"
"""The kind of entry that an answer becomes in the guide."""
TELL_FROM: Final = time(10)
WORTH_READING_FOR: Final = timedelta(days=3)
SHOWN_FOR: Final = timedelta(hours=8)
_PURPOSE: Final = "question box"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a champion wrote, and where else it goes besides to whoever signed."""

    title: str
    """The question in the words in which others may read it."""
    text: str
    channel: str = ""
    is_for_guide: bool = False


async def ask(
    services: Services, person: PersonRef, playbook: Playbook, text: str, *, is_signed: bool
) -> str:
    """Keep a question. Gives `kept`, `known` for one that is there with these words, or `full`.

    Without a signature nothing is kept of who asked: not the person, not the hour.
    """
    now = services.clock.now()
    question = Question(
        id=_fingerprint(services.settings, person, text, is_signed=is_signed),
        platform=person.platform,
        workspace=person.workspace,
        playbook=playbook.id,
        asked_on=now.date(),
        text=_sealed(services, text),
        person=person if is_signed else None,
    )
    async with services.store.writing() as shelves:
        waiting = await shelves.questions.open(person.platform, person.workspace)
        if any(each.id == question.id for each in waiting):
            return "known"
        if len([each for each in waiting if each.playbook == playbook.id]) >= MOST_OPEN:
            return "full"
        is_new = await shelves.questions.put(question)
    return "kept" if is_new else "known"


async def open_questions(
    services: Services, person: PersonRef, playbooks: Sequence[Playbook]
) -> Sequence[Open]:
    """List what waits for an answer in somebody's workspace: the words and the date, and nothing of who asked."""
    async with services.store.reading() as shelves:
        found = await shelves.questions.open(person.platform, person.workspace)
    known = {playbook.id for playbook in playbooks}
    drawn = [
        Open(each.id, each.playbook, each.asked_on, _opened(services, each.text) or "")
        for each in found
        if each.playbook in known
    ]
    return [each for each in drawn if each.text]


async def answer(
    services: Services, person: PersonRef, playbook: Playbook, id_: str, said: Answer, deed: Deed
) -> bool:
    """Keep the answer, send it to whoever signed, and bring it where the champion wishes. False: it is answered or gone."""
    now = services.clock.now()
    async with services.store.writing() as shelves:
        question = await shelves.questions.hold(person.platform, person.workspace, id_)
        if question is None or question.answered_on or question.playbook != playbook.id:
            return False
        kept = json.dumps({"title": said.title, "text": said.text})
        await shelves.questions.change(
            replace(question, answered_on=now.date(), answer=_sealed(services, kept))
        )
        await shelves.deeds.put(deed)
        if question.person:
            member = await shelves.members.get(question.person)
            due_at = next_polite(member, _zone(playbook), now)
            about, until = {"question": id_}, due_at + WORTH_READING_FOR
            await write(shelves, question.person, LETTER, id_, about, due_at=due_at, expires_at=until)
        if said.channel:
            place = Place(person.platform, person.workspace, said.channel)
            await _post(services, shelves, place, playbook, id_)
        if said.is_for_guide:
            await shelves.playbooks.put_edit(guide_edit(playbook, id_, said, now))
    services.wake()
    return True


async def drop(services: Services, person: PersonRef, id_: str, deed: Deed) -> bool:
    """Remove an open question that is none, without an answer. False: it was gone or answered."""
    async with services.store.writing() as shelves:
        question = await shelves.questions.hold(person.platform, person.workspace, id_)
        if question is None or question.answered_on:
            return False
        await shelves.questions.remove(person.platform, person.workspace, id_)
        await shelves.deeds.put(deed)
    return True


def guide_edit(playbook: Playbook, id_: str, said: Answer, now: datetime) -> Edit:
    """Write an answer as an entry of the guide."""
    slug = f"asked-{id_[:12]}"
    text = verbatim({"id": slug, "title": said.title, "answer": said.text})
    return Edit(playbook.id, GUIDE, slug, text, now)


def fits_guide(playbook: Playbook, id_: str, said: Answer, now: datetime) -> bool:
    """Tell whether an answer may stand in the guide as it is, by the playbook's own rules."""
    return not overlay(Book((playbook,)), [guide_edit(playbook, id_, said, now)]).problems


async def draw_answer(
    services: Services, person: PersonRef, member: Member | None, about: Mapping[str, str]
) -> Card | None:
    """Draw the letter to whoever signed. None: the question is gone."""
    async with services.store.reading() as shelves:
        question = await shelves.questions.get(person.platform, person.workspace, about["question"])
    if question is None or question.person != person:
        return None
    asked, said = _opened(services, question.text), _answer_of(services, question)
    words = await services.words_for(person, member)
    return letter_card(words, asked, said[1]) if asked and said else None


async def draw_answered(services: Services, post: Post, playbook: Playbook) -> Card | None:
    """Draw the channel's card: the question as the champion worded it, and the answer. None: it is gone."""
    async with services.store.reading() as shelves:
        question = await shelves.questions.get(post.place.platform, post.place.workspace, post.item)
    said = _answer_of(services, question) if question else None
    return answered_card(services.words_at(post.place, playbook), *said) if said else None


async def plan_questions(services: Services, now: datetime) -> None:
    """Tell champions once of questions that have waited for two working days."""
    async with services.store.reading() as shelves:
        found = [
            question
            for platform, workspace in await shelves.workspaces.all()
            for question in await shelves.questions.open(platform, workspace)
            if not question.is_told
        ]
    for question in found:
        playbook = services.book().playbook(question.playbook)
        if playbook and not services.is_silent() and _tell_at(services, playbook, question.asked_on) <= now:
            await _tell(services, playbook, question)


async def waiting_for(services: Services, platform: str, workspace: str, playbook: str) -> int:
    """Count the questions of a programme that wait for an answer."""
    async with services.store.reading() as shelves:
        found = await shelves.questions.open(platform, workspace)
    return len([each for each in found if each.playbook == playbook])


def champions_there(playbook: Playbook, platform: str, workspace: str) -> list[PersonRef]:
    """List a programme's champions in a workspace."""
    return [
        PersonRef(platform, workspace, each.person.id)
        for each in playbook.champions
        if each.person.platform == platform and each.person.workspace in {"", workspace}
    ]


async def forget_questions(shelves: Shelves, today: date) -> None:
    """Remove questions when their time is over."""
    await shelves.questions.forget(today - KEPT_AFTER_ANSWER, today - KEPT_UNANSWERED)


async def _tell(services: Services, playbook: Playbook, question: Question) -> None:
    """Put a notice for each champion into the outbox; for the admins where there is none."""
    now = services.clock.now()
    # One notice a day and programme, however many wait.
    occasion = f"{question.workspace}:{playbook.id}:{now.date().isoformat()}"
    where = {"platform": question.platform, "workspace": question.workspace, "playbook": playbook.id}
    champions = champions_there(playbook, question.platform, question.workspace)
    async with services.store.writing() as shelves:
        held = await shelves.questions.hold(question.platform, question.workspace, question.id)
        if held is None or held.is_told or held.answered_on:
            return
        await shelves.questions.change(replace(held, is_told=True))
        for person in champions:
            await shelves.outbox.put(
                Delivery(
                    key=notice_key(NOTICE, occasion, person),
                    kind=DeliveryKind.NOTICE,
                    post="",
                    due_at=now,
                    expires_at=now + SHOWN_FOR,
                    person=person,
                    notice=json.dumps({"about": NOTICE, **where}),
                )
            )
        if not champions:
            place = Place(question.platform, question.workspace, "")
            await tell_admins(services, shelves, NOTICE, occasion, where, place)
    services.wake()


async def _post(services: Services, shelves: Shelves, place: Place, playbook: Playbook, id_: str) -> None:
    now = services.clock.now()
    on = local(now, _zone(playbook)).date()
    slot = f"{KIND}-{id_}"
    post = Post(
        post_id(place, on, slot), place, on, slot, playbook.id, KIND, id_, now, now + SHOWN_FOR, slots=0
    )
    if await shelves.posts.plan(post):
        key = f"post:{post.id}"
        await shelves.outbox.put(Delivery(key, DeliveryKind.POST, post.id, now, now + SHOWN_FOR))


def _tell_at(services: Services, playbook: Playbook, asked_on: date) -> datetime:
    schedule = playbook.channels[0].schedule

    def is_working(on: date) -> bool:
        return is_working_day(on, _holidays(services, schedule.skip_holidays))

    return first_instant(waits_since(asked_on, is_working), TELL_FROM, schedule.timezone)


def _holidays(services: Services, calendar: str) -> Callable[[date], bool]:
    return lambda on: services.is_holiday(calendar, on)


def _zone(playbook: Playbook) -> str:
    return playbook.channels[0].schedule.timezone


def _fingerprint(settings: Settings, person: PersonRef, text: str, *, is_signed: bool) -> str:
    """Name a question by its words; a signed one is its author's own, for an answer is sent to each."""
    said = "\x1f".join(
        (_PURPOSE, person.platform, person.workspace, person.user if is_signed else "", text.casefold())
    )
    return hmac.new(settings.secret_keys[0].encode(), said.encode(), "sha256").hexdigest()[:20]


def _sealed(services: Services, text: str) -> bytes:
    return seal(services.settings, _PURPOSE).encrypt(text.encode())


def _opened(services: Services, sealed: bytes) -> str | None:
    """Open words. None: the key that closed them is no longer among the bot's keys."""
    try:
        return seal(services.settings, _PURPOSE).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _answer_of(services: Services, question: Question) -> tuple[str, str] | None:
    """Open the answer: the question as others may read it, and what was answered."""
    kept = _opened(services, question.answer) if question.answered_on else None
    if kept is None:
        return None
    said = json.loads(kept)
    return said["title"], said["text"]
