"""`prepare`: what somebody may prepare for an executive who named them. About that person nothing is kept (R70)."""

from bot.cards.clean import clean
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.session import LONGEST_PREPARED, prepare_card, prepared_form
from bot.usecases.lead_executive import hand_over, prepared_by
from bot.usecases.services import Services


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show for whom there is something to prepare."""
    prepared = await prepared_by(asker.services, event.person)
    return Reply(prepare_card(asker.words, event.person, prepared))


async def press_write(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog, for somebody who is named at this moment."""
    words = (await Asker.of(event.person, event.place, services)).words
    prepared = await prepared_by(services, event.person)
    executive = next((each.executive for each in prepared if each.executive.user == event.value), None)
    return Reply(prepared_form(words, executive) if executive else note(words, "prepare.no_longer"))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Hand the text over at once. It is kept nowhere; where it cannot be delivered, it stays in the dialog."""
    words = (await Asker.of(event.person, None, services)).words
    text = clean(event.answers.get("text", "")).strip()[:LONGEST_PREPARED]
    arrived = await hand_over(services, event.person, event.context, text) if text else None
    if arrived is None:
        return Reply(note(words, "prepare.no_longer"))
    if not arrived:
        executive = PersonRef(event.person.platform, event.person.workspace, event.context)
        form = prepared_form(words, executive).filled(event.answers)
        return Reply(form, errors={"text": words("prepare.not_now")})
    return Reply(note(words, "prepare.sent"))


PREPARE = Command(
    name="prepare",
    aliases=("preparer", "préparer"),
    run=run,
    buttons={"prepare.write": press_write},
    forms={"prepare.send": submit},
    unwritten=frozenset({"prepare.send"}),
)
