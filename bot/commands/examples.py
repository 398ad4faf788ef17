"""`examples`: real posts with what makes them good; a member may give one of theirs, and champions add the notes (R65)."""

from collections.abc import Mapping, Sequence

from bot.cards.answers import read_choices
from bot.cards.clean import clean, is_address
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.domain.examples import FEWEST_NOTES
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.book import Playbook
from bot.playbook.kinds.example import Example
from bot.screens.examples import (
    AGREED,
    LONGEST_LINK,
    LONGEST_NOTE,
    LONGEST_POST,
    MOST_LISTED,
    NAMED,
    NOTES,
    Given,
    examples_card,
    give_form,
    given_card,
    note_form,
    written_card,
)
from bot.usecases.examples import Gift, annotate, decline, give, library, take_back
from bot.usecases.services import Services

SCHEMES = ("https",)


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List them."""
    return Reply(await _listed(asker))


async def press_list(event: ButtonPressed, services: Services) -> Reply | None:
    """List them again."""
    return Reply(await _listed(await Asker.of(event.person, event.place, services)), replace=True)


async def press_look(event: ButtonPressed, services: Services) -> Reply | None:
    """Show one."""
    asker = await Asker.of(event.person, event.place, services)
    sort, _, name = event.value.partition("/")
    if sort == "p":
        found = dict(_written(asker)).get(name)
        if found:
            return Reply(written_card(asker.words, found, name), replace=True)
    elif given := await _find(asker, name):
        may_answer = await asker.may("examples.note", services.book().playbook(given.playbook))
        return Reply(given_card(asker.words, given, may_answer=may_answer), replace=True)
    return Reply(note(asker.words, "examples.gone"), replace=True)


async def press_give(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog."""
    asker = await Asker.of(event.person, event.place, services)
    return Reply(give_form(asker.words) if asker.member else note(asker.words, "examples.members"))


async def submit_give(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep it, or say beside the field what is missing; without the tick nothing is kept."""
    asker = await Asker.of(event.person, None, services)
    words = asker.words
    if asker.member is None:
        return Reply(note(words, "examples.members"))
    gift, errors = _read(asker, event.answers)
    if errors:
        return Reply(give_form(words).filled(event.answers), errors=errors)
    outcome = await give(services, event.person, asker.playbooks_by_nearness()[0], gift)
    return Reply(note(words, f"examples.given_{outcome}"))


async def press_withdraw(event: ButtonPressed, services: Services) -> Reply | None:
    """Take one's own back: at once, without a question."""
    asker = await Asker.of(event.person, event.place, services)
    is_theirs = await take_back(services, event.person, event.value)
    return Reply(note(asker.words, "examples.withdrawn" if is_theirs else "examples.gone"), replace=True)


async def press_note(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog of the notes."""
    asker = await Asker.of(event.person, event.place, services)
    given, refusal = await _answerable(asker, event.value)
    return Reply(note_form(asker.words, given)) if given else Reply(refusal)


async def submit_note(event: FormSubmitted, services: Services) -> Reply | None:
    """Show it with its notes."""
    asker = await Asker.of(event.person, None, services)
    words = asker.words
    given, refusal = await _answerable(asker, event.context)
    if given is None:
        return Reply(refusal)
    said = [" ".join(clean(event.answers.get(name, "")).split())[:LONGEST_NOTE] for name in NOTES]
    notes = [each for each in said if each]
    if len(notes) < FEWEST_NOTES:
        empty = next(name for name, each in zip(NOTES, said, strict=True) if not each)
        form = note_form(words, given).filled(event.answers)
        return Reply(form, errors={empty: words("examples.two_notes")})
    deed = await asker.deed(event, "examples_note", given.id, services.book().playbook(given.playbook))
    is_done = await annotate(services, event.person, given.id, notes, deed)
    return Reply(note(words, "examples.noted" if is_done else "examples.gone"))


async def press_decline(event: ButtonPressed, services: Services) -> Reply | None:
    """Decline: it is removed, and its author is thanked."""
    asker = await Asker.of(event.person, event.place, services)
    given, refusal = await _answerable(asker, event.value)
    if given is None:
        return Reply(refusal, replace=True)
    deed = await asker.deed(event, "examples.decline", given.id, services.book().playbook(given.playbook))
    is_done = await decline(services, event.person, given.id, deed)
    return Reply(note(asker.words, "examples.declined" if is_done else "examples.gone"), replace=True)


async def _listed(asker: Asker) -> Card:
    given = await library(asker.services, asker.person, await _led(asker))
    return examples_card(asker.words, _written(asker), given, may_give=asker.member is not None)


async def _led(asker: Asker) -> list[str]:
    playbooks = asker.services.book().playbooks
    return [each.id for each in playbooks if await asker.may("examples.note", each)]


def _written(asker: Asker) -> Sequence[tuple[str, Example]]:
    """List the examples of the nearest playbook that has some."""
    found: Playbook | None = next((each for each in asker.playbooks_by_nearness() if each.examples), None)
    return [(found.key(each), each) for each in found.examples[:MOST_LISTED]] if found else []


async def _find(asker: Asker, id_: str) -> Given | None:
    found = await library(asker.services, asker.person, await _led(asker))
    return next((each for each in found if each.id == id_), None)


async def _answerable(asker: Asker, id_: str) -> tuple[Given | None, Card]:
    """Look one up that waits and that they may answer; else the card that says why not."""
    given = await _find(asker, id_)
    if given is None or given.is_shown:
        return None, note(asker.words, "examples.gone")
    playbook = asker.services.book().playbook(given.playbook)
    is_allowed = await asker.may("examples.note", playbook)
    return given if is_allowed else None, not_allowed(asker.words, "examples.note")


def _read(asker: Asker, answers: Mapping[str, str]) -> tuple[Gift, dict[str, str]]:
    words = asker.words
    gift = Gift(
        text=clean(answers.get("text", "")).strip()[:LONGEST_POST],
        link=clean(answers.get("link", "")).strip()[:LONGEST_LINK],
        consent=words("examples.consent"),
        names_author=NAMED in read_choices(answers.get("named", "")),
    )
    if not gift.text and not gift.link:
        return gift, {"text": words("examples.empty")}
    if gift.link and not is_address(gift.link, SCHEMES):
        return gift, {"link": words("examples.no_link")}
    if AGREED not in read_choices(answers.get("consent", "")):
        return gift, {"consent": words("examples.not_agreed")}
    return gift, {}


EXAMPLES = Command(
    name="examples",
    aliases=("exemples",),
    run=run,
    buttons={
        "examples.list": press_list,
        "examples.look": press_look,
        "examples.give": press_give,
        "examples.withdraw": press_withdraw,
        "examples.note": press_note,
        "examples.decline": press_decline,
    },
    forms={"examples_give": submit_give, "examples_note": submit_note},
    unwritten=frozenset({"examples_give"}),
)
