"""`launch`: champions see the plan with its dates, post the call for volunteers, and find the kick-off's agenda (R64)."""

from datetime import date

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.domain.people import Place
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.screens.launch import call_card, kick_off_card, launch_card, outside_card, preview_card
from bot.usecases.launch import Calling, call, timeline, today_in
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the plan of this channel, or else of the nearest programme that one leads."""
    return Reply(await _plan(asker))


async def press_show(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the plan again."""
    return Reply(await _plan(await Asker.of(event.person, event.place, services)), replace=True)


async def press_kick_off(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the first meeting."""
    asker = await Asker.of(event.person, event.place, services)
    playbook = await _theirs(asker)
    plan = playbook.launch if playbook else None
    return Reply(kick_off_card(asker.words, plan) if plan else note(asker.words, "launch.none"), replace=True)


async def press_call(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the call as the channel would read it."""
    asker = await _standing_in(event, services)
    playbook = asker.playbook_here()
    if playbook is None or playbook.launch is None or asker.place is None:
        return Reply(note(asker.words, "launch.none"), replace=True)
    if not await asker.may("launch.call", playbook):
        return Reply(not_allowed(asker.words, "launch.call"), replace=True)
    dates = timeline(playbook.launch, today_in(services, playbook))
    call = call_card(services.words_at(asker.place, playbook), playbook.launch)
    is_open = dates.is_calling(today_in(services, playbook))
    return Reply(preview_card(asker.words, dates, event.value, is_open=is_open, call=call), replace=True)


async def press_post(event: ButtonPressed, services: Services) -> Reply | None:
    """Post the call; outside its days, ask first."""
    return await _post(event, services, is_sure=False)


async def press_anyway(event: ButtonPressed, services: Services) -> Reply | None:
    """Post the call whatever its days are."""
    return await _post(event, services, is_sure=True)


async def _post(event: ButtonPressed, services: Services, *, is_sure: bool) -> Reply:
    asker = await _standing_in(event, services)
    words, place = asker.words, asker.place
    home = services.book().at(place) if place else None
    if place is None or home is None or home[0].launch is None:
        return Reply(note(words, "launch.none"), replace=True)
    playbook = home[0]
    if not await asker.may("launch.post", playbook):
        return Reply(not_allowed(words, "launch.post"), replace=True)
    if trouble := await trouble_today(words, services, place, home):
        return Reply(trouble, replace=True)
    today = today_in(services, playbook)
    dates = timeline(home[0].launch, today)
    if not is_sure and not dates.is_calling(today):
        return Reply(outside_card(words, dates, place.channel), replace=True)
    deed = await asker.deed(event, "launch.post", f"{playbook.id}/launch", playbook)
    is_new = await call(services, Calling(place, home, deed))
    return Reply(note(words, "launch.posted" if is_new else "launch.posted_before"), replace=True)


async def _plan(asker: Asker) -> Card:
    playbook = await _theirs(asker)
    if playbook is None or playbook.launch is None:
        return note(asker.words, "launch.none")
    here = asker.place.channel if asker.place and playbook is asker.playbook_here() else ""
    today: date = today_in(asker.services, playbook)
    return launch_card(asker.words, timeline(playbook.launch, today), here)


async def _theirs(asker: Asker) -> Playbook | None:
    """Give the nearest programme that one leads, with a plan if one of them has one."""
    found = [each for each in asker.playbooks_by_nearness() if await asker.may("launch", each)]
    here = asker.playbook_here()
    if here in found:
        return here
    return next((each for each in found if each.launch), None)


async def _standing_in(event: ButtonPressed, services: Services) -> Asker:
    """Look whoever pressed up in the channel that the button is for: the card may stand elsewhere."""
    place = Place(event.person.platform, event.person.workspace, event.value)
    return await Asker.of(event.person, place, services)


LAUNCH = Command(
    name="launch",
    aliases=("lancement",),
    run=run,
    for_champions=True,
    buttons={
        "launch.show": press_show,
        "launch.call": press_call,
        "launch.post": press_post,
        "launch.anyway": press_anyway,
        "launch.kick_off": press_kick_off,
    },
)
