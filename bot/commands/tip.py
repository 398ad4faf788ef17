"""`tip`: a small tip, just for the person who asks: the next of their path, or one they name (R36)."""

from bot.cards.elements import Element
from bot.cards.say import note, paragraph
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.people import Member
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.kinds.tip import Tip
from bot.screens.membership import invitation
from bot.screens.path import Found, after_easy, finished_card, read_card, tip_card, tips_card
from bot.texts import Words
from bot.usecases.learn import item_at, next_tip, open_tip, pass_over, tips_about
from bot.usecases.membership import find_member
from bot.usecases.record_act import read_tip
from bot.usecases.services import Services

MOST_FOUND = 6


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Show the next tip of their path, or the one that is named by its id or by words."""
    if rest:
        return await _named(asker, rest)
    for playbook in asker.playbooks_by_nearness():
        if playbook.tips:
            return _next(asker.words, asker.member, await next_tip(asker.services, asker.member, playbook))
    return Reply(note(asker.words, "tip.none"))


async def press_read(event: ButtonPressed, services: Services) -> Reply | None:
    """Keep that a member read the tip."""
    found = item_at(services, event.value)
    is_tip = found is not None and isinstance(found[1], Tip)
    member = await read_tip(services, event.person, event.value, event.at) if is_tip else None
    words = await services.words_for(event.person, member)
    if not is_tip:
        return Reply(note(words, "claims.closed"))
    return Reply(read_card(words) if member else invitation(words, because_of_claim=True))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open a tip by its key."""
    member = await find_member(services, event.person)
    words = await services.words_for(event.person, member)
    found = item_at(services, event.value)
    tip = await open_tip(services, member, found[0], found[1].id) if found else None
    return Reply(tip_card(words, tip, is_member=member is not None) if tip else note(words, "claims.closed"))


async def press_another(event: ButtonPressed, services: Services) -> Reply | None:
    """Show the tip after this one; nothing is kept."""
    return await _after(event, services, await find_member(services, event.person))


async def press_pass(event: ButtonPressed, services: Services) -> Reply | None:
    """Go on for somebody whom this tip does not suit. Kept is only that it was in front of them."""
    member = await pass_over(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, member)
    return await _after(event, services, member, paragraph(words, "tip.next"))


async def press_easy(event: ButtonPressed, services: Services) -> Reply | None:
    """Go on, and offer the next level. What is kept is the same as for any tip that does not suit."""
    member = await pass_over(services, event.person, event.value, event.at)
    words = await services.words_for(event.person, member)
    opening = after_easy(words, member.choices.level) if member else ()
    return await _after(event, services, member, *opening)


async def _named(asker: Asker, text: str) -> Reply:
    playbooks = asker.playbooks_by_nearness()
    for playbook in playbooks:
        if found := await open_tip(asker.services, asker.member, playbook, text):
            return Reply(tip_card(asker.words, found, is_member=asker.member is not None))
    for playbook in playbooks:
        tips = tips_about(playbook, asker.member, text)
        if len(tips) > 1:
            return Reply(tips_card(asker.words, [(playbook.key(tip), tip) for tip in tips[:MOST_FOUND]]))
        if tips:
            opened = await open_tip(asker.services, asker.member, playbook, tips[0].id)
            return _next(asker.words, asker.member, opened)
    return Reply(note(asker.words, "tip.unknown", text=text))


async def _after(event: ButtonPressed, services: Services, member: Member | None, *opening: Element) -> Reply:
    words = await services.words_for(event.person, member)
    found = item_at(services, event.value)
    if found is None:
        return Reply(note(words, "claims.closed"))
    following = await next_tip(services, member, found[0], besides=event.value)
    return _next(words, member, following, *opening)


def _next(words: Words, member: Member | None, found: Found | None, *opening: Element) -> Reply:
    if found is None:
        return Reply(finished_card(words))
    return Reply(tip_card(words, found, is_member=member is not None, opening=opening), replace=True)


TIP = Command(
    name="tip",
    aliases=("conseil", "astuce"),
    run=run,
    buttons={
        "tip.read": press_read,
        "tip.open": press_open,
        "tip.another": press_another,
        "tip.easy": press_easy,
        "tip.pass": press_pass,
    },
    # That a tip did not suit somebody is their own business: not even a waiting event says so.
    unwritten=frozenset({"tip.easy", "tip.pass"}),
)
