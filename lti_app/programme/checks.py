"""What the shape of one file cannot show: keys used twice, references to nothing, weeks without work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lti_app.programme.faults import Fault
from lti_app.programme.forms import ModuleForm
from lti_app.programme.model import ActivityKind
from lti_app.programme.opening import ReadActivity, list_opening_faults
from lti_app.programme.shape_checks import list_link_faults, list_shape_faults, list_twice
from lti_app.programme.task_checks import list_reference_faults, list_task_faults

_WEEK_KEY = re.compile(r"m\d+-w\d+")
_WEEKS = {ActivityKind.STUDY, ActivityKind.READING, ActivityKind.WORKSHOP}
_TWICE = "Give one of them another key; a key that participants have met must stay as it is."


def list_module_faults(file: str, form: ModuleForm) -> list[Fault]:
    """What is wrong inside one module's own file."""
    named = (("aims", form.aims), ("key_questions", form.key_questions), ("outcomes", form.outcomes))
    twice = [
        fault for place, lines in named for fault in list_twice(file, place, (line.key for line in lines))
    ]
    return [*twice, *list_twice(file, "activities", form.activities)]


def list_check_faults(activities: list[ReadActivity], listed: set[str], *, has_entry: bool) -> list[Fault]:
    """What is wrong with the activities and between them; `listed` holds also the keys of unreadable ones."""
    by_key = {read.form.key: read for read in activities}
    faults = [fault for read in activities for fault in _list_activity_faults(read)]
    for read in activities:
        faults.extend(list_shape_faults(read))
        faults.extend(list_link_faults(read, by_key, listed))
        faults.extend(list_reference_faults(read, by_key, listed, has_entry))
    faults.extend(_list_shared_keys(activities))
    return [*faults, *list_opening_faults(by_key)]


def _list_activity_faults(read: ReadActivity) -> Iterator[Fault]:
    form, file = read.form, read.file
    if form.key != read.folder:
        yield Fault(
            file, "key", f"is {form.key}, in a folder named {read.folder}", "Name the folder as the key."
        )
    is_week = form.kind in _WEEKS
    if is_week and read.module and form.key != f"m{read.module}-w{form.week}":
        remedy = f"A week's key is m{read.module}-w and its number; give the same number as week."
        yield Fault(file, "key", f"is {form.key} for week {form.week or 'without a number'}", remedy)
    if not is_week and (form.week is not None or _WEEK_KEY.fullmatch(form.key)):
        yield Fault(
            file,
            "week",
            f"belongs to a week, but this is a {form.kind} activity",
            "Remove it, or change the kind.",
        )
    if form.kind in {ActivityKind.STUDY, ActivityKind.READING} and not any(
        task.essential for task in form.tasks
    ):
        yield Fault(
            file, "tasks", "has no essential task", "Make one essential: without one it is never done."
        )
    yield from list_twice(file, "outcomes", (outcome.key for outcome in form.outcomes))
    yield from list_twice(file, "tasks", (task.key for task in form.tasks))
    for task in form.tasks:
        yield from list_task_faults(file, task)


def _list_shared_keys(activities: list[ReadActivity]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    outlined: dict[str, str] = {}
    for read in activities:
        if first.setdefault(read.form.key, read.file) != read.file:
            yield Fault(read.file, "key", f"{read.form.key} is the key of {first[read.form.key]} too", _TWICE)
        for also in read.form.also:
            if first.setdefault(also, read.file) != read.file:
                yield Fault(read.file, f"also[{also}]", f"is an address of {first[also]} too", _TWICE)
        for task in read.form.tasks:
            place = f"tasks[{task.key}].outline"
            seen_at = outlined.setdefault(task.outline, f"{read.file}: {place}") if task.outline else None
            if seen_at and seen_at != f"{read.file}: {place}":
                remedy = "Each task of the outline has one place in the pack: correct or remove one of them."
                yield Fault(read.file, place, f"{task.outline} is claimed by {seen_at} too", remedy)
