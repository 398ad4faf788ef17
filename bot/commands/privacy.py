"""`privacy`: what the bot keeps, why, how long and where, as it runs here. Open to everybody; asking leaves no row."""

from collections.abc import Sequence

from bot.cards.elements import Card
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.absence import AWAY_AFTER, ERASED_AFTER
from bot.domain.data_map import KeptTable
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.screens.privacy import GROUPS, Kept, group_card, privacy_card
from bot.texts import Words
from bot.usecases.membership import find_member
from bot.usecases.privacy import retention
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Give the short answer."""
    return Reply(short_answer(asker.services, asker.words))


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Do the same from another card."""
    return Reply(short_answer(services, await _words(event, services)))


async def press_all(event: ButtonPressed, services: Services) -> Reply | None:
    """Go back to the short answer."""
    return Reply(short_answer(services, await _words(event, services)), replace=True)


async def press_group(event: ButtonPressed, services: Services) -> Reply | None:
    """Open a group of tables."""
    if event.value not in GROUPS:
        return None
    words = await _words(event, services)
    return Reply(group_card(words, event.value, _tables(services, event.value)), replace=True)


def short_answer(services: Services, words: Words) -> Card:
    """Draw the first card from the running configuration."""
    settings = services.settings
    kept = Kept(
        retention=retention(services.book()),
        is_on_server=not settings.database_url.startswith("sqlite"),
        platforms=tuple(services.platforms),
        away_days=AWAY_AFTER.days,
        erased_days=ERASED_AFTER.days,
        counts_links=any(each.tracked_links == "on" for each in services.book().playbooks),
    )
    return privacy_card(words, kept)


def _tables(services: Services, group: str) -> Sequence[KeptTable]:
    tables = {table.name: table for table in services.store.data_map()}
    return [tables[name] for name in GROUPS[group]]


async def _words(event: ButtonPressed, services: Services) -> Words:
    return await services.words_for(event.person, await find_member(services, event.person))


PRIVACY = Command(
    name="privacy",
    aliases=("confidentialite", "confidentialité"),
    run=run,
    buttons={"privacy.show": press_show, "privacy.all": press_all, "privacy.group": press_group},
    unwritten=frozenset({"privacy", "privacy.show", "privacy.all", "privacy.group"}),
)
