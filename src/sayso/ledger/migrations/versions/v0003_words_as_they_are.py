"""Full-text search of version 3: words as they are beside their stems, and titles with claims.

What is indexed is made anew from documents and statements, which stay as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sayso.ledger.migrations import append_only, words_v3

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT_ONCE = 200


def upgrade() -> None:
    """Make the indexes of words anew."""
    connection = op.get_bind()
    words_v3.create(connection)
    if connection.dialect.name == "postgresql":
        documents = sa.table("documents", sa.column("fingerprint", sa.String))
        keys = connection.scalars(sa.select(documents.c.fingerprint)).all()
        for start in range(0, len(keys), AT_ONCE):
            words_v3.index(connection, keys[start : start + AT_ONCE])
    change = "UPDATE about SET value = '3' WHERE name = 'schema'"
    append_only.unguarded(connection, "about", ("name",), change)


def downgrade() -> None:
    """Nothing in a ledger is taken away."""
    raise NotImplementedError("A ledger is never made older: use a copy from before.")
