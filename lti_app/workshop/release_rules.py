"""What of a programme a trainer can give out, in its order."""

from __future__ import annotations

from lti_app.gate.facts_rules import Target
from lti_app.programme.model import Activity, Condition, PartRef, Programme, Released, TaskRef


def list_targets(*, activity: Activity) -> tuple[Target, ...]:
    """What of an activity waits for a release: itself, its parts, its tasks."""
    targets: list[Target] = [activity.key] if _waits(activity.opens) else []
    targets += [PartRef(activity.key, part.key) for part in activity.parts if _waits(part.opens)]
    targets += [TaskRef(activity.key, task.key) for task in activity.tasks if _waits(task.opens)]
    return tuple(targets)


def decide_is_target(*, programme: Programme, target: Target) -> bool:
    """Whether a release of `target` would open anything."""
    key = target.activity if isinstance(target, PartRef | TaskRef) else target
    activity = programme.activities.get(key)
    return activity is not None and target in list_targets(activity=activity)


def _waits(conditions: tuple[Condition, ...]) -> bool:
    return any(isinstance(one, Released) for one in conditions)
