"""`questions`: what waits in the question box, for champions: the words, never who asked."""

from dataclasses import replace

from bot.cards.answers import read_choices
from bot.cards.clean import clean
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker, named_channels
from bot.commands.command import Command
from bot.domain.people import Place
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.book import Playbook
from bot.screens.question_box import (
    LONGEST_ANSWER,
    LONGEST_TITLE,
    TO_GUIDE,
    Open,
    answer_form,
    questions_card,
)
from bot.usecases.question_box import Answer, answer, drop, fits_guide, open_questions
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List what waits."""
    return Reply(await _listed(asker))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """List what waits."""
    return Reply(await _listed(await Asker.of(event.person, event.place, services)))


async def press_answer(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog of an answer."""
    asker = await Asker.of(event.person, event.place, services)
    question, playbook = await _find(asker, event.value)
    if question is None or playbook is None:
        return Reply(note(asker.words, "questions.gone"))
    return Reply(answer_form(asker.words, question, _channels(asker, playbook)))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep the answer and bring it where it is to go, or say beside the field what is to be repaired."""
    asker = await Asker.of(event.person, None, services)
    words = asker.words
    question, playbook = await _find(asker, event.context)
    if question is None or playbook is None:
        return Reply(note(words, "questions.gone"))
    said, errors = await _read(asker, playbook, question, event)
    if errors:
        form = answer_form(words, question, _channels(asker, playbook)).filled(event.answers)
        return Reply(form, errors=errors)
    deed = await asker.deed(event, "questions_answer", question.id, playbook)
    deed = replace(deed, channel=said.channel)
    is_kept = await answer(services, event.person, playbook, question.id, said, deed)
    return Reply(note(words, "questions.answered" if is_kept else "questions.gone"))


async def press_drop(event: ButtonPressed, services: Services) -> Reply | None:
    """Remove what is no question, without an answer."""
    asker = await Asker.of(event.person, event.place, services)
    question, playbook = await _find(asker, event.value)
    if question and playbook:
        deed = await asker.deed(event, "questions.drop", question.id, playbook)
        await drop(services, event.person, question.id, deed)
    return Reply(await _listed(asker), replace=True)


async def _listed(asker: Asker) -> Card:
    return questions_card(asker.words, await _open(asker))


async def _open(asker: Asker) -> list[Open]:
    theirs = [each for each in asker.services.book().playbooks if await asker.may("questions", each)]
    return list(await open_questions(asker.services, asker.person, theirs))


async def _find(asker: Asker, id_: str) -> tuple[Open | None, Playbook | None]:
    question = next((each for each in await _open(asker) if each.id == id_), None)
    return question, asker.services.book().playbook(question.playbook) if question else None


async def _read(
    asker: Asker, playbook: Playbook, question: Open, event: FormSubmitted
) -> tuple[Answer, dict[str, str]]:
    """Read what a champion filled in, with what is to be repaired by field."""
    words, answers = asker.words, event.answers
    also = read_choices(answers.get("also", ""))
    known = [id_ for id_, _ in _channels(asker, playbook)]
    wanted = [each.removeprefix("channel:") for each in also if each.startswith("channel:")]
    said = Answer(
        title=" ".join(clean(answers.get("title", "")).split())[:LONGEST_TITLE],
        text=clean(answers.get("text", "")).strip()[:LONGEST_ANSWER],
        channel=next((id_ for id_ in wanted if id_ in known), ""),
        is_for_guide=TO_GUIDE in also,
    )
    if not said.text:
        return said, {"text": words("questions.empty")}
    if also and not said.title:
        return said, {"title": words("questions.no_title")}
    if said.channel and (trouble := await _trouble(asker, playbook, said.channel)):
        return said, {"also": trouble.summary}
    if said.is_for_guide and not fits_guide(playbook, question.id, said, asker.services.clock.now()):
        return said, {"text": words("questions.not_for_guide")}
    return said, {}


async def _trouble(asker: Asker, playbook: Playbook, channel: str) -> Card | None:
    """Say why nothing more is posted there today; None when something may be."""
    place = Place(asker.person.platform, asker.person.workspace, channel)
    found = asker.services.book().at(place)
    home = (playbook, found[1]) if found else None
    return await trouble_today(asker.words, asker.services, place, home) if home else None


def _channels(asker: Asker, playbook: Playbook) -> list[tuple[str, str]]:
    person = asker.person
    homes = [
        (playbook, each)
        for each in playbook.channels
        if each.platform == person.platform and each.workspace in {"", person.workspace}
    ]
    return [
        (channel, asker.words("questions.to_channel", channel=name))
        for channel, name in named_channels(homes)
    ]


QUESTIONS = Command(
    name="questions",
    aliases=("boite", "boîte"),
    run=run,
    for_champions=True,
    buttons={
        "questions.open": press_open,
        "questions.answer": press_answer,
        "questions.drop": press_drop,
    },
    forms={"questions_answer": submit},
)
