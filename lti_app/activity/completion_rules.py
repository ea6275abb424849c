"""How much of an activity counts, and which activities a submission or an attendance may complete."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited, GateFacts
from lti_app.gate.kept_rules import kept
from lti_app.gate.weeks_rules import list_required
from lti_app.programme.model import Activity, ActivityKey, Agreement, Asks, Programme, TaskRef, Write


@dataclass(frozen=True, slots=True)
class Progress:
    """What counts, of how much that is needed."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether all are done; where nothing is asked, nothing is complete."""
        return 0 < self.total == self.done


@dataclass(frozen=True, slots=True)
class AwaitedChoice:
    """Whose word a cohort waits for: the trainer's on work that the pack has reviewed, the line manager's on the
    learning agreement."""

    reviews: bool = False
    agreements: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """That something is done by the participant and not complete: whose turn it is, and for which task;
    `is_mark` where it is the register or the verification."""

    awaited: Awaited
    ref: TaskRef
    is_mark: bool


def judge_progress(*, programme: Programme, activity: Activity, done: frozenset[TaskRef]) -> Progress:
    """How much of what `activity` requires is in `done`.

    Give what *counts* where grades and completion are meant, and what is *done* to say how far the participant has
    come. Attendance and verification count by their marks (`gate/facts_rules`).
    """
    required = _find_required(programme=programme, activity=activity)
    return Progress(done=len(required & done), total=len(required))


@kept
def _find_required(*, programme: Programme, activity: Activity) -> frozenset[TaskRef]:
    return frozenset(list_required(programme=programme, activity=activity))


def list_waits(*, programme: Programme, activity: Activity, facts: GateFacts) -> tuple[Wait, ...]:
    """Where `activity` waits for another person, in its order; empty where nobody's word is missing."""
    missing = _find_required(programme=programme, activity=activity) - facts.counted
    awaited = missing & facts.done | {ref for ref in missing if ref.task == ATTENDED}
    if not awaited:
        return ()
    in_order = list_required(programme=programme, activity=activity)
    return tuple(_judge_wait(programme, ref, facts) for ref in in_order if ref in awaited)


def _judge_wait(programme: Programme, ref: TaskRef, facts: GateFacts) -> Wait:
    if ref.task == ATTENDED:
        return Wait(Awaited.TRAINER, ref, is_mark=True)
    if ref == VERIFIED:
        return Wait(Awaited.LINE_MANAGER, ref, is_mark=True)
    return Wait(_judge_whose_turn(programme, ref, facts), ref, is_mark=False)


def _judge_whose_turn(programme: Programme, ref: TaskRef, facts: GateFacts) -> Awaited:
    if ref in facts.returned:
        return Awaited.PARTICIPANT
    is_agreement = isinstance(programme.get_task(ref).asks, Agreement)
    return Awaited.LINE_MANAGER if is_agreement else Awaited.TRAINER


def judge_awaited(asks: Asks, *, choice: AwaitedChoice) -> Awaited | None:
    """Who must act before a task that asks for `asks` is complete, once it is submitted; None where nobody."""
    match asks:
        case Write(reviewed=True) if choice.reviews:
            return Awaited.TRAINER
        case Agreement() if choice.agreements:
            return Awaited.LINE_MANAGER
        case _:
            return None


def list_touched(*, programme: Programme, activity: Activity) -> tuple[Activity, ...]:
    """The activities whose progress moves with a task of `activity`: itself, those that include it, and the weeks that
    its tasks count for."""
    weeks = {task.counts_for for task in activity.tasks if task.counts_for}
    return (
        activity,
        *(
            one
            for one in programme.activities.values()
            if one.key != activity.key and (activity.key in one.includes or one.key in weeks)
        ),
    )


def list_completed_by_attendance(*, programme: Programme, workshop: ActivityKey) -> tuple[Activity, ...]:
    """The activities that a workshop's register moves: its week, the cases that complete with it, and their weeks."""
    moved = {one.key for one in programme.activities.values() if one.attendance_of == workshop}
    return tuple(
        one for one in programme.activities.values() if one.key in moved or moved.intersection(one.includes)
    )


def list_counting_keys(*, programme: Programme, activity: Activity) -> tuple[ActivityKey, ...]:
    """The activities in which something stands that counts for `activity`: whose evidence is needed to judge it."""
    required = list_required(programme=programme, activity=activity)
    return tuple(dict.fromkeys((activity.key, *activity.includes, *(ref.activity for ref in required))))
