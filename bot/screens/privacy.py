"""What the bot knows: the short answer, each table with its sentences, one's own rows, taking them along, and the receipt."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

from bot.cards.elements import Button, Buttons, Card, Element, Heading, LinkButton, Paragraph, Rule, Small
from bot.cards.markup import Rich, Span, plain
from bot.cards.say import paragraph, say
from bot.domain.calendar import local
from bot.domain.data_map import KeptTable
from bot.domain.people import Member, PersonRef
from bot.playbook.programme import Retention
from bot.screens.human import ask_human
from bot.screens.link import PLATFORM_NAMES
from bot.texts import Words

GROUPS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "choices": ("member",),
        "steps": ("act", "standing", "award"),
        "ideas": ("claim",),
        "notes": ("note",),
        "messages": ("nudge", "delivery"),
        "together": ("attendance", "question", "thought", "thanks"),
        "examples": ("example",),
        "accounts": ("link", "link_code", "link_try", "sign_in"),
        "passing": ("inbox_event",),
        "proposals": ("proposal",),
        "deeds": ("deed",),
    }
)
"""The tables about people, in groups that fit a card each."""
BUTTONS_IN_ROW: Final = 4
"""Of which Teams shows all."""
ROWS_ON_CARD: Final = 12
COLUMNS_IN_PARAGRAPH: Final = 8
LONGEST_VALUE: Final = 400
WHOSE: Final = ("platform", "workspace", "user_id")


@dataclass(frozen=True, slots=True)
class Kept:
    """How this installation keeps things."""

    retention: Retention
    is_on_server: bool
    """In a database server; otherwise in one file."""
    platforms: Sequence[str]
    away_days: int
    """Without a sign of life until somebody is asked whether they stay."""
    erased_days: int
    """From then until everything is erased."""
    counts_links: bool = False
    """A playbook counts how often links are followed."""


def privacy_card(words: Words, kept: Kept) -> Card:
    """Answer in short what is kept, why, how long, where and for whom; each group of tables has its button."""
    return Card(words("privacy.heading"), tuple(_privacy(words, kept)))


def group_card(words: Words, group: str, tables: Sequence[KeptTable]) -> Card:
    """Give the sentence of each table of a group and of each of its columns."""
    title = words(f"privacy.groups.{group}")
    elements: list[Element] = [Heading(title)]
    for table in tables:
        elements.append(Paragraph(_bold(sentence_of(words, table.name))))
        elements += _listed(
            [f"{column.name} · {sentence_of(words, table.name, column.name)}" for column in table.columns]
        )
    others = [Button(words("privacy.back"), "privacy.all", hint=words("privacy.back_hint"))]
    after = _next_group(group)
    others += [Button(words(f"privacy.groups.{after}"), "privacy.group", after), ask_human(words)]
    return Card(title, (*elements, Buttons(tuple(others))))


def me_card(words: Words, accounts: Sequence[PersonRef], rows: Mapping[str, Sequence[object]]) -> Card:
    """Say how much is kept of the person who asks, with a button for each group that has rows."""
    return Card(words("me.heading"), tuple(_me(words, accounts, rows)))


def own_rows_card(
    words: Words,
    group: str,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    person: PersonRef,
    page: int = 0,
) -> Card:
    """Show a page of the rows of a group: every stored field with its value and its sentence. `page` counts from 0."""
    title = words("me.group", group=words(f"privacy.groups.{group}"))
    found = [(table, row) for table in GROUPS[group] for row in rows.get(table, ())]
    size = 1 if group == "choices" else ROWS_ON_CARD
    last = max(0, (len(found) - 1) // size)
    page = min(max(page, 0), last)
    elements: list[Element] = [Heading(title)]
    if not found:
        elements.append(paragraph(words, "me.none"))
    shown = found[page * size : (page + 1) * size]
    for table in dict.fromkeys(table for table, _ in shown):
        of_table = [row for name, row in shown if name == table]
        elements.append(Paragraph(_bold(sentence_of(words, table))))
        elements += (
            _one_row(words, table, of_table[0])
            if len(of_table) == 1
            else _rows(words, table, of_table, person)
        )
    return Card(title, (*elements, Buttons(tuple(_pages(words, group, page, last)))))


def nothing_card(words: Words) -> Card:
    """Say that nothing is kept of somebody."""
    return Card(
        words("me.nothing"),
        (paragraph(words, "me.nothing"), Buttons((_to_privacy(words), ask_human(words)))),
    )


def export_card(words: Words, json_address: str, csv_address: str) -> Card:
    """Offer both files. The notification's line does not hold an address."""
    links = (
        LinkButton(words("export.json"), json_address, hint=words("export.json_hint")),
        LinkButton(words("export.csv"), csv_address, hint=words("export.csv_hint")),
    )
    return Card(
        words("export.heading"),
        (
            Heading(words("export.heading")),
            paragraph(words, "export.what"),
            Buttons((*links, ask_human(words))),
            Small(say(words, "export.private")),
        ),
    )


