"""`workshop`: what is to come and how to join it; trainers, champions and admins plan, move and call off."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.cards.answers import read_day, read_time
from bot.cards.clean import clean
from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker, named_channels
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.domain.people import Place
from bot.domain.roles import Deed, Role
from bot.domain.workshops import FURTHEST
from bot.domain.zones import first_instant
from bot.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Reply
from bot.playbook.book import Channel, Playbook
from bot.playbook.kinds.workshop import Workshop
from bot.screens.workshops import (
    AS_AGENDA,
    Offer,
    Planned,
    cancelling_card,
    coming_card,
    done_card,
    list_card,
    move_form,
    plan_form,
)
from bot.usecases.meet import Wish, call_off, come, coming, has_planned, look_up, move, plan, stay_away
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services

SHORTEST, LONGEST = 10, 240


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """List the workshops to come."""
    return Reply(await _listed(asker))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """List them again, over the card that was pressed."""
    return Reply(await _listed(await Asker.of(event.person, event.place, services)), replace=True)


async def press_come(event: ButtonPressed, services: Services) -> Reply | None:
    """Say that one comes; joining the programme is not asked for."""
    asker = await Asker.of(event.person, event.place, services)
    if await come(services, event.person, event.value) is None:
        return Reply(note(asker.words, "workshop.gone"))
    planned = await look_up(services, event.person, event.value)
    return Reply(coming_card(asker.words, planned) if planned else note(asker.words, "workshop.gone"))


async def press_skip(event: ButtonPressed, services: Services) -> Reply | None:
    """Say that one does not come after all. Nobody is told, and nobody asks why."""
    asker = await Asker.of(event.person, event.place, services)
    await stay_away(services, event.person, event.value)
    return Reply(note(asker.words, "workshop.skipped"), replace=True)


async def press_plan(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog that plans one."""
    asker = await Asker.of(event.person, event.place, services)
    offer, words = await _offer(asker), asker.words
    return Reply(plan_form(words, offer) if offer.channels else note(words, "workshop.no_channel"))


async def submit_plan(event: FormSubmitted, services: Services) -> Reply | None:
    """Plan it and announce it, or say beside the field what is to be repaired."""
    asker = await Asker.of(event.person, None, services)
    words, answers = asker.words, event.answers
    place = Place(event.person.platform, event.person.workspace, answers.get("channel", ""))
    home = services.book().at(place)
    agenda = _agenda(home[0], answers.get("agenda", "")) if home else None
    if home is None:
        return Reply(note(words, "workshop.no_channel"))
    if not await asker.may("workshop_plan", home[0]):
        return Reply(not_allowed(words, "workshop_plan"))
    form = plan_form(words, await _offer(asker)).filled(answers)
    if agenda is None:
        return Reply(form, errors={"agenda": words("workshop.other_playbook")})
    if trouble := await trouble_today(words, services, place, home):
        return Reply(trouble)
    wish, errors = _read(asker, home[1], answers, agenda)
    if wish is None:
        return Reply(form, errors=errors)
    deed = replace(await asker.deed(event, "workshop_plan", "", home[0]), channel=place.channel)
    meeting, is_new = await plan(services, place, home, wish, deed)
    planned = await look_up(services, event.person, meeting.id)
    if planned is None:
        return Reply(note(words, "workshop.gone"))
    return Reply(done_card(words, "workshop.planned" if is_new else "workshop.planned_before", planned))


