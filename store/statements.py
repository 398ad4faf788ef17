"""What the repositories' statements have in common, and where the two databases differ.

Statements are built once (`functools.cache`) and run with parameters: building one costs more than running it. Parameters
in conditions are named `of_…`, because SQLAlchemy takes the bare column names for the values of an UPDATE.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.people import PersonRef
from store.connection import Connection

_POSTGRESQL: Final = "postgresql"


def insert(table: Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    """Start an insert that can say what happens on a conflict. `dialect` is a connection's `dialect.name`."""
    return postgresql.insert(table) if dialect == _POSTGRESQL else sqlite.insert(table)


def has_many_writers(connection: Connection) -> bool:
    """Tell whether other write transactions run beside ours, so that rows need locks. SQLite has one writer."""
    return connection.dialect.name == _POSTGRESQL


def equals(table: Table, *columns: str) -> ColumnElement[bool]:
    """Demand that each column equals the parameter `of_<column>`."""
    return and_(*(table.c[name] == bindparam(f"of_{name}", type_=table.c[name].type) for name in columns))


def is_of_person(table: Table) -> ColumnElement[bool]:
    """Demand rows of one person; give the parameters with `of_person`."""
    return equals(table, "platform", "workspace", "user_id")


def of_person(person: PersonRef) -> dict[str, Any]:
    """Name a person in a condition: always by all three parts, so that no workspace sees another's people."""
    return {"of_platform": person.platform, "of_workspace": person.workspace, "of_user_id": person.user}
