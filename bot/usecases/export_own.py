"""Taking one's data along: a ticket that opens one's own export for ten minutes, and the export as JSON and as CSV.

`docs/privacy.md` describes both forms; FORMAT changes when they do.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from cryptography.fernet import InvalidToken

from bot.domain.people import PersonRef
from bot.domain.sheet import sheet
from bot.screens.privacy import sentence_of, structure_of
from bot.texts import Words
from bot.usecases.learn import Learned, learning_record
from bot.usecases.membership import find_member
from bot.usecases.privacy import Own, everything_about
from bot.usecases.seal import seal
from bot.usecases.services import Services

OPEN_FOR: Final = timedelta(minutes=10)
FORMAT: Final = "portevoix-export/1"
_PURPOSE: Final = "own export"


@dataclass(frozen=True, slots=True)
class Export:
    """What somebody takes along."""

    own: Own
    learned: Sequence[Learned]
    words: Words


def make_ticket(services: Services, person: PersonRef) -> str:
    """Seal who asks and until when, for an address. Nothing is kept, and nobody without the key can read or make one."""
    until = int((services.clock.now() + OPEN_FOR).timestamp())
    said = json.dumps([until, person.platform, person.workspace, person.user])
    return seal(services.settings, _PURPOSE).encrypt(said.encode()).decode()


def read_ticket(services: Services, ticket: str) -> PersonRef | None:
    """Tell whose ticket it is. None: it was not made here, or its time is over."""
    try:
        said = seal(services.settings, _PURPOSE).decrypt(ticket.encode())
    except (InvalidToken, UnicodeEncodeError):
        return None
    until, platform, workspace, user = json.loads(said)
    return PersonRef(platform, workspace, user) if services.clock.now().timestamp() <= until else None


def address_of(services: Services, ticket: str, form: str) -> str:
    """Give the address of a file. `form` is a key of FORMS."""
    return f"{services.settings.public_url}/own/{ticket}.{form}"


async def open_export(services: Services, ticket: str, form: str) -> tuple[str, bytes] | None:
    """Give name and content of the file that a ticket opens. None: there is no such thing, or nothing is kept any more."""
    person, write = read_ticket(services, ticket), FORMS.get(form)
    if person is None or write is None:
        return None
    own = await everything_about(services, person)
    if not own.rows:
        return None
    member = await find_member(services, person)
    learned = await learning_record(services, member) if member else []
    words = await services.words_for(person, member)
    return f"portevoix-{own.at:%Y-%m-%d}.{form}", write(Export(own, learned, words))


def as_json(export: Export) -> bytes:
    """Write everything as one JSON document, each table and column with its sentence."""
    own, words = export.own, export.words
    document = {
        "format": FORMAT,
        "made_at": _written(own.at),
        "accounts": [
            {"platform": each.platform, "workspace": each.workspace, "user_id": each.user}
            for each in own.accounts
        ],
        "tables": {
            table: {
                "about": sentence_of(words, table),
                "columns": {column: sentence_of(words, table, column) for column in _columns(rows)},
                "rows": [{column: _written(value) for column, value in row.items()} for row in rows],
            }
            for table, rows in own.rows.items()
        },
        "learning_record": [dict(zip(_LEARNED, line, strict=True)) for line in _lines_of(export.learned)],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def as_zip(export: Export) -> bytes:
    """Write one CSV file for each table and for the learning record, and one that says what each column means."""
    own = export.own
    files: dict[str, list[Sequence[object]]] = {}
    for table, rows in own.rows.items():
        columns = _columns(rows)
        files[f"{table}.csv"] = [columns, *([_cell(row.get(each)) for each in columns] for row in rows)]
    files["learning_record.csv"] = [_LEARNED, *_lines_of(export.learned)]
    files["about.csv"] = [("table", "column", "about")]
    for table, rows in own.rows.items():
        files["about.csv"] += [
            (table, column, sentence_of(export.words, table, column)) for column in ("", *_columns(rows))
        ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            made_at = own.at
            entry = zipfile.ZipInfo(name, (made_at.year, made_at.month, made_at.day, made_at.hour, 0, 0))
            archive.writestr(entry, sheet(lines), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


FORMS: Final[Mapping[str, Callable[[Export], bytes]]] = MappingProxyType({"json": as_json, "zip": as_zip})
_LEARNED: Final = ("on", "what", "title")


def _lines_of(learned: Iterable[Learned]) -> list[tuple[str, str, str]]:
    return [(line.on.isoformat(), line.kind.value, line.title) for line in learned]


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def _written(value: object) -> object:
    """Give a value as JSON has it: dates in ISO 8601, moments in UTC, what is kept as JSON as what it says."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case str():
            return structure_of(value)
    return value


def _cell(value: object) -> object:
    written = value if isinstance(value, str) else _written(value)
    return json.dumps(written) if isinstance(written, bool) else written
