"""Why something is closed, in plain words: what opens it, and who is awaited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lti_app.cohort.day_rules import write_day
from lti_app.gate.facts_rules import Awaited
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Activity, ActivityKey, Programme, SignOff, TaskRef


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands before a closed door: what to do, in plain words, where, the tasks still to do, and whose
    turn it is."""

    text: str
    activity: ActivityKey
    missing: tuple[TaskRef, ...]
    awaited: Awaited = Awaited.PARTICIPANT
    opens_on: date | None = None


def make_week_reason(week: Activity, *, missing: tuple[TaskRef, ...], total: int) -> Reason:
    """That a week before is not finished."""
    tasks = "task" if total == 1 else "tasks"
    still = "is" if len(missing) == 1 else "are"
    text = (
        f"Finish {name_week(week)}, ‘{week.title}’: "
        f"{len(missing)} of its {total} essential {tasks} {still} still to do."
    )
    return Reason(text, week.key, missing)


def make_workshop_reason(workshop: Activity, day: date | None) -> Reason:
    """That a workshop before has not been held."""
    held = f" It is held on {write_day(day)}." if day is not None else ""
    text = (
        f"{name_week(workshop)}, ‘{workshop.title}’, comes first: it counts as done once its day has passed, "
        f"or once your trainer has marked the register.{held}"
    )
    return Reason(text, workshop.key, (), Awaited.CALENDAR if day is not None else Awaited.TRAINER)


def make_day_reason(week: Activity, day: date | None) -> Reason:
    """That the calendar has not reached a week."""
    if day is None:
        text = f"{name_week(week)} has no date yet: your trainer sets the dates of your group."
        return Reason(text, week.key, (), Awaited.TRAINER)
    return Reason(f"It opens on {write_day(day)}.", week.key, (), Awaited.CALENDAR, day)


def make_release_reason(activity: Activity) -> Reason:
    """That a trainer has not released it."""
    text = "Your trainer opens it for your whole group, when you come to it together."
    return Reason(text, activity.key, (), Awaited.TRAINER)


def make_task_reason(programme: Programme, activity: Activity, ref: TaskRef) -> Reason:
    """That a task has to be submitted first."""
    title = programme.get_task(ref).title
    where = "" if ref.activity == activity.key else f", in ‘{programme.activities[ref.activity].title}’"
    return Reason(f"First submit the task ‘{title}’{where}.", ref.activity, (ref,))


def make_activity_reason(ahead: Activity, missing: tuple[TaskRef, ...]) -> Reason:
    """That an activity has to be worked on first."""
    return Reason(f"First do the essential tasks of ‘{ahead.title}’.", ahead.key, missing)


def make_attendance_reason(workshop: Activity) -> Reason:
    """That the register does not have the person at a workshop."""
    text = f"Your trainer marks in the register that you were at ‘{workshop.title}’, or have caught up as agreed."
    return Reason(text, workshop.key, (), Awaited.TRAINER)


def make_sign_off_reason(sign_off: SignOff, activity: Activity) -> Reason:
    """That the line manager has not given their word."""
    words = {
        SignOff.ENTRY: "Your line manager confirms what is asked at entry.",
        SignOff.LEARNING_AGREEMENT: "Your line manager agrees your learning agreement.",
        SignOff.PORTFOLIO: "Your line manager verifies your portfolio.",
    }
    return Reason(words[sign_off], activity.key, (), Awaited.LINE_MANAGER)


def make_story_reason(ahead: Activity, *, is_part: bool) -> Reason:
    """That what stands ahead in a story has not been read or given out; it is not named, where it is a part."""
    if is_part:
        return Reason("The part before it comes first.", ahead.key, (), Awaited.TRAINER)
    return Reason(f"‘{ahead.title}’ comes first.", ahead.key, ())
