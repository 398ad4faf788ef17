"""`guide`: an answer to a question in one's own words, or the questions there are. The question is kept nowhere."""

from collections.abc import Sequence

from bot.cards.elements import Card
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.commands.human import contacts_near, owner_near
from bot.events import ButtonPressed, CommandTyped, Reply
from bot.playbook.book import Playbook
from bot.playbook.kinds.charter import Charter
from bot.playbook.kinds.question import Question
from bot.playbook.kinds.tip import Tip
from bot.screens.guide import Lead, answer_card, case_card, list_card, unsure_card
from bot.screens.human import with_human
from bot.texts import Words
from bot.usecases.ask_guide import Found, ask_guide
from bot.usecases.services import Services


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Answer what was asked, or list what can be asked."""
    having = [playbook for playbook in asker.playbooks_by_nearness() if playbook.guide]
    if not having:
        return Reply(with_human(asker.words, note(asker.words, "guide.none")))
    if not rest:
        return Reply(list_card(asker.words, having[0]))
    found = await ask_guide(asker.services, having, rest)
    return Reply(_card(asker, found or Found(having[0], None)))


async def press_open(event: ButtonPressed, services: Services) -> Reply | None:
    """Open an entry by its key: a question in the place of the card, anything else as a card of its own."""
    asker = await Asker.of(event.person, event.place, services)
    playbook_id, _, rest = event.value.partition("/")
    kind, _, id_ = rest.partition("/")
    playbook = services.book().playbook(playbook_id)
    card = _opened(asker.words, playbook, kind, id_) if playbook else None
    if card is None:
        return Reply(with_human(asker.words, note(asker.words, "guide.gone")))
    return Reply(card, replace=kind == Question.kind)


async def press_list(event: ButtonPressed, services: Services) -> Reply | None:
    """List the questions of a guide, from one on."""
    asker = await Asker.of(event.person, event.place, services)
    playbook_id, _, first = event.value.partition("/")
    playbook = services.book().playbook(playbook_id)
    if playbook is None or not playbook.guide:
        return Reply(with_human(asker.words, note(asker.words, "guide.none")), replace=True)
    return Reply(list_card(asker.words, playbook, int(first) if first.isdecimal() else 0), replace=True)


def _card(asker: Asker, found: Found) -> Card:
    others = _leads(found.playbook, found.others)
    if found.answer is None:
        return unsure_card(asker.words, found.playbook, others, contacts_near(asker), owner_near(asker))
    return answer_card(
        asker.words, found.playbook, found.answer, _read_also(found.playbook, found.answer), others
    )


def _opened(words: Words, playbook: Playbook, kind: str, id_: str) -> Card | None:
    if kind == Charter.kind:
        cases = playbook.charter.cases if playbook.charter else ()
        is_there = id_.isdecimal() and int(id_) < len(cases)
        return case_card(words, playbook, cases[int(id_)]) if is_there else None
    item = playbook.item(kind, id_)
    match item:
        case Question():
            return answer_card(words, playbook, item, _read_also(playbook, item))
        case Tip():
            return with_human(words, item.card(words, playbook.key(item)))
    return None


def _read_also(playbook: Playbook, question: Question) -> Sequence[Lead]:
    tips = (playbook.tip(id_) for id_ in question.see_also)
    return [Lead(playbook.key(tip), tip.title) for tip in tips if tip]


def _leads(playbook: Playbook, keys: Sequence[str]) -> Sequence[Lead]:
    leads = []
    for key in keys:
        _, kind, id_ = key.split("/")
        if kind == Charter.kind and playbook.charter:
            leads.append(Lead(key, playbook.charter.cases[int(id_)].situation))
        elif item := playbook.item(kind, id_):
            leads.append(Lead(key, item.title))
    return leads


GUIDE = Command(
    name="guide",
    aliases=(),
    run=run,
    buttons={"guide.open": press_open, "guide.list": press_list},
    unwritten=frozenset({"guide"}),
)
