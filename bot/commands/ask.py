"""`ask`: a question to the champions, without one's name unless one signs. Its words are never written down as they are."""

from bot.cards.clean import clean
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.question_box import LONGEST_QUESTION, SIGNED, ask_form, asked_card
from bot.usecases.question_box import ask
from bot.usecases.services import Services


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Open the dialog, with what was typed in it; nothing is asked before it is sent."""
    return Reply(ask_form(asker.words, clean(rest)))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog."""
    return Reply(ask_form((await Asker.of(event.person, event.place, services)).words))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Put the question into the box."""
    asker = await Asker.of(event.person, None, services)
    text = clean(event.answers.get("text", "")).strip()[:LONGEST_QUESTION]
    if not text:
        form = ask_form(asker.words).filled(event.answers)
        return Reply(form, errors={"text": asker.words("ask.empty")})
    is_signed = event.answers.get("name") == SIGNED
    playbook = asker.playbooks_by_nearness()[0]
    outcome = await ask(services, event.person, playbook, text, is_signed=is_signed)
    return Reply(asked_card(asker.words, outcome, is_signed=is_signed))


ASK = Command(
    name="ask",
    aliases=("demander", "question", "poser"),
    run=run,
    buttons={"ask.open": press_open},
    forms={"ask_question": submit},
    unwritten=frozenset({"ask", "ask_question"}),
)
