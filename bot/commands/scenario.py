"""`scenario`: a situation to think through privately; every option is explained, and no choice is kept (R7)."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.calendar import local
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.playbook.kinds.scenario import Scenario
from bot.usecases.services import Services


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show the scenario of the day, or the one that is named."""
    for playbook in asker.playbooks_by_nearness():
        found = playbook.item(Scenario.kind, rest) if rest else _of_today(playbook, asker.services)
        if isinstance(found, Scenario):
            return Reply(found.card(asker.words, playbook.key(found)))
    return Reply(note(asker.words, "scenario.unknown" if rest else "scenario.none"))


async def press_choose(event: ButtonPressed, services: Services) -> Reply | None:
    """Explain the option that was pressed, then the others."""
    key, _, number = event.value.rpartition("/")
    playbook_id, _, rest = key.partition("/")
    kind, _, id_ = rest.partition("/")
    playbook = services.book().playbook(playbook_id)
    found = playbook.item(kind, id_) if playbook else None
    words = (await Asker.of(event.person, event.place, services)).words
    answers = found.answers(words) if isinstance(found, Scenario) else ()
    if not number.isdecimal() or int(number) >= len(answers):
        return Reply(note(words, "scenario.none"))
    return Reply(answers[int(number)])


def _of_today(playbook: Playbook, services: Services) -> Scenario | None:
    """Give everybody the same one on the same day, so that two colleagues can talk about it."""
    if not playbook.scenarios:
        return None
    today = local(services.clock.now(), playbook.channels[0].schedule.timezone).date()
    return playbook.scenarios[today.toordinal() % len(playbook.scenarios)]


SCENARIO = Command(
    name="scenario",
    aliases=("situation", "scénario"),
    run=run,
    buttons={"scenario.choose": press_choose},
)
