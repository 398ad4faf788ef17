"""`human`: whom to talk to instead of a machine (R22). Nothing is noted, and nobody is told that somebody looked."""

from collections.abc import Sequence

from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import PersonRef
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.screens.human import Contact, human_card
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Name the champions and a way to begin."""
    return _answer(asker)


async def press_ask(event: ButtonPressed, services: Services) -> Reply | None:
    """Do the same from any card."""
    return _answer(await Asker.of(event.person, event.place, services))


def contacts_near(asker: Asker) -> Sequence[Contact]:
    """List the champions of the nearest playbook that has some on the asker's platform; the asker is left out."""
    lists = (_champions(playbook, asker.person) for playbook in asker.playbooks_by_nearness())
    return next((contacts for contacts in lists if contacts), ())


def owner_near(asker: Asker) -> str:
    """Name who answers for the nearest playbook; empty where none says so."""
    return next((each.owner for each in asker.playbooks_by_nearness() if each.owner), "")


def _champions(playbook: Playbook, asking: PersonRef) -> Sequence[Contact]:
    return [
        Contact(PersonRef(address.platform, asking.workspace, address.id), champion.department or "")
        for champion in playbook.champions
        if (address := champion.person).platform == asking.platform
        and address.workspace in {"", asking.workspace}
        and address.id != asking.user
    ]


def _answer(asker: Asker) -> Reply:
    nearest = asker.playbooks_by_nearness()[0]
    return Reply(human_card(asker.words, nearest.name, contacts_near(asker), owner_near(asker)))


HUMAN = Command(name="human", aliases=("parler", "humain"), run=run, buttons={"human.ask": press_ask})
