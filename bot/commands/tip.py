"""`tip`: a small tip, just for the person who asks."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.kinds.tip import Tip
from bot.screens.membership import invitation
from bot.usecases.look import tip_for
from bot.usecases.record_act import read_tip
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the next tip they have not read."""
    for playbook in asker.playbooks_by_nearness():
        chosen = await tip_for(asker.services, asker.member, playbook)
        tip = playbook.item("tip", chosen) if chosen else None
        if isinstance(tip, Tip):
            return Reply(tip.card(asker.words, playbook.key(tip)))
    return Reply(note(asker.words, "tip.none"))


async def press_read(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep that a member read the tip."""
    playbook_id, _, rest = event.value.partition("/")
    kind, _, item = rest.partition("/")
    playbook = services.book().playbook(playbook_id)
    tip = playbook.item(kind, item) if playbook and kind == Tip.kind else None
    member = await read_tip(services, event.person, event.value, event.at) if tip else None
    words = await services.words_for(event.person, member)
    if tip is None:
        return Reply(note(words, "claims.closed"))
    return Reply(note(words, "tip.read") if member else invitation(words, because_of_claim=True))


TIP = Command(name="tip", aliases=("conseil", "astuce"), run=run, buttons={"tip.read": press_read})
