"""Proposals: the form for anybody, the queue for those who answer, and what each of them is told (R41)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from bot.cards.answers import read_choices
from bot.cards.elements import (
    Button,
    Buttons,
    Card,
    Choice,
    Choices,
    DateInput,
    Element,
    Form,
    Heading,
    Option,
    Paragraph,
    Rule,
    Small,
    Style,
    TextInput,
)
from bot.cards.markup import plain
from bot.cards.say import paragraph, say
from bot.domain.proposals import Proposal, Sort, Wording
from bot.playbook.problems import Problem
from bot.screens.human import ask_human
from bot.texts import Words

LONGEST_TITLE: Final = 120
LONGEST_FACT: Final = 300
LONGEST_FACTS: Final = 1_510
LONGEST_LINK: Final = 2_000
LONGEST_REASON: Final = 600
CREDIT: Final = "yes"
SHOWN: Final = 12
"""Proposals on one card."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the form begins with: what somebody typed, or the message they chose."""

    title: str = ""
    facts: str = ""
    link: str = ""
    sort: str = ""


def propose_form(words: Words, playbook: str, given: Given | None = None) -> Form:
    """Ask anybody for an idea. The name stays off unless they say otherwise."""
    given = given or Given()
    sorts = tuple(Option(sort.value, words(f"proposals.sort.{sort.value}")) for sort in Sort)
    return Form(
        name="propose.send",
        title=words("proposals.title"),
        submit=words("proposals.send"),
        cancel=words("proposals.cancel"),
        context=playbook,
        elements=(
            paragraph(words, "proposals.intro"),
            Choice("sort", words("proposals.what"), sorts, given.sort or Sort.TOPIC.value),
            *_worded(words, given.title, given.facts, given.link),
            Choices(
                "credit",
                words("proposals.credit"),
                (Option(CREDIT, words("proposals.credit_yes")),),
                hint=words("proposals.credit_hint"),
                optional=True,
            ),
        ),
    )


def wants_credit(answer: str) -> bool:
    """Read whether they wish to be named."""
    return CREDIT in read_choices(answer)


def queue_card(words: Words, proposals: Sequence[Proposal]) -> Card:
    """List what waits for an answer, oldest first."""
    if not proposals:
        return Card(words("proposals.none"), (paragraph(words, "proposals.none"),))
    count = len(proposals)
    elements: list[Element] = [
        Heading(words("proposals.queue")),
        paragraph(words, "proposals.waiting", count=count),
    ]
    for each in proposals[:SHOWN]:
        day, sort = words.day(each.created_at.date()), words(f"proposals.sort.{each.sort.value}")
        title = each.wording.title
        hint = words("proposals.look_hint", title=title)[:75]
        elements += [
            paragraph(words, "proposals.line", title=title, sort=sort, day=day),
            Buttons((Button(words("proposals.look"), "queue.look", name_of(each), hint=hint),)),
        ]
    if count > SHOWN:
        elements.append(Small(say(words, "proposals.more", count=count - SHOWN)))
    return Card(words("proposals.queue"), tuple(elements))


def look_card(words: Words, proposal: Proposal, preview: Card | None, problems: Sequence[Problem]) -> Card:
    """Show a proposal as it will look in a channel of either platform, or say what is to be repaired before."""
    return Card(
        words("proposals.preview", title=proposal.wording.title),
        tuple(_looked_at(words, proposal, preview, problems)),
    )


def change_form(words: Words, proposal: Proposal) -> Form:
    """Let an editor change what may be changed: title, facts, link and the last day, and nothing else."""
    wording = proposal.wording
    expires = wording.expires.isoformat() if wording.expires else ""
    return Form(
        name="queue.changed",
        title=words("proposals.change_title"),
        submit=words("proposals.save"),
        cancel=words("proposals.cancel"),
        context=name_of(proposal),
        elements=(
            paragraph(words, "proposals.change_intro"),
            *_worded(words, wording.title, "\n".join(wording.facts), wording.link),
            DateInput(
                "expires",
                words("proposals.expires"),
                expires,
                words("proposals.expires_hint"),
                optional=True,
            ),
        ),
    )