def goodbye_card(words: Words, member: Member, at: datetime, receipt: str | None) -> Card:
    """Say goodbye, with the receipt. `at` is when everything was erased, in UTC."""
    elements: list[Element] = [paragraph(words, "leave.left")]
    if receipt:
        wall = local(at, member.timezone)
        elements.append(
            paragraph(
                words,
                "leave.receipt",
                receipt=receipt,
                date=words.date(wall.date()),
                hour=words.hour(wall.time()),
            )
        )
        elements.append(Small(say(words, "leave.receipt_means")))
    return Card(words("leave.left"), tuple(elements))


def absence_card(words: Words, erased_days: int) -> Card:
    """Ask whether somebody who has been away for long stays; both answers have the same weight."""
    buttons = (
        Button(words("absence.stay"), "leave.renew", hint=words("absence.stay_hint")),
        Button(words("absence.leave"), "leave.now", hint=words("absence.leave_hint")),
    )
    return Card(
        words("absence.summary"),
        (
            paragraph(words, "absence.hello"),
            paragraph(words, "absence.what", count=erased_days),
            Buttons((*buttons, ask_human(words))),
        ),
    )


def sentence_of(words: Words, table: str, column: str = "") -> str:
    """Give the sentence of a table, or of one of its columns, which is its comment in the database."""
    return words(f"privacy.columns.{table}.{column}" if column else f"privacy.tables.{table}")


def structure_of(text: str) -> object:
    """Read what is kept as JSON; any other text stays as it is."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _privacy(words: Words, kept: Kept) -> Iterator[Element]:
    yield Heading(words("privacy.heading"))
    yield paragraph(words, "privacy.what")
    yield paragraph(words, "privacy.why")
    retention = kept.retention
    yield paragraph(
        words,
        "privacy.how_long",
        acts=words("privacy.months", count=retention.acts_months),
        claims=words("privacy.days", count=retention.claims_days),
        nudges=words("privacy.days", count=retention.nudges_days),
    )
    yield paragraph(
        words,
        "privacy.away",
        away=words("privacy.days", count=kept.away_days),
        erased=words("privacy.days", count=kept.erased_days),
    )
    platforms = words("privacy.and").join(PLATFORM_NAMES.get(each, each) for each in kept.platforms)
    yield paragraph(
        words, "privacy.on_server" if kept.is_on_server else "privacy.in_file", platforms=platforms
    )
    yield paragraph(words, "privacy.who")
    yield paragraph(words, "privacy.links_counted" if kept.counts_links else "privacy.links")
    yield paragraph(words, "privacy.never")
    yield Rule()
    yield paragraph(words, "privacy.details")
    yield from _rows_of(
        [Button(words(f"privacy.groups.{group}"), "privacy.group", group) for group in GROUPS]
    )
    yield Rule()
    yield Buttons(
        (
            Button(words("privacy.me"), "me.show", hint=words("privacy.me_hint")),
            Button(words("privacy.export"), "export.show", hint=words("privacy.export_hint")),
            Button(words("home.leave"), "leave.ask", hint=words("home.leave_hint")),
            ask_human(words),
        )
    )


def _me(
    words: Words, accounts: Sequence[PersonRef], rows: Mapping[str, Sequence[object]]
) -> Iterator[Element]:
    yield Heading(words("me.heading"))
    yield paragraph(words, "me.intro")
    for account in accounts:
        platform = PLATFORM_NAMES.get(account.platform, account.platform)
        yield paragraph(
            words, "me.account", platform=platform, workspace=account.workspace, user=account.user
        )
    counted = {group: sum(len(rows.get(table, ())) for table in tables) for group, tables in GROUPS.items()}
    buttons = [
        Button(
            words("me.open", group=words(f"privacy.groups.{group}"), count=count),
            "me.rows",
            f"{group}/0",
            hint=words("me.open_hint", group=words(f"privacy.groups.{group}")),
        )
        for group, count in counted.items()
        if count
    ]
    yield from _rows_of(buttons)
    yield Rule()
    yield Buttons(
        (
            Button(words("privacy.export"), "export.show", hint=words("privacy.export_hint")),
            _to_privacy(words),
            Button(words("home.leave"), "leave.ask", hint=words("home.leave_hint")),
            ask_human(words),
        )
    )
    yield Small(say(words, "me.yours"))


def _one_row(words: Words, table: str, row: Mapping[str, Any]) -> Iterator[Element]:
    """Lay one row out, each field with its sentence."""
    lines = [
        (Span(f"{column}: {_shown(words, value)}", bold=True), Span(f"\n{sentence_of(words, table, column)}"))
        for column, value in row.items()
    ]
    for start in range(0, len(lines), COLUMNS_IN_PARAGRAPH):
        part = lines[start : start + COLUMNS_IN_PARAGRAPH]
        yield Paragraph(tuple(span for number, line in enumerate(part) for span in (*_gap(number), *line)))


def _rows(
    words: Words, table: str, rows: Sequence[Mapping[str, Any]], person: PersonRef
) -> Iterator[Element]:
    """Lay many rows out: first what each field is, then the values. The account is named where it is another one."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    yield from _listed([f"{column} · {sentence_of(words, table, column)}" for column in columns])
    yield Rule()
    for row in rows:
        is_here = tuple(row.get(name) for name in WHOSE) == (person.platform, person.workspace, person.user)
        names = [name for name in row if not (is_here and name in WHOSE)]
        yield Paragraph(plain(" · ".join(f"{name}: {_shown(words, row[name])}" for name in names)))


