"""What the shape of one file cannot show: keys used twice, references to nothing, weeks without work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lti_app.programme.asks_forms import (
    ConfirmForm,
    RateForm,
    ReflectOnForm,
    RespondToEachForm,
    ThingForm,
)
from lti_app.programme.faults import Fault
from lti_app.programme.forms import ModuleForm, TaskForm
from lti_app.programme.model import ActivityKind, TaskRef
from lti_app.programme.opening import ReadActivity, list_opening_faults
from lti_app.programme.references import read_ref

_WEEK_KEY = re.compile(r"m\d+-w\d+")
_TWICE = "Give one of them another key; a key that participants have met must stay as it is."


def list_module_faults(file: str, form: ModuleForm) -> list[Fault]:
    """What is wrong inside one module's own file."""
    named = (("aims", form.aims), ("key_questions", form.key_questions), ("outcomes", form.outcomes))
    twice = [
        fault for place, lines in named for fault in _list_twice(file, place, (line.key for line in lines))
    ]
    return [*twice, *_list_twice(file, "activities", form.activities)]


def list_check_faults(activities: list[ReadActivity], listed: set[str]) -> list[Fault]:
    """What is wrong with the activities and between them; `listed` holds also the keys of unreadable ones."""
    by_key = {read.form.key: read for read in activities}
    faults = [fault for read in activities for fault in _list_activity_faults(read)]
    for read in activities:
        faults.extend(_list_includes_faults(read, by_key, listed))
        faults.extend(_list_reference_faults(read, by_key, listed))
    faults.extend(_list_shared_keys(activities))
    return [*faults, *list_opening_faults(by_key)]


def _list_activity_faults(read: ReadActivity) -> Iterator[Fault]:
    form, file = read.form, read.file
    if form.key != read.folder:
        yield Fault(
            file, "key", f"is {form.key}, in a folder named {read.folder}", "Name the folder as the key."
        )
    is_week = form.kind != ActivityKind.CASE
    if is_week and read.module and form.key != f"m{read.module}-w{form.week}":
        remedy = f"A week's key is m{read.module}-w and its number; give the same number as week."
        yield Fault(file, "key", f"is {form.key} for week {form.week or 'without a number'}", remedy)
    if not is_week and (form.week is not None or _WEEK_KEY.fullmatch(form.key)):
        yield Fault(
            file, "week", "belongs to a week, but this is a case activity", "Remove it, or change the kind."
        )
    if form.kind in {ActivityKind.STUDY, ActivityKind.READING} and not any(
        task.essential for task in form.tasks
    ):
        yield Fault(
            file, "tasks", "has no essential task", "Make one essential: without one it is never done."
        )
    yield from _list_twice(file, "outcomes", (outcome.key for outcome in form.outcomes))
    yield from _list_twice(file, "tasks", (task.key for task in form.tasks))
    for task in form.tasks:
        yield from _list_task_faults(file, task)


def _list_task_faults(file: str, task: TaskForm) -> Iterator[Fault]:
    place = f"tasks[{task.key}].asks"
    match task.asks:
        case ConfirmForm(things=things):
            yield from _list_twice(file, f"{place}.things", (thing.key for thing in things))
            for thing in things:
                yield from _list_thing_faults(file, f"{place}.things[{thing.key}]", thing)
        case RespondToEachForm(vignettes=vignettes):
            yield from _list_twice(file, f"{place}.vignettes", (vignette.key for vignette in vignettes))
        case RateForm(strands=strands, scale=scale):
            yield from _list_twice(file, f"{place}.strands", (strand.key for strand in strands))
            yield from _list_twice(file, f"{place}.scale", scale)


def _list_thing_faults(file: str, place: str, thing: ThingForm) -> Iterator[Fault]:
    if (thing.text is None) == (thing.place_key is None):
        yield Fault(
            file,
            place,
            "needs either text or place_key, and not both",
            "Give text for a text of the pack, or place_key for something that the organisation provides.",
        )


def _list_twice(file: str, place: str, keys: Iterable[str]) -> Iterator[Fault]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Fault(file, f"{place}[{key}]", f"is there {times} times", _TWICE)


def _list_shared_keys(activities: list[ReadActivity]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    outlined: dict[str, str] = {}
    for read in activities:
        if first.setdefault(read.form.key, read.file) != read.file:
            yield Fault(read.file, "key", f"{read.form.key} is the key of {first[read.form.key]} too", _TWICE)
        for task in read.form.tasks:
            place = f"tasks[{task.key}].outline"
            seen_at = outlined.setdefault(task.outline, f"{read.file}: {place}") if task.outline else None
            if seen_at and seen_at != f"{read.file}: {place}":
                remedy = "Each task of the outline has one place in the pack: correct or remove one of them."
                yield Fault(read.file, place, f"{task.outline} is claimed by {seen_at} too", remedy)


def _list_includes_faults(
    read: ReadActivity, by_key: dict[str, ReadActivity], listed: set[str]
) -> Iterator[Fault]:
    yield from _list_twice(read.file, "includes", read.form.includes)
    for key in read.form.includes:
        included = by_key.get(key)
        if included is None and key not in listed:
            yield Fault(read.file, f"includes[{key}]", "is no activity of this pack", "Correct or remove it.")
        if included is not None and included.form.kind != ActivityKind.CASE:
            yield Fault(
                read.file, f"includes[{key}]", "is not a case activity", "Only case activities are included."
            )


def _list_reference_faults(
    read: ReadActivity, by_key: dict[str, ReadActivity], listed: set[str]
) -> Iterator[Fault]:
    for task in read.form.tasks:
        references = [("opens_after", ref) for ref in task.opens_after]
        if isinstance(task.asks, ReflectOnForm):
            references.append(("asks.task", task.asks.task))
        for place, written in references:
            where, ref = f"tasks[{task.key}].{place}", read_ref(read.form.key, written)
            if _find_task(by_key, ref) is None and (ref.activity in by_key or ref.activity not in listed):
                yield Fault(
                    read.file,
                    where,
                    f"names {written}, which is no task of this pack",
                    "Correct or remove it.",
                )
        if isinstance(task.asks, ReflectOnForm):
            yield from _list_reflection_faults(read, task, task.asks, by_key)


def _list_reflection_faults(
    read: ReadActivity, task: TaskForm, asks: ReflectOnForm, by_key: dict[str, ReadActivity]
) -> Iterator[Fault]:
    ref = read_ref(read.form.key, asks.task)
    target = _find_task(by_key, ref)
    if target is not None and not isinstance(target.asks, RespondToEachForm):
        problem = f"names {asks.task}, which does not ask for responses"
        yield Fault(
            read.file, f"tasks[{task.key}].asks.task", problem, "Name a task of kind respond_to_each."
        )
    if ref not in [read_ref(read.form.key, written) for written in task.opens_after]:
        problem = f"lets the reflection open before {asks.task} is done"
        yield Fault(read.file, f"tasks[{task.key}].opens_after", problem, f'Add "{asks.task}" to it.')


def _find_task(by_key: dict[str, ReadActivity], ref: TaskRef) -> TaskForm | None:
    read = by_key.get(ref.activity)
    return next((task for task in read.form.tasks if task.key == ref.task), None) if read else None
