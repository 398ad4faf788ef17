"""Where Alembic meets the tables, on the connection that `store.schema` hands over."""

from alembic import context

from store.schema import is_compared
from store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    include_name=is_compared,
    # SQLite cannot alter most of a table: it is rebuilt.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
