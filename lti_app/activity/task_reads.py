"""A task's page, gathered: its question, what was typed or submitted, and the earlier answers that it reflects on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lti_app.activity.answers_rules import NO_ANSWERS, Answers
from lti_app.activity.around_rules import say_waits
from lti_app.activity.beside_reads import find_beside, find_evidence
from lti_app.activity.completion_rules import list_waits
from lti_app.activity.evidence_records import Evidence
from lti_app.activity.fault_rules import AnswerFault
from lti_app.activity.listing_rules import Facts, find_closed, list_groups
from lti_app.activity.outcome_rules import Conflict
from lti_app.activity.page_rules import ClosedPage, decide_next_task, write_line
from lti_app.activity.reads import get_activity, get_facts
from lti_app.activity.shape_rules import name_kind
from lti_app.activity.shown_rules import list_shown
from lti_app.activity.task_page_rules import (
    Beside,
    ConflictPage,
    TaskForm,
    TaskMode,
    TaskPage,
    count_rows,
    decide_home,
)
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.organisation.place_records import list_filled_places
from lti_app.privacy.identity_rules import IdentitySign
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ChooseReading,
    Confirm,
    Place,
    Programme,
    RespondToEach,
    Task,
    TaskRef,
)
from lti_app.programme.places import fill_places
from lti_app.statements import Way


@dataclass(frozen=True, slots=True)
class Wish:
    """How a task's page is asked for.

    `editor` names this opening of the page; `more` a repeating field to show one row more of; `typed` is what was
    sent and could not be kept or submitted, with its `faults`, shown again as it was; `is_unsaved` says that the
    service does not hold it. `forgets` clears what the tab kept.
    """

    editor: str
    store_key: str
    change: bool = False
    more: str | None = None
    typed: Answers | None = None
    faults: tuple[AnswerFault, ...] = ()
    is_unsaved: bool = False
    forgets: bool = False
    signs: tuple[IdentitySign, ...] = ()
    thrown: bool = False


def get_task(programme: Programme, activity_key: str, task_key: str) -> tuple[Activity, Task]:
    """The activity and its task of those keys; raises NotHere."""
    activity = get_activity(programme, activity_key)
    task = activity.find_task(task_key)
    if task is None:
        raise NotHere("no such task")
    return activity, task


def get_task_page(
    *, visit: Visit, programme: Programme, activity_key: str, task_key: str, wish: Wish, now: datetime
) -> TaskPage | ClosedPage:
    """The page of a task for the person of this visit, or why it is closed; raises NotHere."""
    activity, task = get_task(programme, activity_key, task_key)
    with read_only() as session:
        facts = get_facts(session.connection(), visit, programme, now)
        closed = find_closed(facts, programme, activity, task)
        if closed is not None:
            return closed
        evidence = find_evidence(session, facts, visit, TaskRef(activity.key, task.key))
        beside = find_beside(session, facts, visit, programme, activity, task, evidence.submitted)
        places = _find_places(session.connection(), visit, programme, task)
    page = _build_page(visit, programme, activity, task, facts, evidence, beside, wish)
    return replace(page, places=places)


def find_home(
    *, visit: Visit, programme: Programme, activity_key: str, task_key: str, now: datetime
) -> ActivityKey:
    """The activity whose page leads to a task, for the person of this visit; raises NotHere."""
    activity, task = get_task(programme, activity_key, task_key)
    if (
        decide_home(programme=programme, activity=activity, task=task, visited=visit.activity_key)
        == activity.key
    ):
        return activity.key
    with read_only() as session:
        facts = get_facts(session.connection(), visit, programme, now)
    return _find_home(facts, visit, programme, activity, task)


def _find_home(
    facts: Facts, visit: Visit, programme: Programme, activity: Activity, task: Task
) -> ActivityKey:
    """Its own activity where the week is closed to them: the week launched may come after the one that opens a case."""
    home = decide_home(programme=programme, activity=activity, task=task, visited=visit.activity_key)
    is_closed = home != activity.key and find_closed(facts, programme, programme.activities[home]) is not None
    return activity.key if is_closed else home


def _find_places(connection: Way, visit: Visit, programme: Programme, task: Task) -> tuple[Place, ...]:
    """Where the organisation keeps what this task asks to read; asked of the tasks that have such things alone."""
    things = task.asks.things if isinstance(task.asks, Confirm | ChooseReading) else ()
    named = [
        place for thing in things if thing.place_key and (place := programme.find_place(thing.place_key))
    ]
    return fill_places(named, list_filled_places(connection, visit.organisation_id)) if named else ()


def get_conflict_page(
    *, programme: Programme, activity_key: str, task_key: str, mine: Answers, editor: str, conflict: Conflict
) -> ConflictPage:
    """Both tabs' words for a task, side by side; raises NotHere."""
    activity, task = get_task(programme, activity_key, task_key)
    return ConflictPage(
        activity_key=activity.key,
        title=task.title,
        line=activity.title,
        task=task,
        mine=mine,
        mine_shown=list_shown(asks=task.asks, answers=mine),
        theirs_shown=list_shown(asks=task.asks, answers=conflict.theirs),
        version=conflict.version,
        editor=editor,
        saved_at=conflict.saved_at,
    )


