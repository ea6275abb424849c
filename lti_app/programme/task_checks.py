"""What is wrong with a task that its form's shape cannot show: keys used twice, kinds used where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from lti_app.programme.asks_forms import (
    AgreementForm,
    BriefingForm,
    ChooseReadingForm,
    ConfirmForm,
    ConfirmReflectionForm,
    FinalRatingForm,
    RateForm,
    ReflectOnForm,
    RespondToEachForm,
    ThingForm,
    TouchpointForm,
)
from lti_app.programme.faults import Fault
from lti_app.programme.forms import TaskForm
from lti_app.programme.model import Readers, TaskRef
from lti_app.programme.opening import ReadActivity
from lti_app.programme.references import read_ref
from lti_app.programme.shape_checks import list_twice

_CORRECT = "Correct or remove it."


def list_task_faults(file: str, task: TaskForm) -> Iterator[Fault]:
    """What is wrong inside one task."""
    place = f"tasks[{task.key}].asks"
    match task.asks:
        case ConfirmForm(things=things) | ChooseReadingForm(things=things):
            yield from list_twice(file, f"{place}.things", (thing.key for thing in things))
            for thing in things:
                yield from _list_thing_faults(file, f"{place}.things[{thing.key}]", thing)
        case RespondToEachForm(vignettes=vignettes):
            yield from list_twice(file, f"{place}.vignettes", (vignette.key for vignette in vignettes))
        case RateForm(strands=strands, scale=scale):
            yield from list_twice(file, f"{place}.strands", (strand.key for strand in strands))
            yield from list_twice(file, f"{place}.scale", scale)
    yield from _list_misuse(file, task)


def _list_misuse(file: str, task: TaskForm) -> Iterator[Fault]:
    place = f"tasks[{task.key}]"
    match task.asks:
        case ChooseReadingForm() if task.essential:
            yield Fault(
                file, f"{place}.essential", "is true, but a choice is never required", "Make it false."
            )
        case ConfirmReflectionForm() if task.readers is not Readers.NOBODY:
            remedy = 'Write readers = "participant".'
            yield Fault(file, f"{place}.readers", "lets others read a reflection on one's own life", remedy)
        case TouchpointForm() if task.counts_for is None:
            remedy = "Name the week or the workshop that it belongs to."
            yield Fault(file, f"{place}.counts_for", "is missing from a touchpoint", remedy)


def _list_thing_faults(file: str, place: str, thing: ThingForm) -> Iterator[Fault]:
    if [thing.text is not None, thing.place_key is not None, thing.in_parts].count(True) != 1:
        yield Fault(
            file,
            place,
            "needs either text or place_key, and not both",
            "Give text for a text of the pack, place_key for something that the organisation provides, or in_parts.",
        )


def list_reference_faults(
    read: ReadActivity, by_key: dict[str, ReadActivity], listed: set[str], has_entry: bool
) -> Iterator[Fault]:
    """What is wrong with the tasks that the tasks of an activity name."""
    for task in read.form.tasks:
        references = [("opens_after", ref) for ref in task.opens_after]
        match task.asks:
            case ReflectOnForm(task=named):
                references.append(("asks.task", named))
                yield from _list_reflection_faults(read, task, task.asks, by_key)
            case FinalRatingForm(again_of=named):
                references.append(("asks.again_of", named))
                yield from _list_kind_faults(read, task, named, "again_of", by_key, (RateForm,), "rate")
            case BriefingForm(earlier=named):
                references.append(("asks.earlier", named))
                kinds = (AgreementForm, BriefingForm)
                yield from _list_kind_faults(
                    read, task, named, "earlier", by_key, kinds, "agreement or briefing"
                )
            case AgreementForm(undertakings=undertakings, commitments=commitments):
                if not has_entry and not (undertakings and commitments):
                    remedy = "Give them here, or in entry.toml, and name that in programme.toml."
                    yield Fault(
                        read.file, f"tasks[{task.key}].asks", "has no undertakings or no commitments", remedy
                    )
        for place, written in references:
            ref = read_ref(read.form.key, written)
            if find_task(by_key, ref) is None and (ref.activity in by_key or ref.activity not in listed):
                where = f"tasks[{task.key}].{place}"
                yield Fault(read.file, where, f"names {written}, which is no task of this pack", _CORRECT)


def _list_kind_faults(
    read: ReadActivity,
    task: TaskForm,
    named: str,
    key: str,
    by_key: dict[str, ReadActivity],
    kinds: tuple[type, ...],
    said: str,
) -> Iterator[Fault]:
    target = find_task(by_key, read_ref(read.form.key, named))
    if target is not None and not isinstance(target.asks, kinds):
        place = f"tasks[{task.key}].asks.{key}"
        yield Fault(
            read.file, place, f"names {named}, which is of another kind", f"Name a task of kind {said}."
        )


def _list_reflection_faults(
    read: ReadActivity, task: TaskForm, asks: ReflectOnForm, by_key: dict[str, ReadActivity]
) -> Iterator[Fault]:
    ref = read_ref(read.form.key, asks.task)
    target = find_task(by_key, ref)
    if target is not None and not isinstance(target.asks, RespondToEachForm):
        problem = f"names {asks.task}, which does not ask for responses"
        yield Fault(
            read.file, f"tasks[{task.key}].asks.task", problem, "Name a task of kind respond_to_each."
        )
    if ref not in [read_ref(read.form.key, written) for written in task.opens_after]:
        problem = f"lets the reflection open before {asks.task} is done"
        yield Fault(read.file, f"tasks[{task.key}].opens_after", problem, f'Add "{asks.task}" to it.')


def find_task(by_key: dict[str, ReadActivity], ref: TaskRef) -> TaskForm | None:
    """The form of the task that `ref` names, or None."""
    read = by_key.get(ref.activity)
    return next((task for task in read.form.tasks if task.key == ref.task), None) if read else None
