"""What is cleared once a day is found by looking through it: an index that every launch keeps up is the dearer way

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_logins_expires_at", "logins", "expires_at"),
    ("ix_rate_windows_ends_at", "rate_windows", "ends_at"),
    ("ix_visits_ends_at", "visits", "ends_at"),
    ("ix_visits_organisation_id", "visits", "organisation_id"),
)


def upgrade() -> None:
    """Bring the tables up."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    """Take the tables down again."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