async def press_move(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog that moves one."""
    asker = await Asker.of(event.person, event.place, services)
    planned, refusal = await _changeable(asker, event.value)
    return Reply(move_form(asker.words, planned)) if planned else refusal


async def submit_move(event: FormSubmitted, services: Services) -> Reply | None:
    """Move it; those who come are told."""
    asker = await Asker.of(event.person, None, services)
    words = asker.words
    planned, refusal = await _changeable(asker, event.context)
    if planned is None:
        return refusal
    home = services.book().at(planned.meeting.place)
    if home is None:
        return Reply(note(words, "workshop.gone"))
    wish, errors = _read(asker, home[1], event.answers, planned.agenda)
    if wish is None:
        return Reply(move_form(words, planned).filled(event.answers), errors=errors)
    starts_at = first_instant(wish.on, wish.at, planned.zone)
    deed = await _deed(asker, event, "workshop_move", planned)
    moved = await move(
        services, event.person, planned.meeting.id, (starts_at, wish.minutes, wish.where), deed
    )
    shown = replace(planned, meeting=moved) if moved else None
    return Reply(done_card(words, "workshop.moved", shown) if shown else note(words, "workshop.gone"))


async def press_cancel(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask before one is called off."""
    asker = await Asker.of(event.person, event.place, services)
    planned, refusal = await _changeable(asker, event.value)
    return Reply(cancelling_card(asker.words, planned), replace=True) if planned else refusal


async def press_cancelled(event: ButtonPressed, services: Services) -> Reply | None:
    """Call it off; those who come are told."""
    asker = await Asker.of(event.person, event.place, services)
    planned, refusal = await _changeable(asker, event.value)
    if planned is None:
        return refusal
    deed = await _deed(asker, event, "workshop.cancelled", planned)
    ended = await call_off(services, event.person, planned.meeting.id, deed)
    key = "workshop.called_off" if ended else "workshop.gone"
    return Reply(done_card(asker.words, key, planned) if ended else note(asker.words, key), replace=True)


async def _listed(asker: Asker) -> Card:
    found = await coming(asker.services, asker.person)
    shown = [replace(each, may_change=await _may_change(asker, each)) for each in found]
    offer = await _offer(asker)
    return list_card(asker.words, shown, may_plan=bool(offer.channels and offer.agendas))


async def _offer(asker: Asker) -> Offer:
    """List what somebody may plan, and where: in the channels of the playbooks that name them."""
    homes = [
        (playbook, channel)
        for playbook in asker.playbooks_by_nearness()
        for channel in playbook.channels
        if channel.platform == asker.person.platform and channel.workspace in {"", asker.person.workspace}
    ]
    allowed = [home for home in homes if await asker.may("workshop_plan", home[0])]
    playbooks = {playbook.id: playbook for playbook, _ in allowed}
    agendas = [
        (playbook.key(each), each.title) for playbook in playbooks.values() for each in playbook.workshops
    ]
    channels = named_channels(allowed)
    here = asker.place.channel if asker.place else ""
    known = [channel for channel, _ in channels]
    chosen = here if here in known else known[0] if known else ""
    return Offer(agendas[:100], channels[:100], chosen)


async def _changeable(asker: Asker, id_: str) -> tuple[Planned | None, Reply]:
    """Give a workshop that somebody may move or call off; otherwise what they are told."""
    planned = await look_up(asker.services, asker.person, id_)
    over = planned is None or planned.meeting.starts_at <= asker.services.clock.now()
    if planned is None or over or planned.meeting.is_cancelled:
        return None, Reply(note(asker.words, "workshop.gone"), replace=True)
    if not await _may_change(asker, planned):
        return None, Reply(note(asker.words, "workshop.not_yours"), replace=True)
    return planned, Reply()


async def _may_change(asker: Asker, planned: Planned) -> bool:
    """Tell whether they planned it, and may still plan one, or are an admin."""
    playbook = asker.services.book().playbook(planned.meeting.playbook)
    if Role.ADMIN in await asker.roles(playbook):
        return True
    return await asker.may("workshop_plan", playbook) and await has_planned(
        asker.services, asker.person, planned.meeting.id
    )


async def _deed(asker: Asker, event: Event, action: str, planned: Planned) -> Deed:
    playbook = asker.services.book().playbook(planned.meeting.playbook)
    deed = await asker.deed(event, action, planned.meeting.id, playbook)
    return replace(deed, channel=planned.meeting.place.channel)


def _agenda(playbook: Playbook, key: str) -> Workshop | None:
    return next((each for each in playbook.workshops if playbook.key(each) == key), None)


def _read(
    asker: Asker, channel: Channel, answers: Mapping[str, str], agenda: Workshop
) -> tuple[Wish | None, dict[str, str]]:
    """Read date, time, length and place; or name for each field what is to be repaired."""
    words = asker.words
    get = answers.get
    on, at = read_day(get("day", "")), read_time(get("time", ""))
    if on is None:
        return None, {"day": words("workshop.no_day")}
    if at is None:
        return None, {"time": words("workshop.no_time")}
    now = asker.services.clock.now()
    starts_at = first_instant(on, at, channel.schedule.timezone)
    if starts_at <= now + timedelta(minutes=5):
        return None, {"day": words("workshop.in_past")}
    if starts_at > now + FURTHEST:
        return None, {"day": words("workshop.too_far")}
    said = get("minutes", "")
    minutes = agenda.minutes if said in {"", AS_AGENDA} else int(said) if said.isdecimal() else 0
    if not SHORTEST <= minutes <= LONGEST:
        return None, {"minutes": words("workshop.no_length")}
    return Wish(agenda, on, at, minutes, " ".join(clean(get("where", "")).split())), {}


WORKSHOP = Command(
    name="workshop",
    aliases=("atelier", "ateliers", "workshops"),
    run=run,
    buttons={
        "workshop.open": press_open,
        "workshop.come": press_come,
        "workshop.skip": press_skip,
        "workshop.plan": press_plan,
        "workshop.move": press_move,
        "workshop.cancel": press_cancel,
        "workshop.cancelled": press_cancelled,
    },
    forms={"workshop_plan": submit_plan, "workshop_move": submit_move},
)
