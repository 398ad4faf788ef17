"""`charter`: the one page of good practice, read in chat. That somebody read it is not kept (R75, R95)."""

from dataclasses import replace

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.playbook.kinds.prompt import Prompt
from bot.screens.brainstorm import own_words
from bot.screens.guide import charter_card
from bot.screens.human import with_human
from bot.usecases.brainstorm import brainstorms_of
from bot.usecases.services import Services

MOST_WORDS = 3
"""Brainstorms whose words stand below the charter."""


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the charter of the nearest playbook that has one."""
    found = next((each.charter for each in asker.playbooks_by_nearness() if each.charter), None)
    if found is None:
        return Reply(with_human(asker.words, note(asker.words, "charter.none")))
    playbook = next(each for each in asker.playbooks_by_nearness() if each.charter is found)
    return Reply(await _with_own_words(asker, charter_card(asker.words, found), playbook))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the charter of the playbook that the button names."""
    asker = await Asker.of(event.person, event.place, services)
    playbook = services.book().playbook(event.value)
    if playbook is None or playbook.charter is None:
        return Reply(with_human(asker.words, note(asker.words, "charter.none")))
    return Reply(await _with_own_words(asker, charter_card(asker.words, playbook.charter), playbook))


async def _with_own_words(asker: Asker, card: Card, playbook: Playbook) -> Card:
    """Put what the group chose in brainstorms below the charter, newest first."""
    found = [each for each in await brainstorms_of(asker.services, asker.person, [playbook]) if each.is_over]
    titles = [playbook.item(Prompt.kind, each.item) for each in found]
    shown = [(each, item.title if item else each.item) for each, item in zip(found, titles, strict=True)]
    words = tuple(own_words(asker.words, shown[:MOST_WORDS]))
    # The way to a human stays last.
    return replace(card, elements=(*card.elements[:-1], *words, card.elements[-1]))


CHARTER = Command(name="charter", aliases=("charte",), run=run, buttons={"charter.open": press_open})
