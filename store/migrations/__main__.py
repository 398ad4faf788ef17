"""Write the next migration: `python -m store.migrations "Add the pauses"` compares the tables with the migrations so far.

Read what it wrote before you keep it. It compares on SQLite, which has no comments: a change of words is written by hand.
"""

import sys
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from store.schema import configuration, migrate


def main(message: str) -> None:
    """Write `versions/NNNN_<message>.py` beside the others, numbered after the newest."""
    newest = max(int(path.name[:4]) for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
    with create_engine("sqlite://").begin() as connection:
        migrate(connection)
        command.revision(configuration(connection), message, autogenerate=True, rev_id=f"{newest + 1:04}")


if __name__ == "__main__":
    main(sys.argv[1])
