"""Builds what opens an activity, a part or a task, from what the pack says and from where it belongs."""

from __future__ import annotations

from lti_app.programme.condition_forms import (
    ActivityDoneForm,
    AttendanceForm,
    CalendarForm,
    ConditionForm,
    OrderForm,
    ReleaseForm,
    SignOffForm,
    TaskDoneForm,
    WeekForm,
)
from lti_app.programme.forms import ActivityForm, PartForm, TaskForm
from lti_app.programme.model import (
    ActivityKey,
    After,
    Attended,
    Calendar,
    Condition,
    Follows,
    InOrder,
    PartKey,
    PartRef,
    Released,
    SignedOff,
    WithWeek,
)
from lti_app.programme.references import read_ref


def read_opening_of_activity(form: ActivityForm, first_week: str | None) -> tuple[Condition, ...]:
    """What opens an activity. Left unsaid: its turn for a week, the first week that shows it for anything else."""
    home = form.key if form.week else first_week
    ahead = (Follows(ActivityKey(form.follows)),) if form.follows else ()
    if form.opens is not None:
        return (*_read_all(form.opens, home), *ahead)
    if form.week:
        return (InOrder(), *ahead)
    return (*((WithWeek(ActivityKey(first_week)),) if first_week else ()), *ahead)


def read_opening_of_part(
    activity: ActivityForm, form: PartForm, first_week: str | None
) -> tuple[Condition, ...]:
    """What opens a part, its activity being open."""
    ahead = (Follows(PartRef(ActivityKey(activity.key), PartKey(form.follows))),) if form.follows else ()
    return (*_read_all(form.opens, activity.key if activity.week else first_week), *ahead)


def read_opening_of_task(
    activity: ActivityForm, form: TaskForm, first_week: str | None
) -> tuple[Condition, ...]:
    """What opens a task, its activity being open, besides `opens_after`. Left unsaid: the week that it counts for."""
    if form.opens is not None:
        return _read_all(form.opens, activity.key if activity.week else first_week)
    return (WithWeek(ActivityKey(form.counts_for)),) if form.counts_for else ()


def _read_all(forms: tuple[ConditionForm, ...], home: str | None) -> tuple[Condition, ...]:
    return tuple(_read_condition(form, home) for form in forms)


def _read_condition(form: ConditionForm, home: str | None) -> Condition:
    match form:
        case OrderForm():
            return InOrder()
        case CalendarForm():
            return Calendar(ActivityKey(form.week or home or ""))
        case WeekForm():
            return WithWeek(ActivityKey(form.week))
        case ReleaseForm():
            return Released()
        case TaskDoneForm():
            return After(read_ref("", form.task))
        case ActivityDoneForm():
            return After(ActivityKey(form.activity))
        case AttendanceForm():
            return Attended(ActivityKey(form.workshop))
        case SignOffForm():
            return SignedOff(form.sign_off)
