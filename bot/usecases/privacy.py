"""What is kept: how long, by the playbooks in force, and every stored field of one person, for that person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.people import PersonRef
from bot.playbook.book import Book
from bot.playbook.programme import Retention
from bot.usecases.keep_notebook import open_line
from bot.usecases.services import Services

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""By table; each row by column."""


@dataclass(frozen=True, slots=True)
class Own:
    """Everything that is kept of a person at one moment."""

    accounts: Sequence[PersonRef]
    """All of theirs; the one under which things are kept comes first."""
    at: datetime
    rows: Rows
    """A note's text stands in it as it was written; None where the key that closed it is gone."""


def retention(book: Book) -> Retention:
    """Give how long things are kept. Where playbooks differ, the shortest time holds for everybody."""
    each = [playbook.retention for playbook in book.playbooks]
    names = type(each[0]).model_fields
    return Retention(**{name: min(getattr(one, name) for one in each) for name in names})


async def everything_about(services: Services, person: PersonRef) -> Own:
    """Read every row of all their accounts, in whatever table, and open what is encrypted."""
    async with services.store.reading() as shelves:
        accounts = await shelves.links.accounts(person)
        rows = dict(await shelves.traces.of(person))
    if "note" in rows:
        rows["note"] = [{**row, "text": open_line(services.settings, row["text"])} for row in rows["note"]]
    return Own(accounts, services.clock.now(), rows)
