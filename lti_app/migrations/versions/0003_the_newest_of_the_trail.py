"""The newest lines of an organisation's trail are found without sorting all of them

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    op.create_index("ix_trail_lines_newest", "trail_lines", ["organisation_id", "at"])
    op.drop_index("ix_trail_lines_organisation_id", table_name="trail_lines")


def downgrade() -> None:
    """Take the tables down again."""
    op.create_index("ix_trail_lines_organisation_id", "trail_lines", ["organisation_id"])
    op.drop_index("ix_trail_lines_newest", table_name="trail_lines")
