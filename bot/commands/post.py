"""`post`: a champion posts an idea in this channel now, after seeing it."""

from bot.cards.elements import Button, Buttons, Card, Rule, Style
from bot.cards.say import note, paragraph
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Place
from bot.domain.posts import Post
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Channel, Playbook
from bot.playbook.item import Item
from bot.usecases.plan_daily import OPEN_FOR, is_full_day, next_item, plan_post
from bot.usecases.services import Services
from bot.usecases.spread_claims import first_places


async def run(event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show how the next idea, or the one named, will look. Nothing is posted yet."""
    words, services = asker.words, asker.services
    found = services.book().at(event.place) if event.place else None
    if not await asker.may_lead(found[0] if found else None):
        return Reply(note(words, "post.not_allowed"))
    if found is None or event.place is None:
        channels = [
            channel.channel for playbook in services.book().playbooks for channel in playbook.channels
        ]
        return Reply(note(words, "post.not_here", channels=", ".join(channels)))
    playbook, channel = found
    if trouble := await _not_today(services, event.place, found):
        return Reply(note(words, trouble))
    if rest:
        item = playbook.item("share", rest)
        if item is None:
            known = ", ".join(share.id for share in playbook.shares)
            return Reply(note(words, "post.unknown", item=rest, known=known))
    else:
        item = await next_item(services, event.place, found, "share")
    return Reply(_preview(asker, event, (playbook, channel), item) if item else note(words, "post.empty"))


async def press_confirm(event: ButtonPressed, services: Services) -> Reply | None:
    """Post it. Rights are checked now, whoever saw the preview."""
    channel, _, item_id = event.value.rpartition("/")
    # The preview may stand elsewhere than in the channel that it is for.
    place = Place(event.person.platform, event.person.workspace, channel)
    asker = await Asker.of(event.person, place, services)
    found = services.book().at(place)
    if found is None:
        return Reply(note(asker.words, "post.not_allowed"), replace=True)
    item = found[0].item("share", item_id)
    if not await asker.may_lead(found[0]) or item is None:
        return Reply(note(asker.words, "post.not_allowed"), replace=True)
    if trouble := await _not_today(services, place, found):
        return Reply(note(asker.words, trouble), replace=True)
    now = services.clock.now()
    async with services.store.writing() as shelves:
        # Once a day for one idea: a press may reach us several times.
        post = await plan_post(shelves, place, found, item, slot=f"extra-{item.id}", due_at=now)
    services.wake()
    return Reply(
        note(asker.words, "post.posted" if post else "post.planned_before", title=item.title), replace=True
    )


async def _not_today(services: Services, place: Place, home: tuple[Playbook, Channel]) -> str | None:
    """Name the sentence that says why nothing more is posted today; None when something may be."""
    playbook, channel = home
    if playbook.silence:
        return "post.silence"
    return "post.enough" if await is_full_day(services, place, channel) else None


def _preview(asker: Asker, event: CommandTyped, home: tuple[Playbook, Channel], item: Item) -> Card:
    playbook = home[0]
    words = asker.words
    now = asker.services.clock.now()
    assert event.place is not None  # noqa: S101 - `run` has looked
    post = Post(
        "",
        event.place,
        now.date(),
        "",
        playbook.id,
        item.kind,
        item.id,
        now,
        now + OPEN_FOR,
        first_places(item, home),
    )
    card = item.card(asker.services.words_at(event.place, playbook), playbook.key(item), post)
    shown = [element for element in card.elements if not isinstance(element, Buttons)]
    hint = words("post.confirm_hint", title=item.title)
    where = f"{event.place.channel}/{item.id}"
    confirm = Button(words("post.confirm"), "post.confirm", where, Style.PRIMARY, hint)
    return Card(
        words("post.preview"), (paragraph(words, "post.preview"), Rule(), *shown, Rule(), Buttons((confirm,)))
    )


POST = Command(
    name="post", aliases=("publier",), run=run, for_champions=True, buttons={"post.confirm": press_confirm}
)