def _build_page(
    visit: Visit,
    programme: Programme,
    activity: Activity,
    task: Task,
    facts: Facts,
    evidence: Evidence,
    beside: Beside,
    wish: Wish,
) -> TaskPage:
    submitted = evidence.submitted
    is_final = submitted is not None and isinstance(task.asks, RespondToEach)
    answers = wish.typed if wish.typed is not None else evidence.held.answers
    home_key = _find_home(facts, visit, programme, activity, task)
    groups = list_groups(facts, programme, programme.activities[home_key])
    return TaskPage(
        activity_key=activity.key,
        activity_title=activity.title,
        home_key=home_key,
        line=write_line(programme=programme, activity=activity),
        title=task.title,
        task=task,
        kind=name_kind(task.asks),
        mode=_decide_mode(facts, evidence, wish, is_final=is_final, is_returned=beside.is_returned),
        form=_build_form(task, answers, evidence, wish),
        held=evidence.held,
        drafted=evidence.drafted,
        submitted_at=submitted.submitted_at if submitted is not None else None,
        submitted_number=submitted.number if submitted is not None else 0,
        is_final=is_final,
        forgets=wish.forgets,
        can_restore=wish.thrown and not evidence.drafted,
        shown=list_shown(asks=task.asks, answers=submitted.answers if submitted is not None else NO_ANSWERS),
        beside=beside,
        awaited=_say_awaited(facts, programme, activity, task),
        next_step=None if facts.is_preview else decide_next_task(groups),
        store_key=wish.store_key,
        places=(),
    )


def _say_awaited(facts: Facts, programme: Programme, activity: Activity, task: Task) -> str:
    """Who has still to act on this task, "" where nobody."""
    ref = TaskRef(activity.key, task.key)
    waits = list_waits(programme=programme, activity=activity, facts=facts.gate)
    return " ".join(say_waits(programme, tuple(wait for wait in waits if wait.ref == ref)))


def _build_form(task: Task, answers: Answers, evidence: Evidence, wish: Wish) -> TaskForm:
    return TaskForm(
        answers=answers,
        faults=wish.faults,
        rows=count_rows(task=task, answers=answers, more=wish.more),
        version=evidence.held.version,
        editor=wish.editor,
        is_unsaved=wish.is_unsaved,
        signs=wish.signs,
    )


def _decide_mode(
    facts: Facts, evidence: Evidence, wish: Wish, *, is_final: bool, is_returned: bool
) -> TaskMode:
    if facts.is_preview:
        return TaskMode.PREVIEW
    if is_final:
        return TaskMode.SUBMITTED
    fills_in = wish.change or wish.typed is not None or evidence.drafted or is_returned
    return TaskMode.FORM if fills_in or evidence.submitted is None else TaskMode.SUBMITTED
