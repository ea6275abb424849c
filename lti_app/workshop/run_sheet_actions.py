"""What a trainer ticks and notes on a run sheet, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti_app.cohort.records import lock_cohort
from lti_app.database import transaction
from lti_app.workshop.run_sheet_records import RunSheetNote, list_run_sheet_notes
from lti_app.workshop.run_sheet_rules import Tick, join_tick


def keep_ticks(
    *,
    cohort_id: int,
    workshop_key: str,
    session_key: str,
    ticks: Sequence[Tick],
    by_id: int,
    now: datetime,
) -> bool:
    """Whether a note now has words that another trainer wrote meanwhile, which the page that was sent does not show.

    What is as it was keeps who set it, and when.
    """
    with transaction() as session:
        lock_cohort(session, cohort_id)
        kept = {
            (one.session_key, one.message_key): one
            for one in list_run_sheet_notes(session, cohort_id=cohort_id, workshop_key=workshop_key)
        }
        joined = False
        for tick in ticks:
            row = kept.get((session_key, tick.message_key))
            before = (row.conveyed, row.note) if row else (False, "")
            after = join_tick(tick, conveyed=before[0], note=before[1])
            joined = joined or (tick.was_note is not None and after[1] != tick.note)
            if before == after:
                continue
            if row is None:
                row = RunSheetNote(
                    cohort_id=cohort_id,
                    workshop_key=workshop_key,
                    session_key=session_key,
                    message_key=tick.message_key,
                )
                session.add(row)
            row.conveyed, row.note = after
            row.set_at, row.set_by_id = now, by_id
        return joined
