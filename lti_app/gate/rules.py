"""Whether an activity, a part or a task is open to a participant and, where it is not, what opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.reason_rules import (
    Reason,
    make_activity_reason,
    make_attendance_reason,
    make_day_reason,
    make_release_reason,
    make_sign_off_reason,
    make_story_reason,
    make_task_reason,
    make_week_reason,
    make_workshop_reason,
)
from lti_app.gate.weeks_rules import (
    decide_earned,
    decide_workshop_done,
    find_conditions,
    list_essential,
    list_missing,
    list_weeks,
    list_weeks_before,
    list_weeks_of,
    name_week,
)
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    After,
    Attended,
    Calendar,
    Condition,
    Follows,
    InOrder,
    Part,
    PartRef,
    Programme,
    ReflectOn,
    Released,
    SignedOff,
    Task,
    TaskRef,
    WithWeek,
)

__all__ = [
    "Closed",
    "Gate",
    "Open",
    "Reason",
    "decide_activity",
    "decide_both",
    "decide_part",
    "decide_task",
    "list_essential",
    "list_weeks",
    "list_weeks_of",
    "name_week",
]


@dataclass(frozen=True, slots=True)
class Open:
    """She may go in."""


@dataclass(frozen=True, slots=True)
class Closed:
    """She may not go in yet; each reason must be dealt with first."""

    reasons: tuple[Reason, ...]


Gate = Open | Closed
OPEN = Open()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked about: of which activity, under which name it may be released, and what a waiver cannot lift."""

    activity: Activity
    target: ActivityKey | PartRef | TaskRef
    is_waived: bool
    firm: tuple[Condition, ...] = ()
    behind: tuple[ActivityKey, ...] = ()


def decide_activity(
    *, programme: Programme, activity: Activity, facts: GateFacts, behind: tuple[ActivityKey, ...] = ()
) -> Gate:
    """Whether `activity` is open to the person of `facts`: all its conditions at once.

    What somebody has done a task of, or has completed, stays open to them. The policy OPEN lifts the order and the
    calendar of weeks and nothing else. `behind` are the activities that wait for this answer; one that waits for
    itself is closed.
    """
    if decide_earned(activity=activity, facts=facts):
        return OPEN
    if activity.key in behind:
        return Closed((make_story_reason(activity, is_part=False),))
    asked = _Asked(activity, activity.key, activity.key in facts.waived, behind=(*behind, activity.key))
    return _gate(_list_reasons(programme, activity.opens, asked, facts))


def decide_part(*, programme: Programme, activity: Activity, part: Part, facts: GateFacts) -> Gate:
    """Whether `part` can be reached: its activity's gate first, then its own. What was read once stays open."""
    ref = PartRef(activity.key, part.key)
    if ref in facts.read:
        return OPEN
    gate = decide_activity(programme=programme, activity=activity, facts=facts)
    if isinstance(gate, Closed):
        return gate
    return _gate(_list_reasons(programme, part.opens, _Asked(activity, ref, is_waived=False), facts))


def decide_task(*, programme: Programme, activity: Activity, task: Task, facts: GateFacts) -> Gate:
    """Whether `task` is open, its activity being so; no policy lifts what a task waits for, but that of its week.

    A reflection on earlier answers waits for them, whatever the pack or a waiver says. What is done stays open.
    """
    conditions = find_conditions(programme=programme, activity=activity)[task.key]
    if not conditions:
        return OPEN
    ref = TaskRef(activity.key, task.key)
    if ref in facts.done:
        return OPEN
    firm = (After(task.asks.task),) if isinstance(task.asks, ReflectOn) else ()
    asked = _Asked(activity, ref, ref in facts.waived, firm=firm)
    return _gate(_list_reasons(programme, conditions, asked, facts))


def decide_both(*, programme: Programme, activity: Activity, task: Task, facts: GateFacts) -> Gate:
    """Whether `task` can be reached: its activity's gate first, then its own."""
    gate = decide_activity(programme=programme, activity=activity, facts=facts)
    if isinstance(gate, Closed):
        return gate
    return decide_task(programme=programme, activity=activity, task=task, facts=facts)


def _gate(reasons: Iterable[Reason]) -> Gate:
    found = tuple(dict.fromkeys(reasons))
    return Closed(found) if found else OPEN


