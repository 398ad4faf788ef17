"""`queue`: editors, champions and admins look at proposals and answer each: accept, change facts and dates, decline (R41)."""

from typing import Final

from bot.cards.clean import clean
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.propose import read_wording
from bot.commands.rights import not_allowed, who_may
from bot.domain.proposals import Proposal
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.book import Playbook
from bot.screens.proposals import LONGEST_REASON, change_form, decline_form, look_card, queue_card
from bot.usecases.answer_proposals import Answered, accept, change, decline, draw, find_open, waiting
from bot.usecases.services import Services

_SAID: Final = {
    Answered.SETTLED: "proposals.settled",
    Answered.NAMELESS: "proposals.nameless",
}

Found = tuple[Proposal, Playbook]


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List what waits."""
    if not await asker.may("queue"):
        return Reply(not_allowed(asker.words, "queue"))
    return Reply(queue_card(asker.words, await _theirs(asker)))


async def press_list(event: ButtonPressed, services: Services) -> Reply | None:
    """List what waits, again."""
    asker = await Asker.of(event.person, event.place, services)
    return Reply(queue_card(asker.words, await _theirs(asker)), replace=True)


async def press_look(event: ButtonPressed, services: Services) -> Reply | None:
    """Show one as it will look."""
    asker = await Asker.of(event.person, event.place, services)
    found = await _found(asker, "queue.look", event.value)
    return await _looked(asker, found) if isinstance(found, tuple) else found


async def press_accept(event: ButtonPressed, services: Services) -> Reply | None:
    """Take it into the rotation, as it was looked at."""
    asker = await Asker.of(event.person, event.place, services)
    name, _, seen = event.value.rpartition("/")
    found = await _found(asker, "queue.accept", name)
    if not isinstance(found, tuple):
        return found
    proposal, playbook = found
    deed = await asker.deed(event, "queue.accept", proposal.id, playbook)
    outcome = await accept(services, deed, proposal, playbook, seen)
    if outcome in {Answered.CHANGED, Answered.BROKEN}:
        return await _looked(asker, await find_open(services, name) or found)
    said = "proposals.taken" if outcome is Answered.DONE else _SAID[outcome]
    return Reply(note(asker.words, said, title=proposal.wording.title), replace=True)


async def press_change(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog in which facts and dates may be changed."""
    asker = await Asker.of(event.person, event.place, services)
    found = await _found(asker, "queue.change", event.value)
    return Reply(change_form(asker.words, found[0])) if isinstance(found, tuple) else found


async def submit_change(event: FormSubmitted, services: Services) -> Reply | None:
    """Change it, and show it as it will look now."""
    asker = await Asker.of(event.person, None, services)
    found = await _found(asker, "queue.changed", event.context)
    if not isinstance(found, tuple):
        return found
    proposal, playbook = found
    wording, errors = read_wording(asker.words, event.answers)
    if errors:
        return Reply(change_form(asker.words, proposal).filled(event.answers), errors=errors)
    deed = await asker.deed(event, "queue.changed", proposal.id, playbook)
    if await change(services, deed, proposal, wording) is Answered.SETTLED:
        return Reply(note(asker.words, "proposals.settled"))
    return await _looked(asker, await find_open(services, event.context) or found)


async def press_no(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask for the reason."""
    asker = await Asker.of(event.person, event.place, services)
    found = await _found(asker, "queue.no", event.value)
    return Reply(decline_form(asker.words, found[0])) if isinstance(found, tuple) else found


async def submit_decline(event: FormSubmitted, services: Services) -> Reply | None:
    """Decline it, with the reason."""
    asker = await Asker.of(event.person, None, services)
    found = await _found(asker, "queue.declined", event.context)
    if not isinstance(found, tuple):
        return found
    proposal, playbook = found
    reason = clean(event.answers.get("reason", "")).strip()[:LONGEST_REASON]
    if not reason:
        form = decline_form(asker.words, proposal)
        return Reply(form, errors={"reason": asker.words("proposals.no_reason")})
    deed = await asker.deed(event, "queue.declined", proposal.id, playbook)
    outcome = await decline(services, deed, proposal, playbook, reason)
    said = "proposals.settled" if outcome is Answered.SETTLED else "proposals.declined_done"
    return Reply(note(asker.words, said, title=proposal.wording.title))


async def _theirs(asker: Asker) -> list[Proposal]:
    return [each for each in await waiting(asker.services) if await _is_theirs(asker, "queue", each)]


async def _is_theirs(asker: Asker, action: str, proposal: Proposal) -> bool:
    """Tell whether it is theirs to answer: of a playbook they may act for, in their own workspace or named in it."""
    services, person = asker.services, asker.person
    playbook = services.book().playbook(proposal.playbook)
    if playbook is None or not await asker.may(action, playbook):
        return False
    is_here = (proposal.platform, proposal.workspace) == (person.platform, person.workspace)
    is_named = bool(playbook.roles_of(person) & who_may(action)) or services.settings.is_admin(person)
    return is_here or is_named


async def _found(asker: Asker, action: str, name: str) -> Found | Reply:
    """Find what is to be answered, or say why it is not."""
    found = await find_open(asker.services, name)
    if found is None:
        return Reply(note(asker.words, "proposals.settled"), replace=True)
    if not await _is_theirs(asker, action, found[0]):
        return Reply(not_allowed(asker.words, action), replace=True)
    return found


async def _looked(asker: Asker, found: Found) -> Reply:
    preview, problems = await draw(asker.services, *found)
    return Reply(look_card(asker.words, found[0], preview, problems), replace=True)


QUEUE = Command(
    name="queue",
    aliases=("propositions",),
    run=run,
    for_champions=True,
    buttons={
        "queue.list": press_list,
        "queue.look": press_look,
        "queue.accept": press_accept,
        "queue.change": press_change,
        "queue.no": press_no,
    },
    forms={"queue.changed": submit_change, "queue.declined": submit_decline},
)
