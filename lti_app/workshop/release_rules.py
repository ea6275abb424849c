"""What of a programme a trainer can give out, in its order."""

from __future__ import annotations

from lti_app.gate.facts_rules import Target
from lti_app.programme.model import Activity, Condition, PartRef, Programme, Released, TaskRef


def list_targets(*, activity: Activity) -> tuple[Target, ...]:
    """What of an activity waits for a release: itself, its parts, its tasks."""
    targets: list[Target] = [activity.key] if decide_waits(activity.opens) else []
    targets += [PartRef(activity.key, part.key) for part in activity.parts if decide_waits(part.opens)]
    targets += [TaskRef(activity.key, task.key) for task in activity.tasks if decide_waits(task.opens)]
    return tuple(targets)


def decide_is_target(*, programme: Programme, target: Target) -> bool:
    """Whether a release of `target` would open anything."""
    key = target.activity if isinstance(target, PartRef | TaskRef) else target
    activity = programme.activities.get(key)
    return activity is not None and target in list_targets(activity=activity)


def decide_waits(conditions: tuple[Condition, ...]) -> bool:
    """Whether what opens by `conditions` has to be given out by a trainer."""
    return any(isinstance(one, Released) for one in conditions)
