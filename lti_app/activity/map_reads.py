"""The programme map, gathered: every activity with its state, and the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lti_app.activity.around_rules import decide_shown_progress, say_waits
from lti_app.activity.completion_rules import judge_progress, list_waits
from lti_app.activity.listing_rules import Facts
from lti_app.activity.map_rules import FeedbackLine, MapLine, MapModule, MapPage
from lti_app.activity.page_rules import (
    GradebookLine,
    NextStep,
    WeekState,
    decide_gradebook,
    decide_week_state,
)
from lti_app.activity.reads import get_facts
from lti_app.database import reading
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.rules import Closed, Reason, decide_activity, name_week
from lti_app.launch.visit_rules import Visit
from lti_app.placement.grading_rules import Grading
from lti_app.programme.model import Activity, Programme, Task, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.score_delivery.records import list_score_states
from lti_app.score_delivery.rules import ScoreStanding

_WAITING = frozenset({WeekState.WAITING, WeekState.RETURNED})


def get_map_page(*, visit: Visit, programme: Programme, now: datetime) -> MapPage:
    """The programme as the person of this visit stands in it."""
    with reading() as connection:
        facts = get_facts(connection, visit, programme, now)
        scores = () if facts.is_preview else list_score_states(connection, visit.person_id, visit.cohort_id)
    modules = tuple(
        MapModule(
            number=module.number,
            title=module.title,
            lines=tuple(_line_of(facts, programme, activity, scores) for activity in module.activities),
        )
        for module in programme.modules
    )
    weeks = [line for module in modules for line in module.lines if _is_week(programme, line)]
    return MapPage(
        title=programme.title,
        modules=modules,
        next_step=None if facts.is_preview else _find_next(weeks),
        done_weeks=sum(line.state is WeekState.COMPLETE for line in weeks),
        total_weeks=len(weeks),
        is_preview=facts.is_preview,
        feedback=_list_feedback(facts, programme),
    )


def _list_feedback(facts: Facts, programme: Programme) -> tuple[FeedbackLine, ...]:
    """What the trainer said last of each task, where it is new or asks for more; the newest first."""
    lines = [
        FeedbackLine(
            ref=one.ref,
            title=task.title,
            is_returned=one.decision is Decision.RETURNED,
            is_new=not one.is_seen,
            sent_at=one.sent_at,
        )
        for one in facts.states.last_feedback
        if (task := _find_task(programme, one.ref)) is not None
        and (one.decision is Decision.RETURNED or not one.is_seen)
    ]
    return tuple(sorted(lines, key=lambda line: line.sent_at, reverse=True))


def _find_task(programme: Programme, ref: TaskRef) -> Task | None:
    activity = programme.find_activity(ref.activity)
    return activity.find_task(ref.task) if activity is not None else None


def _find_mark(activity: Activity, scores: Sequence[ScoreStanding]) -> GradebookLine | None:
    """What was marked for an activity in this course, the highest where it was placed twice."""
    own = [one for one in scores if one.activity_key == activity.key]
    if not own:
        return None
    best = max(own, key=lambda one: one.score.given / one.score.maximum if one.score.maximum else 0)
    placed = [(best.placement_id, Grading.COMPLETION)]
    return decide_gradebook(gradings=placed, standings=[best], placement_id=None)


def _line_of(
    facts: Facts, programme: Programme, activity: Activity, scores: Sequence[ScoreStanding]
) -> MapLine:
    gate = decide_activity(programme=programme, activity=activity, facts=facts.gate)
    progress = decide_shown_progress(programme=programme, activity=activity, facts=facts.gate)
    counted = judge_progress(programme=programme, activity=activity, done=facts.gate.counted)
    waits = list_waits(programme=programme, activity=activity, facts=facts.gate)
    state = decide_week_state(
        closed=isinstance(gate, Closed),
        progress=progress,
        completed=counted.complete or activity.key in facts.states.completed,
        returned=any(wait.awaited is Awaited.PARTICIPANT for wait in waits),
        drafted=any(ref.activity in {activity.key, *activity.includes} for ref in facts.drafted),
    )
    reasons = gate.reasons if isinstance(gate, Closed) else ()
    return MapLine(
        activity_key=activity.key,
        name="Case" if activity.week is None else f"Week {activity.week}",
        title=activity.title,
        state=WeekState.PREVIEW if facts.is_preview else state,
        progress=progress,
        waits=() if state not in _WAITING else say_waits(programme, waits),
        by_attendance=activity.attendance_of is not None,
        opens_after=_say_opening(programme, reasons),
        mark=_find_mark(activity, scores),
    )


def _say_opening(programme: Programme, reasons: tuple[Reason, ...]) -> str:
    """What opens it, in one sentence: the weeks to be finished by name, else the first reason in its own words."""
    weeks = [name_week(programme.activities[one.activity]) for one in reasons if one.missing]
    if not weeks or len(weeks) < len(reasons):
        return next((one.text for one in reasons if not one.missing), "")
    between = " and what lies between" if len(weeks) > 2 else ""
    return f"Opens when {' and '.join(weeks[:2])}{between} {'is' if len(weeks) == 1 else 'are'} done."


def _is_week(programme: Programme, line: MapLine) -> bool:
    return programme.activities[line.activity_key].week is not None


def _find_next(weeks: list[MapLine]) -> NextStep | None:
    wanted = {WeekState.NOT_STARTED, WeekState.STARTED, WeekState.RETURNED}
    line = next((line for line in weeks if line.state in wanted), None)
    return NextStep(f"{line.name}: {line.title}", line.activity_key, None) if line is not None else None