def decline_form(words: Words, proposal: Proposal) -> Form:
    """Ask for the reason, which its author reads and nobody else."""
    return Form(
        name="queue.declined",
        title=words("proposals.decline_title"),
        submit=words("proposals.decline"),
        cancel=words("proposals.cancel"),
        context=name_of(proposal),
        elements=(
            paragraph(words, "proposals.decline_intro", title=proposal.wording.title),
            TextInput(
                "reason",
                words("proposals.reason"),
                hint=words("proposals.reason_hint"),
                many_lines=True,
                limit=LONGEST_REASON,
            ),
        ),
    )


def accepted_card(words: Words, title: str) -> Card:
    """Tell its author that a proposal became an idea to share."""
    summary = words("proposals.accepted", title=title)
    told = paragraph(words, "proposals.accepted", title=title)
    return Card(summary, (told, Small(say(words, "proposals.accepted_next")), Buttons((ask_human(words),))))


def declined_card(words: Words, title: str, reason: str) -> Card:
    """Tell its author alone why a proposal does not become an idea."""
    told = paragraph(words, "proposals.declined", title=title)
    because = Paragraph(plain(reason))
    last = Small(say(words, "proposals.declined_only"))
    return Card(words("proposals.declined", title=title), (told, because, last, Buttons((ask_human(words),))))


def reminder_card(words: Words, proposal: Proposal) -> Card:
    """Remind an editor once that a proposal waits."""
    title = proposal.wording.title
    hint = words("proposals.look_hint", title=title)[:75]
    look = Button(words("proposals.look"), "queue.look", name_of(proposal), hint=hint)
    summary = words("proposals.reminder", title=title)
    return Card(summary, (paragraph(words, "proposals.reminder", title=title), Buttons((look,))))


def name_of(proposal: Proposal, *, as_seen: bool = False) -> str:
    """Name a proposal as buttons carry it; `as_seen`, with a mark of what it says, so that nothing unseen is accepted."""
    name = f"{proposal.platform}/{proposal.workspace}/{proposal.id}"
    return f"{name}/{mark_of(proposal.wording)}" if as_seen else name


def mark_of(wording: Wording) -> str:
    """Tell wordings apart, in 8 hexadecimal digits."""
    said = "\x1f".join((wording.title, wording.link, str(wording.expires), *wording.facts))
    return blake2b(said.encode(), digest_size=4).hexdigest()


def read_facts(text: str) -> tuple[str, ...]:
    """Read one fact a line, without the bullets that people put before them."""
    lines = (line.strip().lstrip("•-–*").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _worded(words: Words, title: str, facts: str, link: str) -> tuple[TextInput, ...]:
    return (
        TextInput("name", words("proposals.name"), title, words("proposals.name_hint"), limit=LONGEST_TITLE),
        TextInput(
            "link",
            words("proposals.link"),
            link,
            words("proposals.link_hint"),
            optional=True,
            limit=LONGEST_LINK,
        ),
        TextInput(
            "facts",
            words("proposals.facts"),
            facts,
            words("proposals.facts_hint"),
            many_lines=True,
            limit=LONGEST_FACTS,
        ),
    )


def _looked_at(
    words: Words, proposal: Proposal, preview: Card | None, problems: Sequence[Problem]
) -> Iterator[Element]:
    name, title, wording = name_of(proposal), proposal.wording.title, proposal.wording
    ways = []
    if preview:
        yield paragraph(words, "proposals.as_it_looks")
        yield Rule()
        yield from (element for element in preview.elements if not isinstance(element, Buttons))
        yield Rule()
        hint = words("proposals.accept_hint", title=title)[:75]
        seen = name_of(proposal, as_seen=True)
        ways = [Button(words("proposals.accept"), "queue.accept", seen, Style.PRIMARY, hint)]
    else:
        yield Heading(title)
        yield paragraph(words, "proposals.to_repair")
        yield Paragraph(plain("\n".join(f"• {each.sentence(words)}" for each in problems)))
    if wording.link:
        yield Small(say(words, "proposals.leads_to", link=wording.link))
    if wording.expires:
        yield Small(say(words, "proposals.until", day=words.date(wording.expires)))
    yield Small(say(words, "proposals.named" if proposal.wants_credit else "proposals.unnamed"))
    yield Buttons(
        (
            *ways,
            Button(words("proposals.change"), "queue.change", name, opens_form=True),
            Button(words("proposals.no"), "queue.no", name, opens_form=True),
            Button(words("proposals.back"), "queue.list"),
        )
    )
