"""`checkup`: privacy settings and posture, looked at step by step; what one ticks is in the buttons alone (R19, R21, R74)."""

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.acts import ActKind
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.kinds.checklist import Checklist
from bot.screens.checkup import Checkup, checkups_card, step_card
from bot.screens.membership import invitation
from bot.usecases.learn import checkups, declare, is_checkup, item_at, last_looks
from bot.usecases.services import Services
from bot.usecases.sleep_on_it import sleep_on_it


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List the check-ups."""
    return Reply(await _list(asker))


async def press_list(event: ButtonPressed, services: Services) -> Reply | None:
    """List them by button."""
    return Reply(await _list(await Asker.of(event.person, event.place, services)))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Begin a check-up."""
    return await _step(event, services, event.value, 0, 0)


async def press_step(event: ButtonPressed, services: Services) -> Reply | None:
    """Go to a point, or to the end. Where one is and what one ticked is read from the button."""
    key, *numbers = event.value.rsplit("/", 2)
    if len(numbers) != 2 or not all(each.isdecimal() for each in numbers):
        return None
    return await _step(event, services, key, int(numbers[0]), int(numbers[1]))


async def press_stop(event: ButtonPressed, services: Services) -> Reply | None:
    """Stop on the way."""
    words = (await Asker.of(event.person, event.place, services)).words
    return Reply(note(words, "checkup.stopped"), replace=True)


async def press_done(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep that a member looked; what they found was never here."""
    checklist = _found(services, event.value)
    asker = await Asker.of(event.person, event.place, services)
    if checklist is None:
        return Reply(note(asker.words, "checkup.gone"))
    kind = ActKind.POSTURE_CHECKED if checklist.checks == "posture" else ActKind.PRIVACY_CHECKED
    done = await declare(services, event.person, event.value, kind, event.at)
    return Reply(
        note(asker.words, "checkup.noted") if done.member else invitation(asker.words, because_of_claim=True)
    )


async def press_tomorrow(event: ButtonPressed, services: Services) -> Reply | None:
    """Plan a word for the next working day; nothing is known of what is to be posted."""
    member, on, is_new = await sleep_on_it(services, event.person, event.value)
    words = await services.words_for(event.person, member)
    if member is None:
        return Reply(invitation(words, because_of_claim=True))
    if on is None:
        return Reply(note(words, "checkup.cannot_remind"))
    key = "checkup.will_remind" if is_new else "checkup.reminds_already"
    return Reply(note(words, key, day=words.day(on)))


async def _list(asker: Asker) -> Card:
    playbook = next((each for each in asker.playbooks_by_nearness() if checkups(each)), None)
    if playbook is None:
        return note(asker.words, "checkup.none")
    found = [(playbook.key(each), each) for each in checkups(playbook)]
    looks = await last_looks(asker.services, asker.member, dict(found)) if asker.member else {}
    looked = [(looks[key], checklist.title) for key, checklist in found if key in looks]
    return checkups_card(asker.words, found, looked)


async def _step(event: ButtonPressed, services: Services, key: str, step: int, ticked: int) -> Reply:
    checklist = _found(services, key)
    words = (await Asker.of(event.person, event.place, services)).words
    if checklist is None:
        return Reply(note(words, "checkup.gone"))
    return Reply(step_card(words, Checkup(key, checklist, step, ticked)), replace=step > 0)


def _found(services: Services, key: str) -> Checklist | None:
    found = item_at(services, key)
    item = found[1] if found else None
    return item if isinstance(item, Checklist) and is_checkup(item) else None


CHECKUP = Command(
    name="checkup",
    aliases=("bilan",),
    run=run,
    buttons={
        "checkup.list": press_list,
        "checkup.open": press_open,
        "checkup.step": press_step,
        "checkup.stop": press_stop,
        "checkup.done": press_done,
        "checkup.tomorrow": press_tomorrow,
    },
    unwritten=frozenset({"checkup.step"}),
)
