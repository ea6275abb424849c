"""A verification is withdrawn by the line manager."""

from __future__ import annotations

from datetime import datetime

from lti_app.database import transaction
from lti_app.privacy.deed_rules import Deed
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.desk_records import find_own
from lti_app.sign_off.records import void_verification
from lti_app.sign_off.statement_actions import NOT_WAITING, NotSigned
from lti_app.sign_off.visit_rules import LineManagerVisit


def withdraw_verification(
    *, visit: LineManagerVisit, person_id: int, reason: str, now: datetime
) -> NotSigned | None:
    """None when the verification no longer holds, for the line manager's reason. Raises NotHere as above."""
    with transaction() as session:
        naming = find_own(session, visit, person_id)
        if not reason.strip():
            return NotSigned(
                (("reason", "Say why you withdraw it: the participant and the trainer read this"),)
            )
        if not void_verification(session, person_id=person_id, reason=reason.strip(), now=now):
            return NotSigned((NOT_WAITING,))
        record_naming_deed(session, naming, Deed.VERIFICATION_WITHDRAWN, now)
        return None
