"""`retract`: an entry is withdrawn; it is planned no more, and where it stands it says so."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.rights import not_allowed
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.playbook.item import Item, Suggestion
from bot.screens.retract import asking_card
from bot.usecases.retract import posts_of, retract
from bot.usecases.services import Services

KINDS = ("share", "tip")


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Ask before the entry of this id is withdrawn."""
    if not await asker.may("retract"):
        return Reply(not_allowed(asker.words, "retract"))
    named = _named(asker, rest)
    if not named:
        return Reply(
            note(asker.words, "retract.unknown", item=rest) if rest else note(asker.words, "retract.which")
        )
    return await ask(asker, *named[0])


async def press_ask(event: ButtonPressed, services: Services) -> Reply | None:
    """Ask before it is withdrawn, by button."""
    asker = await Asker.of(event.person, event.place, services)
    found = find_item(services, event.value)
    return await ask(asker, *found) if found else Reply(note(asker.words, "retract.gone"), replace=True)


async def press_now(event: ButtonPressed, services: Services) -> Reply | None:
    """Withdraw it."""
    asker = await Asker.of(event.person, event.place, services)
    found = find_item(services, event.value)
    if found is None:
        return Reply(note(asker.words, "retract.gone"), replace=True)
    playbook, item = found
    if not await asker.may("retract.now", playbook):
        return Reply(not_allowed(asker.words, "retract.now"), replace=True)
    deed = await asker.deed(event, "retract.now", playbook.key(item), playbook)
    is_new = await retract(services, deed, playbook, item)
    return Reply(
        note(asker.words, "retract.done" if is_new else "retract.before", title=item.title), replace=True
    )


async def ask(asker: Asker, playbook: Playbook, item: Item) -> Reply:
    """Ask, if it is theirs to withdraw and was not before."""
    if not await asker.may("retract.ask", playbook):
        return Reply(not_allowed(asker.words, "retract.ask"), replace=True)
    if item.key in playbook.withdrawn:
        return Reply(note(asker.words, "retract.before", title=item.title), replace=True)
    now = asker.services.clock.now()
    posts = [each for each in await posts_of(asker.services, playbook, item) if each.closes_at > now]
    return Reply(asking_card(asker.words, playbook.key(item), item.title, len(posts)), replace=True)


def find_item(services: Services, key: str) -> tuple[Playbook, Item] | None:
    """Find what a button names: `starter-en/share/repair-day`."""
    playbook_id, kind, item_id = (*key.split("/"), "", "", "")[:3]
    playbook = services.book().playbook(playbook_id)
    item = playbook.item(kind, item_id) if playbook else None
    return (playbook, item) if playbook and isinstance(item, Suggestion) else None


def _named(asker: Asker, typed: str) -> list[tuple[Playbook, Item]]:
    """List what an id may mean, the nearest playbook first: `repair-day`, `tip/signed-out-search`."""
    kind, _, id_ = typed.strip().rpartition("/")
    return [
        (playbook, item)
        for playbook in asker.playbooks_by_nearness()
        for each in ((kind,) if kind else KINDS)
        if (item := playbook.item(each, id_)) and isinstance(item, Suggestion)
    ]


RETRACT = Command(
    name="retract",
    aliases=("retirer",),
    run=run,
    for_champions=True,
    buttons={"retract.ask": press_ask, "retract.now": press_now},
)
