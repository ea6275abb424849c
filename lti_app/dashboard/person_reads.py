"""One participant's page as their trainer sees it: everything that they did, in states and days, and never a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.completion_rules import judge_progress
from lti_app.cohort.standing_rules import describe_standing
from lti_app.dashboard.evidence_records import Step, list_completed, list_evidence, list_steps
from lti_app.dashboard.pace_reads import find_person
from lti_app.dashboard.pace_rules import Pace, place_of
from lti_app.dashboard.person_records import (
    Who,
    find_who,
    list_marks,
    list_other_cohorts,
    list_own_waivers,
    list_sign_offs,
)
from lti_app.dashboard.progress_rules import describe_progress, describe_scores
from lti_app.dashboard.table_rules import Evidence
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.gate.weeks_rules import list_weeks, name_week
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Activity, ActivityKind, Programme
from lti_app.score_delivery.records import list_score_states
from lti_app.score_delivery.rules import ScoreStanding
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.records import Attendance


@dataclass(frozen=True, slots=True)
class TaskStep:
    """A task that was submitted. `state` says whether it counts or whom it awaits."""

    title: str
    state: str
    first_at: datetime
    last_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity of which something stands: its state, its grade in words ("" without one) and what was submitted."""

    key: str
    name: str
    title: str
    state: str
    completed_at: datetime | None
    grade: str
    sent_at: datetime | None
    steps: tuple[TaskStep, ...]


@dataclass(frozen=True, slots=True)
class ModuleLines:
    """A module: the activities of which something stands, and the names of the weeks of which nothing does."""

    number: int
    title: str
    activities: tuple[ActivityLine, ...]
    not_begun: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a register says of a workshop, with the reason of an agreed catch-up."""

    workshop: str
    presence: Presence
    reason: str
    marked_at: datetime


@dataclass(frozen=True, slots=True)
class OwnWaiver:
    """What is open before its turn, for this person alone or for the whole cohort."""

    what: str
    reason: str
    is_for_all: bool
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """What the line manager has signed; `void_at` where it no longer holds."""

    what: str
    given_at: datetime
    void_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything that a trainer may know of a participant's way. `elsewhere` are other cohorts, and how they stand
    there."""

    id: int
    who: Who
    pace: Pace
    stands_at: str
    complete_weeks: int
    total_weeks: int
    modules: tuple[ModuleLines, ...]
    marks: tuple[Mark, ...]
    waivers: tuple[OwnWaiver, ...]
    signed: tuple[Signed, ...]
    elsewhere: tuple[tuple[str, str], ...]


def get_person_page(*, visit: Visit, programme: Programme, person_id: int, now: datetime) -> PersonPage:
    """The page of a participant of the visit's cohort, by a constant number of statements. Raises NotHere."""
    with read_only() as session:
        who = find_who(session, cohort_id=visit.cohort_id, person_id=person_id)
        member = find_person(
            session, programme=programme, cohort_id=visit.cohort_id, person_id=person_id, now=now
        )
        if who is None or member is None:
            raise NotHere("no such participant in this cohort")
        connection = session.connection()
        evidence = list_evidence(connection, [person_id], cohort_id=visit.cohort_id)[person_id]
        steps = list_steps(connection, person_id=person_id)
        completed = list_completed(connection, person_id=person_id)
        scores = list_score_states(connection, person_id, visit.cohort_id)
        marks = list_marks(session, person_id=person_id)
        waivers = list_own_waivers(session, cohort_id=visit.cohort_id, person_id=person_id)
        signed = list_sign_offs(session, person_id=person_id)
        elsewhere = list_other_cohorts(session, cohort_id=visit.cohort_id, person_id=person_id)
        # What was read stays readable after the session, whose end would have it loaded anew.
        session.expunge_all()
    weeks = list_weeks(programme=programme)
    return PersonPage(
        id=person_id,
        who=who,
        pace=member.pace,
        stands_at=next((name_week(one) for one in weeks if place_of(one) == member.pace.stands_at), ""),
        complete_weeks=sum(week.key in completed for week in weeks),
        total_weeks=len(weeks),
        modules=_list_modules(programme, evidence, steps, completed, scores),
        marks=tuple(_mark_of(programme, one, visit.cohort_id) for one in marks),
        waivers=tuple(
            OwnWaiver(_title_of(programme, one.activity_key), one.reason, one.person_id is None, one.set_at)
            for one in waivers
        ),
        signed=tuple(Signed(one.sign_off.value, one.given_at, one.void_at) for one in signed),
        elsewhere=tuple((one.title, _say_elsewhere(one)) for one in elsewhere),
    )


def _list_modules(
    programme: Programme,
    evidence: Evidence,
    steps: Sequence[Step],
    completed: dict[str, datetime],
    scores: Sequence[ScoreStanding],
) -> tuple[ModuleLines, ...]:
    modules = []
    for module in programme.modules:
        lines, not_begun = [], []
        for activity in module.activities:
            line = _line_of(programme, activity, evidence, steps, completed, scores)
            if line.steps or line.grade or line.state != "Not started":
                lines.append(line)
            elif activity.week is not None:
                not_begun.append(f"Week {activity.week}")
        modules.append(ModuleLines(module.number, module.title, tuple(lines), tuple(not_begun)))
    return tuple(modules)


def _line_of(
    programme: Programme,
    activity: Activity,
    evidence: Evidence,
    steps: Sequence[Step],
    completed: dict[str, datetime],
    scores: Sequence[ScoreStanding],
) -> ActivityLine:
    done = frozenset(evidence.done | evidence.counted)
    progress = judge_progress(programme=programme, activity=activity, done=done)
    own = [one for one in scores if one.activity_key == activity.key]
    is_portfolio = activity.kind is ActivityKind.PORTFOLIO
    return ActivityLine(
        key=activity.key,
        name=f"Week {activity.week}" if activity.week else "Portfolio" if is_portfolio else "Case",
        title=activity.title,
        state="Complete" if activity.key in completed else _say_progress(describe_progress(progress)),
        completed_at=completed.get(activity.key),
        grade=describe_scores({one.state for one in own}) or "",
        sent_at=max((one.settled_at for one in own if one.settled_at), default=None),
        steps=tuple(_step(activity, step) for step in steps if step.ref.activity == activity.key),
    )


def _say_progress(words: str) -> str:
    return "Done, awaits a word" if words == "Complete" else words


def _step(activity: Activity, step: Step) -> TaskStep:
    task = activity.find_task(step.ref.task)
    state = "Awaits a word" if step.is_awaited else "Submitted"
    title = task.title if task is not None else step.ref.task
    return TaskStep(title, state, step.first_at, step.last_at, step.number)


def _mark_of(programme: Programme, mark: Attendance, cohort_id: int) -> Mark:
    """The mark as this cohort's trainers read it: a reason is for those of the cohort in which it was written."""
    reason = mark.reason if mark.cohort_id == cohort_id else None
    return Mark(_title_of(programme, mark.workshop_key), mark.presence, reason or "", mark.marked_at)


def _title_of(programme: Programme, key: str) -> str:
    activity = programme.find_activity(key)
    if activity is None:
        return key
    return activity.title if activity.week is None else f"{name_week(activity)}: {activity.title}"


def _say_elsewhere(row: object) -> str:
    standing, on, left_at = (getattr(row, name) for name in ("standing", "standing_on", "left_at"))
    return describe_standing(standing=standing, on=on, left_at=left_at) or "Takes part"
