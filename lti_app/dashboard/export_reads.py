"""A cohort's export, line by line: everybody, a few hundred at a time, so that ten thousand need little memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lti_app.dashboard.evidence_records import list_evidence
from lti_app.dashboard.export_rules import list_headings, write_line
from lti_app.dashboard.pace_reads import load_people
from lti_app.dashboard.pace_rules import PaceState, place_of
from lti_app.dashboard.table_records import list_gone, list_names
from lti_app.dashboard.table_rules import describe_week, list_week_needs
from lti_app.database import read_only
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Programme

AT_ONCE = 250


def list_export_lines(*, cohort_id: int, programme: Programme, now: datetime) -> Iterator[tuple[str, ...]]:
    """The headings, then a line for each participant of the cohort by name, those who are gone among them."""
    with read_only() as session:
        found = load_people(session, programme=programme, cohort_id=cohort_id, now=now, with_names=True)
        connection = session.connection()
        week_names = {place_of(week): name_week(week) for week in found.weeks}
        needs = list_week_needs(programme=programme, weeks=found.weeks)
        members = sorted(found.members, key=lambda one: (one.folded, one.id))
        yield list_headings(tuple(week_names.values()))
        for start in range(0, len(members), AT_ONCE):
            batch = members[start : start + AT_ONCE]
            ids = [one.id for one in batch]
            evidence, names = list_evidence(connection, ids, cohort_id=cohort_id), list_names(connection, ids)
            gone = [one.id for one in batch if one.pace.state is PaceState.GONE]
            gone_lines = list_gone(connection, cohort_id=cohort_id, person_ids=gone)
            for one in batch:
                yield write_line(
                    name=names[one.id],
                    pace=one.pace,
                    stands_at=week_names.get(one.pace.stands_at, ""),
                    furthest=week_names.get(one.reached, ""),
                    gone_line=gone_lines.get(one.id, ""),
                    cells=[describe_week(need, evidence[one.id]) for need in needs],
                )
