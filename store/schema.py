"""The form of the database: the migrations to run, and whether the tables agree with it."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from store.errors import StoreTooNew
from store.guide import NAME as GUIDE
from store.tables import METADATA


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, in the caller's transaction. Raises StoreTooNew."""
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise StoreTooNew
    command.upgrade(config, "head")


def differences(connection: Connection) -> list[str]:
    """Compare the database with the tables, as `alembic check` does. Empty: they agree."""
    context = MigrationContext.configure(connection, opts={"include_name": is_compared})
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    current = context.get_current_revision()
    found = [] if current == newest else [f"the database is at migration {current}, the newest is {newest}"]
    return found + [repr(difference) for difference in compare_metadata(context, METADATA)]


def is_compared(name: str | None, kind: str, _parents: object) -> bool:
    """Tell whether something in the database is compared: all but the guide's index and what FTS5 keeps behind it."""
    return not (kind == "table" and name and name.startswith(GUIDE))


def configuration(connection: Connection | None = None) -> Config:
    """Configure Alembic without an ini file. `migrations/env.py` finds the connection in the attributes."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "store:migrations")
    return config
