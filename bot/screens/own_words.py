"""One's own words: three small questions, the draft that comes of them, and a second look at any text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from babel.numbers import format_decimal

from bot.cards.clean import LONGEST_ADDRESS
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Facts,
    Form,
    LinkButton,
    Paragraph,
    Quote,
    Rule,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.draft import LONGEST_ANSWER, Answers, carried, in_own_words, is_near, without_link, written
from bot.domain.second_look import Remark
from bot.domain.share import NETWORKS, Draft, Network, fits, intent, packed, share_path, used
from bot.playbook.book import Playbook
from bot.screens.checkup import sleep_on_it
from bot.screens.human import ask_human
from bot.screens.kit import Kit, draft_of
from bot.texts import Words

MOST_ROWS: Final = 10
ROOM: Final = 6_000
"""Characters of all the addresses in a draft's card, so that the smallest card of a platform still holds the draft."""
MOST_REMARKS: Final = 6
"""The gravest; more at once would read like a marked paper. The others are there at the next look."""
MOST_QUESTIONS: Final = 6
_QUESTIONS: Final = (
    "check.ask_public",
    "check.ask_door",
    "check.ask_people",
    "check.ask_true",
    "check.ask_crowd",
)


def write_form(words: Words, kit: Kit, chosen: int, answers: Answers | None = None) -> Form:
    """Ask three small questions about an angle, counted from 0; with `answers`, to change them."""
    angle, given = kit.share.angles[chosen], answers or Answers("")
    disclosure = draft_of(kit.texts, kit.playbook, kit.share, chosen).disclosure
    begins = [Small(say(words, "draft.begins", disclosure=disclosure))] if disclosure else []
    struck, example, question = words("draft.struck"), words("draft.example"), words("draft.question")
    hint = words("draft.struck_hint", starter=angle.starter)
    asked = words("draft.question_hint", question=kit.share.question)
    return Form(
        name="write",
        title=words("draft.title"),
        submit=words("draft.submit"),
        cancel=words("draft.cancel"),
        context=f"{kit.post.id}/{chosen}",
        elements=(
            paragraph(words, "draft.intro", angle=angle.title),
            TextInput("struck", struck, given.struck, hint, many_lines=True, limit=LONGEST_ANSWER),
            TextInput(
                "example", example, given.example, words("draft.example_hint"), True, True, LONGEST_ANSWER
            ),
            TextInput("question", question, given.question, asked, True, True, LONGEST_ANSWER),
            *begins,
        ),
    )


def draft_card(words: Words, kit: Kit, chosen: int, answers: Answers, human: Paragraph | None = None) -> Card:
    """Show somebody's draft, its length on each network, and the ways it can go from here; `human` is whom to ask."""
    head = (human,) if human else ()
    return Card(words("draft.summary"), (*head, *_draft(words, kit, chosen, answers)))


def orphan_card(words: Words, answers: Answers) -> Card:
    """Give somebody their words back when the idea they were about is gone."""
    said = "\n\n".join(filter(None, (answers.body, answers.question.strip())))
    return Card(
        words("draft.summary"), (paragraph(words, "draft.gone"), Quote(said), Buttons((ask_human(words),)))
    )


def check_form(words: Words) -> Form:
    """Ask for the text to look at."""
    text = TextInput("text", words("check.text"), hint=words("check.hint"), many_lines=True)
    title, submit, cancel = words("check.title"), words("check.submit"), words("check.cancel")
    return Form(name="check", title=title, submit=submit, cancel=cancel, elements=(text,))


def check_card(words: Words, playbook: Playbook, text: str, found: Sequence[Remark], disclosure: str) -> Card:
    """Say what was noticed in a text, why it may matter to its author, and what else could be written.

    `disclosure` is the line that would say the tie to the employer. The text itself is not shown again.
    """
    return Card(words("check.summary"), tuple(_check(words, playbook, text, found, disclosure)))


def _draft(words: Words, kit: Kit, chosen: int, answers: Answers) -> Iterator[Element]:
    share = kit.share
    draft = in_own_words(answers, draft_of(kit.texts, kit.playbook, share, chosen))
    yield paragraph(words, "draft.ready")
    stored = (share.title, *share.facts, *(angle.starter for angle in share.angles), share.question)
    if is_near(answers, stored):
        yield paragraph(words, "draft.near")
    yield Quote(written(draft, NETWORKS["copy"]))
    texts = [(each, *_laid_out(kit, chosen, draft, each)) for each in kit.networks]
    yield Facts(tuple(_rows(words, texts)))
    yield paragraph(words, "kit.share")
    yield Buttons(tuple(_ways(words, kit, chosen, draft, texts)))
    yield Rule()
    yield Buttons(tuple(_steps(words, kit, carried(f"{kit.post.id}/{chosen}", answers))))
    yield Small(say(words, "draft.kept"))
    yield Small(say(words, "draft.yours"))


