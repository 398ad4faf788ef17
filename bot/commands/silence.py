"""`silence`: champions and admins stop all that the bot says by itself, everywhere at once, and give the all-clear (R59)."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.written import one_line
from bot.ports import PlatformError
from bot.screens.silence import before_card, silence_form, silenced_card
from bot.usecases.keep_silent import begin_silence, end_silence, silenced_now
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Say what a silence does, or show the one that goes on."""
    if not await asker.may("silence"):
        return Reply(not_allowed(asker.words, "silence"))
    silenced = await silenced_now(asker.services)
    return Reply(silenced_card(asker.words, silenced) if silenced else before_card(asker.words))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask for the one line and for who gives the all-clear."""
    asker = await Asker.of(event.person, event.place, services)
    if silenced := await silenced_now(services):
        return Reply(silenced_card(asker.words, silenced))
    return Reply(silence_form(asker.words, await _name(asker)))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Begin it. Sent again, it changes nothing."""
    asker = await Asker.of(event.person, None, services)
    words, who = asker.words, event.answers.get("all_clear", "")
    if not one_line(who):
        form = silence_form(words).filled(event.answers)
        return Reply(form, errors={"all_clear": words("silence.nobody")})
    deed = await asker.deed(event, "silence.begin", "silence")
    is_new = await begin_silence(services, deed, event.answers.get("says", ""), who)
    begun = "silence.begun" if is_new else "silence.goes_on"
    return Reply(silenced_card(words, await silenced_now(services), begun))


async def press_end(event: ButtonPressed, services: Services) -> Reply | None:
    """Give the all-clear; what an admin wrote in a file only ends there."""
    asker = await Asker.of(event.person, event.place, services)
    is_over = await end_silence(services, await asker.deed(event, "silence.end", "silence"))
    if silenced := await silenced_now(services):
        return Reply(silenced_card(asker.words, silenced), replace=True)
    return Reply(note(asker.words, "silence.ended" if is_over else "silence.none"), replace=True)


async def _name(asker: Asker) -> str:
    """Give the name of who asks, as the platform has it; empty when it does not answer now."""
    try:
        profile = await asker.services.platforms[asker.person.platform].profile(asker.person)
    except PlatformError:
        return ""
    return one_line(profile.name)


SILENCE = Command(
    name="silence",
    aliases=(),  # it is the same word in French
    run=run,
    for_champions=True,
    buttons={"silence.open": press_open, "silence.end": press_end},
    forms={"silence.begin": submit},
)
