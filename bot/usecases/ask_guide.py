"""Asking the guide: the entry that answers a question, or those that come near. Nothing of the question is kept."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.guide import Entry, Match, matches, resembling
from bot.domain.stems import stems
from bot.playbook.book import Book, Playbook
from bot.playbook.kinds.charter import Charter
from bot.playbook.kinds.question import Question
from bot.playbook.kinds.tip import Tip
from bot.ports.repositories import Guide
from bot.texts import Texts
from bot.usecases.services import Services

LONGEST: Final = 400
"""Characters of a question that are looked at."""
MOST_BESIDE: Final = 2
"""Further questions that are offered beside an answer."""
MOST_INSTEAD: Final = 3
"""Entries that are offered where there is no answer."""
_FORM: Final = "1"
"""Raised whenever entries are written down in another way, so that the index is made again."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the guide has for a question, in one playbook."""

    playbook: Playbook
    answer: Question | None
    """None: it is not sure of any."""
    others: Sequence[str] = ()
    """Keys of entries that come near, as `entry_of` reads them."""


@dataclass(frozen=True, slots=True)
class _Written:
    """An entry as its author wrote it."""

    playbook: str
    language: str
    kind: str
    id: str
    title: str
    words: str
    text: str


async def ask_guide(services: Services, playbooks: Sequence[Playbook], question: str) -> Found | None:
    """Look for an answer in these playbooks, the first of them that is sure. None: there is nothing to look in."""
    written = tuple(_all_written(services.book(), services.texts))
    digest = _digest(written)
    async with services.store.reading() as shelves:
        if await shelves.guide.holds(digest):
            return await _look(shelves.guide, digest, written, playbooks, question[:LONGEST])
    async with services.store.writing() as shelves:
        await shelves.guide.fill(digest, map(_entry, written))
        return await _look(shelves.guide, digest, written, playbooks, question[:LONGEST])


async def _look(
    guide: Guide, digest: str, written: Sequence[_Written], playbooks: Sequence[Playbook], question: str
) -> Found | None:
    nearest: Found | None = None
    for playbook in playbooks:
        found = await _in_one(guide, digest, written, playbook, question)
        if found.answer:
            return found
        if nearest is None or (found.others and not nearest.others):
            nearest = found
    return nearest


async def _in_one(
    guide: Guide, digest: str, written: Sequence[_Written], playbook: Playbook, question: str
) -> Found:
    asked = stems(question, playbook.language)
    places = {(each.kind, each.id): n for n, each in enumerate(written) if each.playbook == playbook.id}
    found = await guide.find(digest, playbook.id, asked)
    heard = {stem for entry in found for stem in f"{entry.title} {entry.words} {entry.text}".split()}
    meant: dict[str, str] = {}
    if unheard := set(asked) - heard:
        known = await guide.vocabulary(digest, playbook.id)
        meant = {word: near for word in unheard if (near := resembling(word, known))}
        found = await guide.find(digest, playbook.id, {*asked, *meant.values()}) if meant else found
    ordered = sorted(found, key=lambda entry: places[entry.kind, entry.id])
    return _chosen(playbook, matches(asked, meant, ordered, len(places)))


def _chosen(playbook: Playbook, judged: Sequence[Match]) -> Found:
    """Take a question as the answer. Without one, what a tip or a case says for sure is offered before what comes near."""
    questions = [each for each in judged if each.entry.kind == Question.kind]
    besides = [each for each in judged if each.entry.kind != Question.kind and each.is_sure]
    if questions and questions[0].is_sure:
        answer = playbook.item(Question.kind, questions[0].entry.id)
        beside = [each for each in questions[1:] if each.fit >= questions[0].fit / 2]
        return Found(
            playbook,
            answer if isinstance(answer, Question) else None,
            [_key(each.entry) for each in beside[:MOST_BESIDE]],
        )
    return Found(playbook, None, [_key(each.entry) for each in (*besides, *questions)[:MOST_INSTEAD]])


def _key(entry: Entry) -> str:
    return f"{entry.playbook}/{entry.kind}/{entry.id}"


def _all_written(book: Book, texts: Texts) -> Iterator[_Written]:
    """List what can be found: questions, then tips, then the cases of the charter, which have numbers for ids."""
    for playbook in book.playbooks:
        words = playbook.words(texts)
        for question in playbook.guide:
            roles = [words(f"kinds.role.{role}") for role in question.roles if role != "everyone"]
            others = " · ".join((*question.words, *roles))
            yield _Written(
                playbook.id,
                playbook.language,
                Question.kind,
                question.id,
                question.title,
                others,
                question.answer,
            )
        for tip in playbook.tips:
            text = " · ".join((tip.text, tip.step or "", tip.why_for_you))
            yield _Written(playbook.id, playbook.language, Tip.kind, tip.id, tip.title, "", text)
        for number, case in enumerate(playbook.charter.cases if playbook.charter else ()):
            role = words(f"kinds.role.{case.role}")
            yield _Written(
                playbook.id, playbook.language, Charter.kind, str(number), case.situation, role, case.answer
            )


def _digest(written: Sequence[_Written]) -> str:
    """Make a fingerprint of the entries. Parted by what no text has, so that moved words are a change."""
    digest = hashlib.blake2b(_FORM.encode(), digest_size=16)
    for each in written:
        parts = (each.playbook, each.language, each.kind, each.id, each.title, each.words, each.text)
        digest.update("\x1f".join(parts).encode() + b"\x1e")
    return digest.hexdigest()


def _entry(written: _Written) -> Entry:
    def brought(text: str) -> str:
        return " ".join(stems(text, written.language))

    return Entry(
        written.playbook,
        written.kind,
        written.id,
        brought(written.title),
        brought(written.words),
        brought(written.text),
    )