def _pages(words: Words, group: str, page: int, last: int) -> Iterator[Button]:
    if page > 0:
        yield Button(words("me.before"), "me.rows", f"{group}/{page - 1}", hint=words("me.before_hint"))
    if page < last:
        yield Button(words("me.after"), "me.rows", f"{group}/{page + 1}", hint=words("me.after_hint"))
    yield Button(words("me.back"), "me.all", hint=words("me.back_hint"))
    yield ask_human(words)


def _shown(words: Words, value: object) -> str:
    """Write a stored value for reading."""
    if value is None or value in ("", b""):
        return words("me.empty")
    if isinstance(value, bool):
        return words("me.yes" if value else "me.no")
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return words("me.moment", date=words.date(moment.date()), hour=words.hour(moment.time()))
    if isinstance(value, date):
        return words.date(value)
    text = value.decode() if isinstance(value, bytes) else str(value)
    written = _flat(words, structure_of(text)) or words("me.empty")
    return written if len(written) <= LONGEST_VALUE else f"{written[:LONGEST_VALUE]}…"


def _flat(words: Words, structure: object) -> str:
    match structure:
        case dict():
            return " · ".join(f"{name}: {_flat(words, value)}" for name, value in structure.items())
        case list() if any(isinstance(each, dict) for each in structure):
            return "\n".join(_flat(words, each) for each in structure)
        case list():
            return ", ".join(_flat(words, each) for each in structure)
        case None | "":
            return words("me.empty")
    return str(structure)


def _rows_of(buttons: Sequence[Button]) -> Iterator[Buttons]:
    for start in range(0, len(buttons), BUTTONS_IN_ROW):
        yield Buttons(tuple(buttons[start : start + BUTTONS_IN_ROW]))


def _listed(lines: Sequence[str]) -> Iterator[Paragraph]:
    for start in range(0, len(lines), COLUMNS_IN_PARAGRAPH):
        yield Paragraph(plain("\n".join(f"• {line}" for line in lines[start : start + COLUMNS_IN_PARAGRAPH])))


def _next_group(group: str) -> str:
    names = list(GROUPS)
    return names[(names.index(group) + 1) % len(names)]


def _to_privacy(words: Words) -> Button:
    return Button(words("me.privacy"), "privacy.show", hint=words("me.privacy_hint"))


def _bold(text: str) -> Rich:
    return (Span(text, bold=True),)


def _gap(number: int) -> Rich:
    return (Span("\n"),) if number else ()
