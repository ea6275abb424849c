"""What a trainer ticks and notes on a run sheet, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti_app.cohort.records import lock_cohort
from lti_app.database import transaction
from lti_app.workshop.run_sheet_records import RunSheetNote, list_run_sheet_notes
from lti_app.workshop.run_sheet_rules import Tick


def keep_ticks(
    *,
    cohort_id: int,
    workshop_key: str,
    session_key: str,
    ticks: Sequence[Tick],
    by_id: int,
    now: datetime,
) -> int:
    """How many messages and notes changed; what is as it was keeps who set it, and when."""
    with transaction() as session:
        lock_cohort(session, cohort_id)
        kept = {
            (one.session_key, one.message_key): one
            for one in list_run_sheet_notes(session, cohort_id=cohort_id, workshop_key=workshop_key)
        }
        changed = 0
        for tick in ticks:
            row = kept.get((session_key, tick.message_key))
            before = (row.conveyed, row.note) if row else (False, "")
            if before == (tick.conveyed, tick.note):
                continue
            changed += 1
            if row is None:
                row = RunSheetNote(
                    cohort_id=cohort_id,
                    workshop_key=workshop_key,
                    session_key=session_key,
                    message_key=tick.message_key,
                )
                session.add(row)
            row.conveyed, row.note, row.set_at, row.set_by_id = tick.conveyed, tick.note, now, by_id
        return changed
