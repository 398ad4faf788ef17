"""Index the guide."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE guide_entry USING fts5("
            "digest UNINDEXED, playbook UNINDEXED, kind UNINDEXED, id UNINDEXED, title, words, text)"
        )
        return
    # The stems are the lexemes as they are: no dictionary and no parser of the server has a say in them.
    lexemes = (
        "array_to_tsvector(array_remove(string_to_array(title || ' ' || words || ' ' || text, ' '), ''))"
    )
    op.create_table(
        "guide_entry",
        sa.Column(
            "digest", sa.String(), nullable=False, comment="A fingerprint of the playbooks it is made of"
        ),
        sa.Column("playbook", sa.String(), nullable=False, comment="The playbook it comes from"),
        sa.Column(
            "kind", sa.String(), nullable=False, comment="The kind of entry, for example question or tip"
        ),
        sa.Column("id", sa.String(), nullable=False, comment="The entry's id in the playbook"),
        sa.Column("title", sa.String(), nullable=False, comment="The stems of its title"),
        sa.Column("words", sa.String(), nullable=False, comment="The stems of other words people ask with"),
        sa.Column("text", sa.String(), nullable=False, comment="The stems of what it says"),
        sa.Column(
            "lexemes",
            sa.dialects.postgresql.TSVECTOR(),
            sa.Computed(lexemes, persisted=True),
            comment="All of them, to be searched",
        ),
        sa.PrimaryKeyConstraint("digest", "playbook", "kind", "id", name="pk_guide_entry"),
        comment="The words of the playbooks' guides, to be searched. Nothing personal; made again when they change",
    )
    op.create_index("ix_guide_entry_lexemes", "guide_entry", ["lexemes"], postgresql_using="gin")
