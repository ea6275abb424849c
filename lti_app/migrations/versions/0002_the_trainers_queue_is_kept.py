"""The trainers' queue is kept

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lti_app.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FILL = """
INSERT INTO queued_work (person_id, ref, organisation_id, number, submitted_at, state, is_held)
SELECT sent.person_id, sent.activity_key || '/' || sent.task_key, people.organisation_id, sent.number,
       sent.submitted_at, coalesce(feedback.decision, 'waiting'),
       sent.awaits IS NOT NULL AND sent.awaits = 'your trainer' AND sent.settled_at IS NULL
FROM submissions AS sent
JOIN people ON people.id = sent.person_id
LEFT JOIN feedback ON feedback.submission_id = sent.id
WHERE NOT EXISTS (
    SELECT 1 FROM submissions AS later
    WHERE later.person_id = sent.person_id AND later.activity_key = sent.activity_key
      AND later.task_key = sent.task_key AND later.number > sent.number
)
"""
"""Of every task: the queue leaves out what no trainer may read each time that it is shown."""


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "queued_work",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=130), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("waiting", "returned", "accepted"),
                name="workstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_queued_work_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_queued_work_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "ref", name=op.f("pk_queued_work")),
    )
    with op.batch_alter_table("queued_work", schema=None) as batch_op:
        along = ["submitted_at", "person_id", "ref", "is_held"]
        batch_op.create_index("ix_queued_work_in_order", ["organisation_id", "state", *along], unique=False)
        batch_op.create_index("ix_queued_work_of_all", ["organisation_id", *along], unique=False)
        batch_op.create_index(
            "ix_queued_work_held",
            ["organisation_id", "state", *along],
            unique=False,
            sqlite_where=sa.text("is_held = 1"),
            postgresql_where=sa.text("is_held"),
        )
    op.execute(FILL)


def downgrade() -> None:
    """Take the tables down again."""
    op.drop_table("queued_work")