def _list_reasons(
    programme: Programme, conditions: tuple[Condition, ...], asked: _Asked, facts: GateFacts
) -> list[Reason]:
    return [
        reason
        for condition in conditions
        if not _is_lifted(condition, asked)
        for reason in _judge(programme, condition, asked, facts)
    ]


def _is_lifted(condition: Condition, asked: _Asked) -> bool:
    return asked.is_waived and condition not in asked.firm and not isinstance(condition, Released | Follows)


def _judge(  # noqa: C901 - one case for each condition
    programme: Programme, condition: Condition, asked: _Asked, facts: GateFacts
) -> tuple[Reason, ...]:
    """What `condition` still waits for; nothing where it is met."""
    activity = asked.activity
    match condition:
        case InOrder():
            return _judge_turn(programme, activity, facts)
        case Calendar(week=week):
            return _judge_day(programme.activities[week], facts)
        case WithWeek(week=week):
            home = programme.activities[week]
            gate = decide_activity(programme=programme, activity=home, facts=facts, behind=asked.behind)
            return gate.reasons if isinstance(gate, Closed) else ()
        case Released():
            return () if asked.target in facts.released else (make_release_reason(activity),)
        case After(done=TaskRef() as ref):
            return () if ref in facts.done else (make_task_reason(programme, activity, ref),)
        case After(done=what):
            ahead = programme.activities[str(what)]
            missing = list_missing(programme=programme, activity=ahead, facts=facts)
            return (make_activity_reason(ahead, missing),) if missing else ()
        case Attended(workshop=key):
            return () if key in facts.attended else (make_attendance_reason(programme.activities[key]),)
        case SignedOff(sign_off=sign_off):
            return () if sign_off in facts.signed else (make_sign_off_reason(sign_off, activity),)
        case Follows(ahead=PartRef() as ref):
            return _judge_part_ahead(programme, activity, ref, facts)
        case Follows(ahead=what):
            return _judge_story(programme, programme.activities[str(what)], asked, facts)


def _judge_turn(programme: Programme, activity: Activity, facts: GateFacts) -> tuple[Reason, ...]:
    weeks = list_weeks_of(programme=programme, activity=activity)
    if not weeks or facts.policy is CohortPolicy.OPEN:
        return ()
    if facts.policy is CohortPolicy.CALENDAR:
        return _judge_day(weeks[0], facts)
    reasons = []
    for week in list_weeks_before(programme=programme, activity=weeks[0]):
        if week.kind is ActivityKind.WORKSHOP:
            if not decide_workshop_done(workshop=week, facts=facts):
                reasons.append(make_workshop_reason(week, facts.dates.workshop_on.get(week.key)))
        elif missing := list_missing(programme=programme, activity=week, facts=facts):
            total = len(list_essential(programme=programme, activity=week))
            reasons.append(make_week_reason(week, missing=missing, total=total))
    return tuple(reasons)


def _judge_day(week: Activity, facts: GateFacts) -> tuple[Reason, ...]:
    day = facts.dates.opens_on.get(week.key)
    if facts.policy is CohortPolicy.OPEN or (day is not None and day <= facts.today):
        return ()
    return (make_day_reason(week, day),)


def _judge_part_ahead(
    programme: Programme, activity: Activity, ref: PartRef, facts: GateFacts
) -> tuple[Reason, ...]:
    """The part ahead must be open by its own conditions, and released or read by this person."""
    ahead = activity.find_part(ref.part)
    if ahead is None or ref in facts.read:
        return ()
    own = _list_reasons(programme, ahead.opens, _Asked(activity, ref, is_waived=False), facts)
    return (make_story_reason(activity, is_part=True),) if own or ref not in facts.released else ()


def _judge_story(
    programme: Programme, ahead: Activity, asked: _Asked, facts: GateFacts
) -> tuple[Reason, ...]:
    """The case ahead must be open, and worked on by this person or released."""
    gate = decide_activity(programme=programme, activity=ahead, facts=facts, behind=asked.behind)
    if isinstance(gate, Closed):
        return (make_story_reason(ahead, is_part=False),)
    if ahead.key in facts.released:
        return ()
    own = tuple(TaskRef(ahead.key, task.key) for task in ahead.tasks if task.essential)
    missing = tuple(ref for ref in own if ref not in facts.done)
    if own:
        return (make_activity_reason(ahead, missing),) if missing else ()
    unread = [part for part in ahead.parts if PartRef(ahead.key, part.key) not in facts.read]
    return (make_story_reason(ahead, is_part=False),) if unread else ()
