"""`scenario`: a situation to think through privately; every option is explained, and no choice is kept (R7, R76)."""

from typing import get_args

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.acts import ActKind
from bot.domain.calendar import local
from bot.domain.stems import stems
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.item import Role
from bot.playbook.kinds.scenario import Scenario
from bot.screens.path import answered_card, situation_card
from bot.texts import LANGUAGES
from bot.usecases.learn import declare, item_at, situations
from bot.usecases.services import Services

SHORT_NAMES = {"rh": "hr"}
"""What people type for a role, where it is in neither language's name of it."""


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show the situation of the day, of a role if one is named, or the one that is named."""
    for playbook in asker.playbooks_by_nearness():
        found = playbook.item(Scenario.kind, rest) if rest else None
        if isinstance(found, Scenario):
            return Reply(situation_card(asker.words, found, playbook.key(found), ""))
    role = _role(rest, asker.services) if rest else ""
    if role is None:
        return Reply(note(asker.words, "scenario.unknown"))
    return _of_today(asker, role)


async def press_choose(event: ButtonPressed, services: Services) -> Reply | None:
    """Explain the option that was pressed, then the others. Kept is that a member played it."""
    key, _, number = event.value.rpartition("/")
    found = item_at(services, key)
    scenario = found[1] if found else None
    asker = await Asker.of(event.person, event.place, services)
    if not isinstance(scenario, Scenario) or not number.isdecimal() or int(number) >= len(scenario.options):
        return Reply(note(asker.words, "scenario.none"))
    played = await declare(services, event.person, key, ActKind.SCENARIO_PLAYED, event.at)
    is_noted = played.member is not None
    return Reply(answered_card(asker.words, scenario, key, int(number), is_noted=is_noted))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open a situation by its key, or that of the day."""
    asker = await Asker.of(event.person, event.place, services)
    if not event.value:
        return _of_today(asker, "")
    found = item_at(services, event.value)
    if found is None or not isinstance(found[1], Scenario):
        return Reply(note(asker.words, "scenario.none"))
    return Reply(situation_card(asker.words, found[1], event.value, ""))


async def press_another(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the situation after this one, for the same role."""
    key, _, role = event.value.partition("|")
    asker = await Asker.of(event.person, event.place, services)
    playbook = services.book().playbook(key.partition("/")[0])
    listed = situations(playbook, asker.member, role) if playbook else []
    if playbook is None or not listed:
        return Reply(note(asker.words, "scenario.none"))
    keys = [playbook.key(each) for each in listed]
    following = (keys.index(key) + 1) % len(keys) if key in keys else 0
    card = situation_card(asker.words, listed[following], keys[following], role)
    return Reply(card, replace=True)


def _of_today(asker: Asker, role: str) -> Reply:
    """Give everybody the same one on the same day, so that two colleagues can talk about it."""
    for playbook in asker.playbooks_by_nearness():
        listed = situations(playbook, asker.member, role)
        if listed:
            zone = playbook.channels[0].schedule.timezone
            today = local(asker.services.clock.now(), zone).date()
            # Those written for the role come first, and take turns among themselves.
            closest = [each for each in listed if role in each.roles] or listed
            chosen = closest[today.toordinal() % len(closest)]
            return Reply(situation_card(asker.words, chosen, playbook.key(chosen), role))
    return Reply(note(asker.words, "scenario.none"))


def _role(text: str, services: Services) -> str | None:
    """Read a role by its id, or by its name in either language."""
    word = SHORT_NAMES.get(text.casefold(), text.casefold())
    roles = get_args(Role)
    if word in roles:
        return word
    for language in LANGUAGES:
        words, wanted = services.texts.for_locale(language), set(stems(text, language))
        for role in roles:
            if wanted and wanted <= set(stems(words(f"kinds.role.{role}"), language)):
                return str(role)
    return None


SCENARIO = Command(
    name="scenario",
    aliases=("situation", "scénario"),
    run=run,
    buttons={
        "scenario.choose": press_choose,
        "scenario.open": press_open,
        "scenario.another": press_another,
    },
    # What somebody chose is in the button, so that not even a waiting event may keep it.
    unwritten=frozenset({"scenario.choose"}),
)
