"""Brings a new person to where a state needs them: what comes before is done, then the task itself as far as that."""

from __future__ import annotations

from collections.abc import Iterator

from lti_app.activity import actions
from lti_app.activity.answers_rules import Answers, read_answers
from lti_app.activity.evidence_records import record_completion
from lti_app.activity.outcome_rules import Submitted
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import (
    Activity,
    ActivityKind,
    After,
    Briefing,
    FinalRating,
    ReflectOn,
    Task,
    TaskRef,
    Touchpoint,
)
from lti_app.review.decision_rules import Decision
from lti_app.review.queue_records import record_decision
from lti_app.review.records import Feedback, write_margins
from lti_app.review.work_records import load_work
from lti_app.workshop.attendance_rules import Presence
from lti_app.workshop.register_actions import mark_attendance
from tests.content_preview.samples import write_sample
from tests.content_preview.scene import Scene
from tests.content_preview.states import State

MOST_CHARACTERS = 60000
OVERALL = "Thank you for this. You see the child clearly, and you say what you do not know."
ASKED = "Say more about what the brother would want, and submit it again."


def bring_to(scene: Scene, visit: Visit, activity: Activity, task: Task | None, state: State) -> None:
    """Do what the person of `visit` must have done for the page to stand in `state`."""
    match state:
        case State.CLOSED | State.TRAINER:
            return
        case State.COMPLETE if task is None:
            _complete(scene, visit, activity)
            return
    own = task or next(iter(activity.tasks), None)
    if own is None:
        return
    ref = TaskRef(activity.key, own.key)
    for earlier in list_before(scene, ref):
        submit(scene, visit, earlier)
    match state:
        case State.DRAFT:
            _save(scene, visit, ref)
        case State.SUBMITTED:
            submit(scene, visit, ref)
        case State.RETURNED | State.COMPLETE:
            submit(scene, visit, ref)
            _answer(scene, visit, ref, Decision.RETURNED if state is State.RETURNED else Decision.ACCEPTED)


def list_before(scene: Scene, ref: TaskRef) -> tuple[TaskRef, ...]:
    """Everything that stands before a task or beside it, the earliest first."""
    found: dict[TaskRef, None] = {}
    for near in _list_near(scene, ref):
        found |= dict.fromkeys((*list_before(scene, near), near))
    return tuple(found)


def submit(scene: Scene, visit: Visit, ref: TaskRef) -> None:
    """Submit a sample answer."""
    activity_key, task_key, answers = _sample(scene, ref)
    outcome = actions.submit(
        visit=visit,
        programme=scene.programme,
        activity_key=activity_key,
        task_key=task_key,
        answers=answers,
        based_on_version=0,
        editor="preview",
        max_characters=MOST_CHARACTERS,
        now=utc_now(),
    )
    if not isinstance(outcome, Submitted):
        raise LookupError(f"a sample answer to {activity_key}/{task_key} was not taken: {outcome}")


def _list_near(scene: Scene, ref: TaskRef) -> Iterator[TaskRef]:
    task = scene.programme.get_task(ref)
    yield from (
        one.done for one in task.conditions if isinstance(one, After) and isinstance(one.done, TaskRef)
    )
    match task.asks:
        case ReflectOn(task=earlier) | FinalRating(again_of=earlier) | Briefing(earlier=earlier):
            yield earlier
        case Touchpoint():
            thread = [
                one
                for one in scene.programme.activities[ref.activity].tasks
                if isinstance(one.asks, Touchpoint)
            ]
            number = thread.index(task)
            yield from (TaskRef(ref.activity, one.key) for one in thread[max(number - 1, 0) : number])


def _sample(scene: Scene, ref: TaskRef) -> tuple[str, str, Answers]:
    asks = scene.programme.get_task(ref).asks
    return ref.activity, ref.task, read_answers(asks=asks, form=write_sample(asks))


def _save(scene: Scene, visit: Visit, ref: TaskRef) -> None:
    activity_key, task_key, answers = _sample(scene, ref)
    actions.save_draft(
        visit=visit,
        programme=scene.programme,
        activity_key=activity_key,
        task_key=task_key,
        answers=answers,
        based_on_version=0,
        editor="preview",
        max_characters=MOST_CHARACTERS,
        now=utc_now(),
    )


def _answer(scene: Scene, visit: Visit, ref: TaskRef, decision: Decision) -> None:
    """A trainer's word on what was submitted a moment ago."""
    trainer = scene.enter(role=Role.TRAINER)
    with transaction() as session:
        newest = load_work(session, person_id=visit.person_id, ref=ref).versions[0]
        feedback = Feedback(
            submission_id=newest.submission_id,
            person_id=visit.person_id,
            activity_key=ref.activity,
            task_key=ref.task,
            number=newest.number,
            decision=decision,
            overall=OVERALL,
            asked=ASKED if decision is Decision.RETURNED else "",
            margins=write_margins(()),
            sent_at=utc_now(),
            sent_by_id=trainer.person_id,
        )
        session.add(feedback)
        record_decision(session, person_id=visit.person_id, ref=ref, decision=decision)


def _complete(scene: Scene, visit: Visit, activity: Activity) -> None:
    """Everything of an activity is done, and whoever else must act has acted."""
    keys = (*activity.includes, activity.key)
    own = [TaskRef(key, task.key) for key in keys for task in scene.programme.activities[key].tasks]
    wanted = (*own, *scene.programme.list_counting_for(activity.key))
    for ref in dict.fromkeys(one for each in wanted for one in (*list_before(scene, each), each)):
        submit(scene, visit, ref)
    if activity.kind is ActivityKind.WORKSHOP:
        mark_attendance(
            programme=scene.programme,
            cohort_id=visit.cohort_id,
            person_id=visit.person_id,
            workshop_key=activity.key,
            presence=Presence.PRESENT,
            by_id=scene.enter(role=Role.TRAINER).person_id,
            now=utc_now(),
        )
    with transaction() as session:
        record_completion(session, person_id=visit.person_id, activity_key=activity.key, now=utc_now())
