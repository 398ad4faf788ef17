"""`plan`: champions, editors and admins see a channel's coming two weeks, and swap, skip, pin, post, rest or withdraw an item."""

from datetime import date

from bot.cards.answers import read_day
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.post import preview
from bot.commands.retract import find_item
from bot.commands.rights import not_allowed
from bot.domain.calendar import local
from bot.domain.people import Place
from bot.domain.plan import Choice
from bot.domain.roles import Deed
from bot.events import ButtonPressed, CommandTyped, FormSubmitted, Reply
from bot.playbook.book import Channel, Playbook
from bot.playbook.schedule import occurrence
from bot.screens.plan import Foreseen, choose_form, plan_card, slot_card
from bot.usecases.foresee import choose_item, find_slot, foresee, leave_to_rotation
from bot.usecases.next_up import AHEAD
from bot.usecases.retract import expire
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services

Home = tuple[Playbook, Channel]


class Spot:
    """A slot of a channel's day that somebody acts on, with who they are."""

    def __init__(self, asker: Asker, place: Place, home: Home, on: date, slot: str) -> None:
        self.asker, self.place, self.home, self.on, self.slot = asker, place, home, on, slot

    @property
    def where(self) -> str:
        """Name it as buttons do."""
        return f"{self.place.channel}/{self.on.isoformat()}/{self.slot}"

    async def seen(self) -> Foreseen | None:
        """Foresee it."""
        return await find_slot(self.asker.services, self.place, self.home, self.on, self.slot)

    async def deed(self, event: ButtonPressed | FormSubmitted, action: str, item: str = "") -> Deed:
        """Put into words what is done about it."""
        subject = f"{self.where}={item}" if item else self.where
        return await self.asker.deed(event, action, subject, self.home[0])

    async def shown(self) -> Reply:
        """Draw it, with what can be done about it."""
        seen, (playbook, _) = await self.seen(), self.home
        if seen is None:
            return Reply(note(self.asker.words, "plan.gone"), replace=True)
        key = playbook.key(seen.item) if seen.item else ""
        words = self.asker.services.words_at(self.place, playbook)
        card = seen.item.card(words, key) if seen.item else None
        may_post = await self.asker.may("plan.post", playbook)
        shown = slot_card(self.asker.words, seen, self.where, key, card, may_post=may_post)
        return Reply(shown, replace=True)


