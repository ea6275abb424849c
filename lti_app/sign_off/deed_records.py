"""Lines of the audit trail about a naming: what was done or refused, by number and fixed phrase."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.privacy.trail_records import add_trail_line
from lti_app.sign_off.naming_records import LineManagerRecord


def record_naming_deed(
    session: Session,
    naming: LineManagerRecord,
    deed: str,
    now: datetime,
    by_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Note what was done about this line manager; `by_id` is None where the line manager did it."""
    add_trail_line(
        session,
        organisation_id=naming.organisation_id,
        deed=deed,
        subject=f"line manager {naming.id}",
        person_id=naming.person_id,
        by_person_id=by_id,
        reason=reason,
        now=now,
    )
