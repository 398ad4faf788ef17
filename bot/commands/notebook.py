"""`notebook`: small wins, for oneself alone. What is written is never written down as it is (R34)."""

from bot.cards.clean import clean
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.membership import invitation
from bot.screens.notebook import LONGEST_LINE, kept_card, line_form, notebook_card, tearing_card
from bot.usecases.keep_notebook import read_lines, tear_out, write_line
from bot.usecases.membership import find_member
from bot.usecases.services import Services


async def run(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Keep the line that was typed, or open the notebook."""
    if rest:
        return Reply(await _kept(asker.services, event.person, rest))
    return Reply(await _opened(asker.services, event.person))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the notebook, or turn to other lines."""
    first = int(event.value) if event.value.isdecimal() else 0
    return Reply(await _opened(services, event.person, first), replace=bool(event.value))


async def press_write(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog for a line."""
    member = await find_member(services, event.person)
    words = await services.words_for(event.person, member)
    return Reply(line_form(words) if member else invitation(words))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep the line of the dialog."""
    return Reply(await _kept(services, event.person, event.answers.get("text", "")))


async def press_tear(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask before a line is lost."""
    member = await find_member(services, event.person)
    lines = await read_lines(services, member) if member else ()
    line = next((each for each in lines if each.id == event.value), None)
    if line is None:
        return Reply(await _opened(services, event.person), replace=True)
    return Reply(tearing_card(await services.words_for(event.person, member), line), replace=True)


async def press_torn(event: ButtonPressed, services: Services) -> Reply | None:
    """Tear the line out."""
    await tear_out(services, event.person, event.value)
    return Reply(await _opened(services, event.person), replace=True)


async def press_kept(event: ButtonPressed, services: Services) -> Reply | None:
    """Leave the line in."""
    return Reply(await _opened(services, event.person), replace=True)


async def _kept(services: Services, person: PersonRef, said: str) -> Card:
    text = clean(said).strip()
    member = await find_member(services, person)
    words = await services.words_for(person, member)
    if member is None:
        return invitation(words)
    if not text:
        return note(words, "notebook.empty_line")
    if len(text) > LONGEST_LINE:
        return note(words, "notebook.too_long", limit=LONGEST_LINE)
    await write_line(services, person, text)
    return kept_card(words)


async def _opened(services: Services, person: PersonRef, first: int = 0) -> Card:
    member = await find_member(services, person)
    words = await services.words_for(person, member)
    if member is None:
        return invitation(words)
    return notebook_card(words, await read_lines(services, member), first)


NOTEBOOK = Command(
    name="notebook",
    aliases=("carnet",),
    run=run,
    buttons={
        "notebook.open": press_open,
        "notebook.write": press_write,
        "notebook.tear": press_tear,
        "notebook.torn": press_torn,
        "notebook.kept": press_kept,
    },
    forms={"notebook.write": submit},
    unwritten=frozenset({"notebook", "notebook.write"}),
)
