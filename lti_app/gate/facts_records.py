"""Gathers what the gate decides from out of every table that says something of it, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from lti_app.activity.records import PersonStates
from lti_app.cohort.calendar_records import CalendarBreak, CohortCalendar, LateStart, WorkshopDay
from lti_app.cohort.calendar_rules import CalendarPlan, Pause, decide_dates
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort
from lti_app.gate.facts_rules import VERIFIED, GateFacts, Target, mark_attended
from lti_app.gate.records import GivenSignOff, Waiver
from lti_app.portfolio.records import HandedOver
from lti_app.programme.model import (
    ActivityKey,
    PartKey,
    PartRef,
    Programme,
    SignOff,
    TaskKey,
    TaskRef,
)
from lti_app.statements import Statement, Way
from lti_app.workshop.attendance_rules import ATTENDING
from lti_app.workshop.records import Attendance, Release, Showing, read_target

_COHORT: BindParameter[int] = bindparam("cohort_id")
_PERSON: BindParameter[int] = bindparam("person_id")

_LATER = aliased(HandedOver)

_Found = Sequence[str]


def _rows(what: str, *texts: Any) -> Select[Any]:
    named = zip(("first", "second", "third"), (*texts, "", ""))
    shown: list[ColumnElement[str]] = [cast(one, String).label(name) for name, one in named]
    columns: list[ColumnElement[Any]] = [literal(what).label("what"), *shown]
    return select(*columns)


_GATE_ROWS = Statement(
    union_all(
        _rows("policy", Cohort.policy).where(Cohort.id == _COHORT),
        _rows("start", CohortCalendar.starts_on).where(
            CohortCalendar.cohort_id == _COHORT, CohortCalendar.starts_on.is_not(None)
        ),
        _rows("late", LateStart.starts_on).where(
            LateStart.cohort_id == _COHORT, LateStart.person_id == _PERSON
        ),
        _rows("pause", CalendarBreak.first_on, CalendarBreak.last_on).where(
            CalendarBreak.cohort_id == _COHORT
        ),
        _rows("day", WorkshopDay.workshop_key, WorkshopDay.held_on).where(WorkshopDay.cohort_id == _COHORT),
        _rows("released", Release.activity_key, Release.part_key, Release.task_key).where(
            Release.cohort_id == _COHORT, Release.taken_back_at.is_(None)
        ),
        _rows("read", Showing.activity_key, Showing.part_key).where(
            Showing.person_id == _PERSON, Showing.part_key != ""
        ),
        _rows("marked", Attendance.workshop_key)
        .where(Attendance.cohort_id == _COHORT, Attendance.undone_at.is_(None))
        .distinct(),
        _rows("attended", Attendance.workshop_key).where(
            Attendance.person_id == _PERSON,
            Attendance.undone_at.is_(None),
            or_(*(Attendance.presence == one for one in ATTENDING)),
        ),
        _rows("waived", Waiver.activity_key, Waiver.task_key).where(
            Waiver.ended_at.is_(None),
            Waiver.cohort_id == _COHORT,
            or_(Waiver.person_id.is_(None), Waiver.person_id == _PERSON),
        ),
        _rows("handed", HandedOver.number).where(
            HandedOver.person_id == _PERSON,
            HandedOver.taken_back_at.is_(None),
            HandedOver.number
            == select(func.max(_LATER.number)).where(_LATER.person_id == _PERSON).scalar_subquery(),
        ),
        _rows("signed", GivenSignOff.sign_off).where(
            GivenSignOff.person_id == _PERSON, GivenSignOff.void_at.is_(None)
        ),
    )
)


def load_facts(
    connection: Way,
    *,
    programme: Programme,
    person_id: int,
    cohort_id: int,
    states: PersonStates,
    today: date,
) -> GateFacts:
    """Everything that is so for a person in a cohort on `today`, the day in London."""
    rows = _GATE_ROWS.rows(connection, cohort_id=cohort_id, person_id=person_id)
    found: dict[str, list[_Found]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(tuple(row))
    attended = frozenset(ActivityKey(row[1]) for row in found.get("attended", ()))
    signed = frozenset(SignOff(row[1]) for row in found.get("signed", ()))
    late = [date.fromisoformat(row[1]) for row in found.get("late", ())]
    return GateFacts(
        today=today,
        policy=CohortPolicy(found["policy"][0][1]),
        done=states.done | ({VERIFIED} if "handed" in found else set()),
        counted=states.counted | list_marked(attended=attended, signed=signed),
        completed=states.completed,
        attended=attended,
        registers=frozenset(ActivityKey(row[1]) for row in found.get("marked", ())),
        released=_read_targets(found.get("released", ())),
        read=frozenset(PartRef(ActivityKey(row[1]), PartKey(row[2])) for row in found.get("read", ())),
        waived=frozenset(_read_waived(row) for row in found.get("waived", ())),
        signed=signed,
        returned=states.returned,
        dates=decide_dates(programme=programme, plan=_read_plan(found), late_on=max(late, default=None)),
    )


def list_marked(*, attended: Iterable[ActivityKey], signed: frozenset[SignOff]) -> frozenset[TaskRef]:
    """The marks that attendance and verification put among what counts."""
    verified = {VERIFIED} if SignOff.PORTFOLIO in signed else set()
    return frozenset({mark_attended(key) for key in attended} | verified)


def _read_targets(rows: Iterable[_Found]) -> frozenset[Target]:
    return frozenset(read_target(row[1], row[2], row[3]) for row in rows)


def _read_waived(row: _Found) -> ActivityKey | TaskRef:
    return TaskRef(ActivityKey(row[1]), TaskKey(row[2])) if row[2] else ActivityKey(row[1])


def _read_plan(found: dict[str, list[_Found]]) -> CalendarPlan:
    start = found.get("start")
    return CalendarPlan(
        starts_on=date.fromisoformat(start[0][1]) if start else None,
        pauses=tuple(
            Pause(date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in found.get("pause", ())
        ),
        workshop_on={ActivityKey(row[1]): date.fromisoformat(row[2]) for row in found.get("day", ())},
    )
