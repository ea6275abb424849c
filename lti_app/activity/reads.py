"""An activity's page, gathered: what is open, what is done, how the grade stands, what comes next."""

from __future__ import annotations

from datetime import datetime

from lti_app.activity.around_rules import Around, decide_shown_progress, make_around
from lti_app.activity.listing_rules import Facts, find_closed, list_groups
from lti_app.activity.page_rules import (
    ActivityPage,
    ClosedPage,
    GradebookLine,
    NextStep,
    TaskGroup,
    decide_gradebook,
    decide_next_task,
    write_line,
)
from lti_app.activity.state_records import list_states
from lti_app.activity.state_rules import PersonStates
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.role_rules import Role
from lti_app.database import reading
from lti_app.errors import NotHere
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.open_rules import make_open_facts
from lti_app.gate.rules import (
    list_weeks,
    list_weeks_of,
    name_week,
)
from lti_app.gate.weeks_rules import list_missing
from lti_app.launch.visit_rules import ShownAs, Visit
from lti_app.placement.records import list_gradings
from lti_app.programme.model import Activity, Programme, TaskRef
from lti_app.score_delivery.records import list_score_states
from lti_app.statements import Way
from lti_app.workshop.records import find_place

NOTHING_YET = PersonStates((), (), frozenset())


def get_activity_page(
    *,
    visit: Visit,
    programme: Programme,
    activity_key: str,
    moved: TaskRef | None,
    now: datetime,
) -> ActivityPage | ClosedPage:
    """The page of an activity for the person of this visit, or why it is closed; raises NotHere.

    `moved` is the task submitted or saved a moment ago, as the address says; what is neither is not confirmed.
    """
    activity = get_activity(programme, activity_key)
    with reading() as connection:
        facts = get_facts(connection, visit, programme, now)
        closed = find_closed(facts, programme, activity)
        if closed is not None:
            return closed
        gradebook = _get_gradebook(connection, visit, activity)
        around = _get_around(connection, visit, programme, activity, facts)
    return _build_page(facts, programme, activity, gradebook, around, moved)


def _build_page(
    facts: Facts,
    programme: Programme,
    activity: Activity,
    gradebook: GradebookLine,
    around: Around,
    moved: TaskRef | None,
) -> ActivityPage:
    groups = list_groups(facts, programme, activity)
    just = None
    if moved is not None:
        just = next((task for group in groups for task in group.tasks if task.ref == moved), None)
    weeks = list_weeks_of(programme=programme, activity=activity)
    return ActivityPage(
        activity_key=activity.key,
        title=activity.title,
        line=write_line(programme=programme, activity=activity),
        purpose=activity.purpose,
        outcomes=activity.outcomes,
        groups=groups,
        minutes=sum([task.minutes for group in groups for task in group.tasks if task.essential]),
        progress=decide_shown_progress(programme=programme, activity=activity, facts=facts.gate),
        gradebook=gradebook,
        next_step=None if facts.is_preview else _find_next_step(facts, programme, activity, groups),
        counts_towards=tuple(name_week(week) for week in weeks if week.key != activity.key),
        just_moved=just if just is not None and just.ref in facts.done | facts.drafted else None,
        is_preview=facts.is_preview,
        trainer_notes=activity.trainer_notes if facts.is_preview else (),
        source=activity.source,
        around=around,
    )


def _get_around(
    connection: Way, visit: Visit, programme: Programme, activity: Activity, facts: Facts
) -> Around:
    """What stands around the tasks; where the reader was is asked only of what has parts."""
    place = None
    if activity.parts and not facts.is_preview:
        place = find_place(connection, person_id=visit.person_id, activity_key=activity.key)
    return make_around(
        programme=programme, activity=activity, facts=facts.gate, is_preview=facts.is_preview, place=place
    )


def get_activity(programme: Programme, key: str) -> Activity:
    """The activity of that key; raises NotHere."""
    activity = programme.find_activity(key)
    if activity is None:
        raise NotHere("no such activity")
    return activity


def get_facts(connection: Way, visit: Visit, programme: Programme, now: datetime) -> Facts:
    """The facts that decide what this visit's person may see."""
    today = london_day(now)
    if visit.role is Role.TRAINER:
        return Facts(True, GateFacts(today=today, policy=CohortPolicy.OPEN), NOTHING_YET, frozenset())
    if visit.shown_as is ShownAs.OPEN:
        return Facts(False, make_open_facts(programme, today=today), NOTHING_YET, frozenset())
    states = list_states(connection, visit.person_id)
    gate = load_facts(
        connection,
        programme=programme,
        person_id=visit.person_id,
        cohort_id=visit.cohort_id,
        states=states,
        today=today,
    )
    return Facts(False, gate, states, frozenset(draft.ref for draft in states.drafts))


def _get_gradebook(connection: Way, visit: Visit, activity: Activity) -> GradebookLine:
    return decide_gradebook(
        gradings=list_gradings(connection, cohort_id=visit.cohort_id, activity_key=activity.key),
        standings=list_score_states(connection, visit.person_id, visit.cohort_id),
        placement_id=visit.placement_id,
    )


def _find_next_step(
    facts: Facts, programme: Programme, activity: Activity, groups: tuple[TaskGroup, ...]
) -> NextStep | None:
    if (task := decide_next_task(groups)) is not None:
        return task
    for week in list_weeks(programme=programme):
        if list_missing(programme=programme, activity=week, facts=facts.gate):
            if week.key == activity.key or find_closed(facts, programme, week) is not None:
                return None
            return NextStep(f"{name_week(week)}: {week.title}", week.key, None)
    return None