def _laid_out(kit: Kit, chosen: int, draft: Draft, network: Network) -> tuple[str, str]:
    """Give the text for a network, and the link that says where readers came from."""
    link = kit.link(draft.link, network, chosen)
    return written(replace(draft, link=link), network), link


def _rows(words: Words, texts: Sequence[tuple[Network, str, str]]) -> Iterator[tuple[str, str]]:
    """Count for each network by its own rule. A mail counts what its letters become in an address: of no use here."""
    counted = [each for each in texts if each[0].limit and each[0].counter != "encoded"]
    for network, text, link in counted[:MOST_ROWS]:
        count, limit = used(text, network, link), network.limit
        values = {
            name: format_decimal(value, locale=words.language)
            for name, value in (("used", count), ("limit", limit), ("over", count - limit))
        }
        yield network.name, words("draft.over" if count > limit else "draft.used", **values)


def _ways(
    words: Words, kit: Kit, chosen: int, draft: Draft, texts: Sequence[tuple[Network, str, str]]
) -> Iterator[LinkButton]:
    """Open each network's own page with the draft; where that cannot be, ours with the draft in its fragment.

    A fragment stays in the browser: the draft reaches no server of ours. What fits into no button is left to the quote.
    """
    own, room = packed(without_link(draft)), ROOM

    def ours(network: Network) -> str:
        path = share_path(kit.playbook.id, kit.share.id, chosen, network.id, words.language)
        return f"{kit.public_url}{path}#{own}"

    for network, text, link in texts:
        is_whole = network.takes_text and fits(text, network, link)
        address = intent(network, text, link) if is_whole else None
        hint = words("kit.open_hint", network=network.name)
        if address is None or len(address) > min(room, LONGEST_ADDRESS):
            address, hint = ours(network), words("draft.by_page_hint", network=network.name)
        if network.id != "copy" and len(address) <= min(room, LONGEST_ADDRESS):
            room -= len(address)
            yield LinkButton(network.name, address, hint)
    page = ours(next((each for each, _, _ in texts if each.id == "copy"), texts[0][0]))
    if len(page) <= LONGEST_ADDRESS:
        yield LinkButton(words("draft.page"), page, words("draft.page_hint"))


def _steps(words: Words, kit: Kit, value: str) -> Iterator[Button]:
    title = kit.share.title
    done_hint = words("kit.done_hint", title=title)
    if value:
        yield Button(
            words("draft.change"), "write.change", value, hint=words("draft.change_hint"), opens_form=True
        )
    yield Button(words("kit.done"), "claims.done", kit.post.id, Style.PRIMARY, done_hint)
    yield sleep_on_it(words, kit.post.id)
    human = ask_human(words)
    yield replace(human, action="write.human", value=value, opens_form=True) if value else human


def _check(
    words: Words, playbook: Playbook, text: str, found: Sequence[Remark], disclosure: str
) -> Iterator[Element]:
    shown = found[:MOST_REMARKS]
    yield paragraph(words, "check.some", count=len(shown)) if shown else paragraph(words, "check.nothing")
    for remark in shown:
        yield _remark(words, remark, disclosure)
    yield Rule()
    asked = "\n".join(f"• {question}" for question in _questions(words, playbook))
    yield Paragraph((*say(words, "check.ask"), *plain(f"\n{asked}")))
    yield Small(say(words, "check.rights"))
    if rows := tuple(_rows(words, [(each.network, text, "") for each in playbook.networks])):
        yield Rule()
        yield Facts(rows)
    yield Small(say(words, "check.forgotten"))
    again = Button(words("check.again"), "check.open", hint=words("check.again_hint"), opens_form=True)
    yield Buttons((again, ask_human(words)))


def _remark(words: Words, remark: Remark, disclosure: str) -> Paragraph:
    saw = say(words, f"check.{remark.about}.saw", seen=" · ".join(remark.seen))
    why = say(words, f"check.{remark.about}.why")
    instead = say(words, f"check.{remark.about}.instead", disclosure=disclosure)
    return Paragraph((*saw, *plain("\n"), *why, *plain("\n"), *instead))


def _questions(words: Words, playbook: Playbook) -> list[str]:
    """Give the questions of the playbook's own list for everybody, or the usual ones (R85)."""
    lists = (each for each in playbook.checklists if each.audience == "everyone" and each.checks == "draft")
    own = next((each.points for each in lists), ())
    return [point.text for point in own][:MOST_QUESTIONS] or [words(key) for key in _QUESTIONS]
