"""Which tasks of a pack could never open: those that wait in a circle, or for a week that waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lti_app.programme.faults import Fault
from lti_app.programme.forms import ActivityForm
from lti_app.programme.model import TaskRef
from lti_app.programme.references import read_ref

_Waits = dict[TaskRef, list[TaskRef]]


@dataclass(frozen=True, slots=True)
class ReadActivity:
    """An activity's form with where it was read: its file, its folder's name and its module's number.

    `module` is 0 where the module's own file could not be read.
    """

    file: str
    folder: str
    module: int
    form: ActivityForm


def list_opening_faults(by_key: dict[str, ReadActivity]) -> list[Fault]:
    """Each task that could never open, with what it waits for."""
    waits = {
        read_ref(key, task.key): [read_ref(key, written) for written in task.opens_after]
        for key, read in by_key.items()
        for task in read.form.tasks
    }
    return [*_list_circle_faults(by_key, waits), *_list_late_faults(by_key, waits)]


def _list_circle_faults(by_key: dict[str, ReadActivity], waits: _Waits) -> Iterator[Fault]:
    shut = _find_shut(waits)
    for task in shut:
        path = [task]
        while path.count(path[-1]) == 1:
            path.append(next(ref for ref in waits[path[-1]] if ref in shut))
        way = " → ".join(f"{ref.activity}/{ref.task}" for ref in path)
        yield Fault(
            by_key[task.activity].file,
            f"tasks[{task.task}].opens_after",
            f"can never open, because it waits in a circle: {way}",
            "Remove one step of the circle.",
        )


def _find_shut(waits: _Waits) -> set[TaskRef]:
    """The tasks that stay shut when all that can be done is done; one that the pack lacks counts as done."""
    shut = set(waits)
    while opened := {task for task in shut if not shut.intersection(waits[task])}:
        shut -= opened
    return shut


def _list_late_faults(by_key: dict[str, ReadActivity], waits: _Waits) -> Iterator[Fault]:
    places = _list_places(by_key)
    for key, read in by_key.items():
        for task in read.form.tasks:
            for ref in (read_ref(key, written) for written in task.opens_after):
                if (
                    task.essential
                    and ref in waits
                    and places.get(ref.activity, (0, 0)) > places.get(key, (99, 0))
                ):
                    yield Fault(
                        read.file,
                        f"tasks[{task.key}].opens_after",
                        f"can never open: {ref.activity} opens only once this essential task is done",
                        "Wait for something earlier, or make this task not essential.",
                    )


def _list_places(by_key: dict[str, ReadActivity]) -> dict[str, tuple[int, int]]:
    """Each week's module and number, by which weeks are ordered; a case has those of its first week."""
    weeks = sorted(
        (read.module, read.form.week, key) for key, read in by_key.items() if read.form.week is not None
    )
    places: dict[str, tuple[int, int]] = {}
    for module, week, key in weeks:
        for shown in (key, *by_key[key].form.includes):
            places.setdefault(shown, (module, week))
    return places
