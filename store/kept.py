"""What all tables have in common: the metadata, and columns that say what is kept, why and for how long."""

from typing import Any, ClassVar, Final

from sqlalchemy import MetaData, Table
from sqlmodel import Field, SQLModel

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OF_PLATFORM: Final = "The chat platform, for example slack"
OF_WORKSPACE: Final = "The platform's id of the workspace; no query crosses it"


COLLEAGUE: Final = "names a colleague"
"""In a column's `info`: it holds the id of another person of the same workspace, which goes when that person leaves."""


DOER: Final = "names who did it"
"""In a column's `info`: it holds the id of whom the row is an account of. Such a row stays for its time, whoever leaves."""


SEALED: Final = "sealed for"
"""In a column's `info`: it is encrypted with the bot's key, for this purpose (`bot.usecases.seal`)."""


def kept(
    comment: str, *, is_colleague: bool = False, is_doer: bool = False, sealed: str = "", **options: Any
) -> Any:
    """Describe a column. `comment` is read by works councils and data-protection officers, so it is in plain words."""
    info = {COLLEAGUE: is_colleague, DOER: is_doer, SEALED: sealed}
    return Field(sa_column_kwargs={"comment": comment, "info": info}, **options)


def key(comment: str) -> Any:
    return kept(comment, primary_key=True)


class Kept(SQLModel):
    metadata: ClassVar[MetaData] = METADATA


def table_of(row: type[SQLModel]) -> Table:
    """Give the table behind a row class, for statements."""
    return METADATA.tables[str(row.__tablename__)]
