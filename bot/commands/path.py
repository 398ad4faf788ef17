"""`path`: one's own learning path, how far one is, and where one places oneself (R11, R36, R50)."""

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Level
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.membership import invitation
from bot.screens.path import finished_card, named_level, path_card, tip_card
from bot.usecases.learn import next_tip, view_path
from bot.usecases.membership import choose
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Draw the path."""
    return Reply(await _path(asker))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Draw the path by button."""
    return Reply(await _path(await Asker.of(event.person, event.place, services)))


async def press_part(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the next tip of one part, whatever came before it: nothing is locked."""
    asker = await Asker.of(event.person, event.place, services)
    module = "" if event.value == "other" else event.value
    for playbook in asker.playbooks_by_nearness():
        found = await next_tip(services, asker.member, playbook, module=module)
        if found:
            return Reply(tip_card(asker.words, found, is_member=asker.member is not None))
    return Reply(finished_card(asker.words))


async def press_level(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep where somebody places themselves, and draw the path again if it was chosen there."""
    value, _, where = event.value.partition("/")
    if value not in set(Level) - {Level.UNDECIDED}:
        return None
    member = await choose(services, event.person, level=Level(value))
    asker = await Asker.of(event.person, event.place, services)
    if member is None:
        return Reply(invitation(asker.words))
    if where:
        return Reply(await _path(asker), replace=True)
    return Reply(note(asker.words, "path.level_saved", level=named_level(asker.words, Level(value))))


async def _path(asker: Asker) -> Card:
    if asker.member is None:
        return invitation(asker.words)
    playbook = next((each for each in asker.playbooks_by_nearness() if each.tips), None)
    if playbook is None:
        return note(asker.words, "path.none")
    path = await view_path(asker.services, asker.member, playbook)
    return path_card(asker.words, path.parts, asker.member.choices, path.coming, is_talking=path.is_talking)


PATH = Command(
    name="path",
    aliases=("parcours",),
    run=run,
    buttons={"path.open": press_open, "path.part": press_part, "path.level": press_level},
)
