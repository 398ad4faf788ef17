"""`settings`: a dialog with what a member may choose."""

from bot.cards.elements import Form
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Rhythm
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.screens.settings import settings_form
from bot.texts import LANGUAGES
from bot.usecases.membership import choose, find_member
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Open the dialog."""
    if asker.member is None:
        return Reply(note(asker.words, "settings.join_first"))
    return Reply(settings_form(asker.words, asker.member))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog by button."""
    member = await find_member(services, event.person)
    words = await services.words_for(event.person, member)
    show: Form | None = settings_form(words, member) if member else None
    return Reply(show or note(words, "settings.join_first"))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep what was chosen; anything else in the answers is ignored."""
    language, rhythm = event.answers.get("language", ""), event.answers.get("rhythm", "")
    member = await choose(
        services,
        event.person,
        locale=language if language in LANGUAGES else None,
        rhythm=Rhythm(rhythm) if rhythm in {Rhythm.DAILY, Rhythm.OFF} else None,
    )
    words = await services.words_for(event.person, member)
    return Reply(note(words, "settings.saved" if member else "settings.join_first"))


SETTINGS = Command(
    name="settings",
    aliases=("reglages", "réglages"),
    run=run,
    buttons={"settings.open": press_open},
    forms={"settings": submit},
)
