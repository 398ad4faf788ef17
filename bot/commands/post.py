"""`post`: a champion posts an idea in this channel now, after seeing it."""

from bot.cards.elements import Button, Buttons, Card, Rule, Style
from bot.cards.say import note, paragraph
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.usecases.plan_daily import OPEN_FOR, next_item, plan_post
from bot.usecases.room_today import trouble_today
from bot.usecases.services import Services
from bot.usecases.spread_claims import first_places


async def run(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show how the next idea, or the one named, will look. Nothing is posted yet."""
    words, services = asker.words, asker.services
    found = services.book().at(event.place) if event.place else None
    if not await asker.may("post", found[0] if found else None):
        return Reply(not_allowed(words, "post"))
    if found is None or event.place is None:
        channels = [
            channel.channel for playbook in services.book().playbooks for channel in playbook.channels
        ]
        return Reply(note(words, "post.not_here", channels=", ".join(channels)))
    playbook, channel = found
    if trouble := await trouble_today(words, services, event.place, found):
        return Reply(trouble)
    if rest:
        item = playbook.item("share", rest)
        if item is None:
            known = ", ".join(share.id for share in playbook.shares)
            return Reply(note(words, "post.unknown", item=rest, known=known))
        if item.key in playbook.withdrawn:
            return Reply(note(words, "retract.before", title=item.title))
    else:
        item = await next_item(services, event.place, found, "share")
    return Reply(
        preview(asker, event.place, (playbook, channel), item) if item else note(words, "post.empty")
    )


async def press_confirm(event: ButtonPressed, services: Services) -> Reply | None:
    """Post it. Rights are checked now, whoever saw the preview."""
    channel, _, item_id = event.value.rpartition("/")
    # The preview may stand elsewhere than in the channel that it is for.
    place = Place(event.person.platform, event.person.workspace, channel)
    asker = await Asker.of(event.person, place, services)
    found = services.book().at(place)
    item = found[0].item("share", item_id) if found else None
    if not await asker.may("post.confirm", found[0] if found else None):
        return Reply(not_allowed(asker.words, "post.confirm"), replace=True)
    if found is None or item is None:
        return Reply(note(asker.words, "post.gone"), replace=True)
    if item.key in found[0].withdrawn:
        return Reply(note(asker.words, "retract.before", title=item.title), replace=True)
    if trouble := await trouble_today(asker.words, services, place, found):
        return Reply(trouble, replace=True)
    now = services.clock.now()
    deed = await asker.deed(event, "post.confirm", found[0].key(item), found[0])
    async with services.store.writing() as shelves:
        # Once a day for one idea: a press may reach us several times.
        post = await plan_post(shelves, place, found, item, slot=f"extra-{item.id}", due_at=now)
        if post:
            await shelves.deeds.put(deed)
    services.wake()
    return Reply(
        note(asker.words, "post.posted" if post else "post.planned_before", title=item.title), replace=True
    )


def preview(asker: Asker, place: Place, home: tuple[Playbook, Channel], item: Item) -> Card:
    """Show how an idea will look in a channel, with the button that posts it."""
    playbook = home[0]
    words = asker.words
    now = asker.services.clock.now()
    post = Post(
        "",
        place,
        now.date(),
        "",
        playbook.id,
        item.kind,
        item.id,
        now,
        now + OPEN_FOR,
        first_places(item, home),
    )
    card = item.card(asker.services.words_at(place, playbook), playbook.key(item), post)
    shown = [element for element in card.elements if not isinstance(element, Buttons)]
    hint = words("post.confirm_hint", title=item.title)
    where = f"{place.channel}/{item.id}"
    confirm = Button(words("post.confirm"), "post.confirm", where, Style.PRIMARY, hint)
    return Card(
        words("post.preview"), (paragraph(words, "post.preview"), Rule(), *shown, Rule(), Buttons((confirm,)))
    )


POST = Command(
    name="post", aliases=("publier",), run=run, for_champions=True, buttons={"post.confirm": press_confirm}
)
