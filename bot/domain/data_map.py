"""The data map: which tables and columns there are, and what each says is kept, why and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """One column, with the sentence that stands beside it in the database."""

    name: str
    comment: str


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One table. `is_about_people`: its rows hold a person's id."""

    name: str
    comment: str
    columns: tuple[KeptColumn, ...]
    is_about_people: bool
