"""`conversation`: somewhere people already talk, to listen to and perhaps to join; that one joined is one's own word (R25)."""

from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.acts import ActKind
from bot.domain.calendar import local
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.kinds.conversation import Conversation
from bot.screens.membership import invitation
from bot.screens.path import conversation_card
from bot.usecases.learn import declare, item_at, talks
from bot.usecases.services import Services


async def run(_event: CommandTyped, _rest: str, asker: Asker) -> Reply:
    """Show the conversation of the day."""
    return _shown(asker, "")


async def press_another(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the conversation after this one; without one, that of the day."""
    asker = await Asker.of(event.person, event.place, services)
    return _shown(asker, event.value)


async def press_joined(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep that a member joined in, by their own word; neither where nor what they said."""
    found = item_at(services, event.value)
    asker = await Asker.of(event.person, event.place, services)
    if found is None or not isinstance(found[1], Conversation):
        return Reply(note(asker.words, "conversation.none"))
    joined = await declare(services, event.person, event.value, ActKind.CONVERSATION_JOINED, event.at)
    if joined.member is None:
        return Reply(invitation(asker.words, because_of_claim=True))
    return Reply(note(asker.words, "conversation.noted" if joined.is_new else "conversation.already"))


def _shown(asker: Asker, besides: str) -> Reply:
    """Give everybody the same one on the same day, or the one that follows `besides`."""
    for playbook in asker.playbooks_by_nearness():
        if besides and not besides.startswith(f"{playbook.id}/"):
            continue
        listed = talks(asker.services, playbook, asker.member)
        if listed:
            zone = playbook.channels[0].schedule.timezone
            number = local(asker.services.clock.now(), zone).date().toordinal()
            keys = [playbook.key(each) for each in listed]
            if besides:
                number = keys.index(besides) + 1 if besides in keys else 0
            chosen = listed[number % len(listed)]
            return Reply(conversation_card(asker.words, chosen, playbook.key(chosen)), replace=bool(besides))
    return Reply(note(asker.words, "conversation.none"))


CONVERSATION = Command(
    name="conversation",
    aliases=(),
    run=run,
    buttons={"conversation.another": press_another, "conversation.joined": press_joined},
)
