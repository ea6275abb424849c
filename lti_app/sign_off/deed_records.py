"""Lines of the audit trail about a naming: what was done or refused, by number and fixed phrase."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import add_trail_line
from lti_app.sign_off.namer_rules import Namer
from lti_app.sign_off.naming_records import LineManagerRecord


def record_naming_deed(
    session: Session,
    naming: LineManagerRecord,
    deed: Deed,
    now: datetime,
    by: Namer | None = None,
    reason: str | None = None,
) -> None:
    """Note what was done about this line manager; `by` is None where the line manager did it."""
    add_trail_line(
        session,
        organisation_id=naming.organisation_id,
        deed=deed,
        subject=f"line manager {naming.id}",
        person_id=naming.person_id,
        by_person_id=by.person_id if by is not None else None,
        by_administrator_id=by.administrator_id if by is not None else None,
        reason=reason,
        now=now,
    )