async def run(event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Draw the plan of this channel."""
    found = asker.services.book().at(event.place) if event.place else None
    if not await asker.may("plan", found[0] if found else None):
        return Reply(not_allowed(asker.words, "plan"))
    if found is None or event.place is None:
        channels = [each.channel for book in asker.services.book().playbooks for each in book.channels]
        return Reply(note(asker.words, "plan.not_here", channels=", ".join(channels)))
    plan = await foresee(asker.services, event.place, found)
    return Reply(plan_card(asker.words, plan, event.place.channel))


async def press_list(event: ButtonPressed, services: Services) -> Reply | None:
    """Draw the plan again."""
    spot = await _spot(event, services, "plan.list", event.value)
    if isinstance(spot, Reply):
        return spot
    plan = await foresee(services, spot.place, spot.home)
    return Reply(plan_card(spot.asker.words, plan, spot.place.channel), replace=True)


async def press_look(event: ButtonPressed, services: Services) -> Reply | None:
    """Draw one slot."""
    spot = await _spot(event, services, "plan.look", event.value)
    return spot if isinstance(spot, Reply) else await spot.shown()


async def press_choose(event: ButtonPressed, services: Services) -> Reply | None:
    """Open the dialog in which another item, or another day, is chosen."""
    spot = await _spot(event, services, "plan.choose", event.value)
    if isinstance(spot, Reply):
        return spot
    seen = await spot.seen()
    items = spot.home[0].suggestions(seen.kind, spot.home[1], spot.on) if seen else []
    if seen is None or not items:
        return Reply(note(spot.asker.words, "plan.gone"), replace=True)
    return Reply(choose_form(spot.asker.words, seen, spot.where, items))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep what was chosen; the slot's own day, or another on which the channel is posted to."""
    spot = await _spot(event, services, "plan.chosen", event.context)
    if isinstance(spot, Reply):
        return spot
    words, (playbook, channel) = spot.asker.words, spot.home
    on, kind = read_day(event.answers.get("on", "")) or spot.on, spot.slot.partition("-")[0]
    today = local(services.clock.now(), channel.schedule.timezone).date()
    errors = {}
    due_at = occurrence(channel.schedule, on)
    is_to_come = due_at is not None and due_at > services.clock.now() and not playbook.is_silent(kind, on)
    if on > today + AHEAD or not is_to_come:
        errors["on"] = words("plan.no_day")
    known = {item.id: item for item in playbook.suggestions(kind, channel, on)}
    item = known.get(event.answers.get("item", ""))
    if item is None:
        errors["item"] = words("plan.no_item")
    seen = await spot.seen()
    if errors or item is None:
        items = playbook.suggestions(kind, channel, spot.on)
        if seen is None or not items:
            return Reply(note(words, "plan.gone"))
        return Reply(choose_form(words, seen, spot.where, items).filled(event.answers), errors=errors)
    aim = Spot(spot.asker, spot.place, spot.home, on, spot.slot)
    choice = Choice(spot.place, on, spot.slot, playbook.id, item.id)
    deed = await aim.deed(event, "plan.chosen", playbook.key(item))
    if not await choose_item(services, deed, choice):
        return Reply(note(words, "plan.too_late"))
    return Reply(note(words, "plan.pinned", title=item.title, day=words.day(on)))


async def press_skip(event: ButtonPressed, services: Services) -> Reply | None:
    """Let nothing come in a slot."""
    spot = await _spot(event, services, "plan.skip", event.value)
    if isinstance(spot, Reply):
        return spot
    choice = Choice(spot.place, spot.on, spot.slot, spot.home[0].id, "")
    if not await choose_item(services, await spot.deed(event, "plan.skip"), choice):
        return Reply(note(spot.asker.words, "plan.too_late"), replace=True)
    return await spot.shown()


async def press_rotate(event: ButtonPressed, services: Services) -> Reply | None:
    """Let the rotation choose again."""
    spot = await _spot(event, services, "plan.rotate", event.value)
    if isinstance(spot, Reply):
        return spot
    await leave_to_rotation(services, await spot.deed(event, "plan.rotate"), spot.place, spot.on, spot.slot)
    return await spot.shown()


async def press_post(event: ButtonPressed, services: Services) -> Reply | None:
    """Show what is planned as it would look now, with the button that posts it."""
    spot = await _spot(event, services, "plan.post", event.value)
    if isinstance(spot, Reply):
        return spot
    seen = await spot.seen()
    if seen is None or seen.item is None:
        return Reply(note(spot.asker.words, "plan.gone"), replace=True)
    if trouble := await trouble_today(spot.asker.words, services, spot.place, spot.home):
        return Reply(trouble, replace=True)
    return Reply(preview(spot.asker, spot.place, spot.home, seen.item), replace=True)


async def press_expire(event: ButtonPressed, services: Services) -> Reply | None:
    """Let an item rest: what stands of it stays, and it is suggested no more."""
    asker = await Asker.of(event.person, event.place, services)
    found = find_item(services, event.value)
    if found is None:
        return Reply(note(asker.words, "plan.gone"), replace=True)
    playbook, item = found
    if not await asker.may("plan.expire", playbook):
        return Reply(not_allowed(asker.words, "plan.expire"), replace=True)
    deed = await asker.deed(event, "plan.expire", playbook.key(item), playbook)
    await expire(services, deed, playbook, item)
    return Reply(note(asker.words, "plan.expired", title=item.title), replace=True)


async def _spot(
    event: ButtonPressed | FormSubmitted, services: Services, action: str, where: str
) -> Spot | Reply:
    """Find the slot that a button or a dialog names, in the person's own workspace, or say why nothing is done."""
    channel, _, rest = where.partition("/")
    day, _, slot = rest.partition("/")
    place, on = Place(event.person.platform, event.person.workspace, channel), read_day(day)
    asker = await Asker.of(event.person, place, services)
    home = services.book().at(place)
    if not await asker.may(action, home[0] if home else None):
        return Reply(not_allowed(asker.words, action), replace=True)
    if home is None or on is None:
        return Reply(note(asker.words, "plan.gone"), replace=True)
    return Spot(asker, place, home, on, slot)


PLAN = Command(
    name="plan",
    aliases=("planning",),
    run=run,
    for_champions=True,
    buttons={
        "plan.list": press_list,
        "plan.look": press_look,
        "plan.choose": press_choose,
        "plan.skip": press_skip,
        "plan.rotate": press_rotate,
        "plan.post": press_post,
        "plan.expire": press_expire,
    },
    forms={"plan.chosen": submit},
)
