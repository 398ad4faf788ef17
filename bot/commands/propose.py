"""`propose`: anybody brings a topic, a link or a colleague's post; it waits for an editor's answer (R41)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.cards.answers import read_day
from bot.cards.clean import clean, is_address
from bot.cards.say import note
from bot.commands.asker import Asker
from bot.commands.command import Command
from bot.domain.proposals import MOST_FACTS, MOST_OPEN, Sort, Wording
from bot.events import CommandTyped, FormSubmitted, Reply
from bot.playbook.written import one_line
from bot.screens.proposals import (
    LONGEST_FACT,
    LONGEST_FACTS,
    LONGEST_LINK,
    LONGEST_TITLE,
    Given,
    propose_form,
    read_facts,
    wants_credit,
)
from bot.texts import Words
from bot.usecases.propose import Proposed, propose
from bot.usecases.services import Services

SCHEMES: Final = ("https",)


async def run(_event: CommandTyped, rest: str, asker: Asker) -> Reply:
    """Open the form, with what was typed or chosen in it. Nothing of that is kept before it is sent."""
    playbook = asker.playbooks_by_nearness()[0]
    return Reply(propose_form(asker.words, playbook.id, given_by(rest)))


async def submit(event: FormSubmitted, services: Services) -> Reply | None:
    """Keep the proposal. Sent again, it is the same one."""
    asker = await Asker.of(event.person, None, services)
    words, answers = asker.words, event.answers
    playbook = services.book().playbook(event.context) or asker.playbooks_by_nearness()[0]
    wording, errors = read_wording(words, answers)
    if errors:
        return Reply(propose_form(words, playbook.id).filled(answers), errors=errors)
    sort = answers.get("sort", "")
    outcome = await propose(
        services,
        event.person,
        playbook,
        Sort(sort) if sort in set(Sort) else Sort.TOPIC,
        wording,
        credit=wants_credit(answers.get("credit", "")),
    )
    if outcome is Proposed.TOO_MANY:
        return Reply(note(words, "proposals.too_many", count=MOST_OPEN))
    said = "proposals.kept" if outcome is Proposed.KEPT else "proposals.same"
    return Reply(note(words, said, title=wording.title))


def given_by(typed: str) -> Given:
    """Read what was typed after the command, or the message it was used on: an address first, if there is one."""
    text = clean(typed).strip()
    first, _, rest = text.partition(" ") if "\n" not in text.partition(" ")[0] else text.partition("\n")
    if is_address(first, SCHEMES):
        return Given(facts=rest.strip()[:LONGEST_FACTS], link=first, sort=Sort.LINK.value)
    line, _, more = text.partition("\n")
    return Given(title=line[:LONGEST_TITLE], facts=more.strip()[:LONGEST_FACTS])


def read_wording(words: Words, answers: Mapping[str, str]) -> tuple[Wording, dict[str, str]]:
    """Read title, facts, link and last day; with the fields to repair, each with its sentence."""
    title, link = one_line(answers.get("name", "")), clean(answers.get("link", "")).strip()
    facts = tuple(map(one_line, read_facts(clean(answers.get("facts", "")))))
    facts, errors = tuple(filter(None, facts)), dict[str, str]()
    expires: date | None = None
    if answers.get("expires"):
        expires = read_day(answers["expires"])
    if not title or len(title) > LONGEST_TITLE:
        errors["name"] = words("proposals.no_title", limit=LONGEST_TITLE)
    if not facts or len(facts) > MOST_FACTS or any(len(fact) > LONGEST_FACT for fact in facts):
        errors["facts"] = words("proposals.no_facts", count=MOST_FACTS, limit=LONGEST_FACT)
    if link and (len(link) > LONGEST_LINK or not is_address(link, SCHEMES)):
        errors["link"] = words("proposals.no_link")
    return Wording(title, facts, link, expires), errors


PROPOSE = Command(
    name="propose",
    aliases=("proposer", "suggest"),
    run=run,
    forms={"propose.send": submit},
    unwritten=frozenset({"propose"}),  # the words of a message somebody chose are not theirs to keep yet
)
