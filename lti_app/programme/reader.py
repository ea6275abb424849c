"""Reads a pack's folder into a Programme, or says everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lti_app.programme.asks_reader import read_asks
from lti_app.programme.checks import list_check_faults, list_module_faults
from lti_app.programme.faults import Fault, PackFaults
from lti_app.programme.forms import ActivityForm, ModuleForm, OutcomeForm, ProgrammeForm, TaskForm
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    Module,
    Outcome,
    Programme,
    Task,
    TaskKey,
)
from lti_app.programme.opening import ReadActivity
from lti_app.programme.references import read_ref
from lti_app.programme.shelf import Shelf


def load_programme(folder: Path) -> Programme:
    """The programme that the pack in `folder` holds; raises PackFaults with every fault where it has any."""
    programme, faults = _read_pack(folder)
    if programme is None or faults:
        raise PackFaults(faults)
    return programme


def check_pack(folder: Path) -> list[Fault]:
    """Everything that is wrong with the pack in `folder`, by file; an empty list where it can be loaded."""
    return _read_pack(folder)[1]


def _read_pack(folder: Path) -> tuple[Programme | None, list[Fault]]:
    shelf = Shelf(folder)
    form = shelf.read_form("programme.toml", ProgrammeForm)
    modules: list[Module] = []
    activities: list[ReadActivity] = []
    listed: set[str] = set()
    for name in form.modules if form else ():
        file = f"{name}/module.toml"
        module = shelf.read_form(file, ModuleForm)
        keys = module.activities if module else shelf.list_activity_folders(name)
        read = _read_activities(shelf, name, keys, module.number if module else 0)
        built = tuple(_build_activity(shelf, one) for one in read)
        listed.update(keys)
        activities.extend(read)
        if module is not None:
            shelf.faults.extend(list_module_faults(file, module))
            modules.append(_build_module(shelf, file, module, built))
    shelf.faults.extend(list_check_faults(activities, listed))
    shelf.add_unused_faults()
    faults = sorted(set(shelf.faults))
    if form is None or faults:
        return None, faults
    by_key = {str(activity.key): activity for module in modules for activity in module.activities}
    return Programme(form.key, form.title, shelf.digest(), tuple(modules), by_key), []


def _read_activities(shelf: Shelf, folder: str, keys: Sequence[str], module: int) -> list[ReadActivity]:
    files = ((key, f"{folder}/{key}/activity.toml") for key in keys)
    forms = ((key, file, shelf.read_form(file, ActivityForm)) for key, file in files)
    return [ReadActivity(file, key, module, form) for key, file, form in forms if form is not None]


def _build_module(shelf: Shelf, file: str, form: ModuleForm, activities: tuple[Activity, ...]) -> Module:
    return Module(
        number=form.number,
        title=form.title,
        introduction=shelf.read_text_of(file, form.introduction, headings=False),
        aims=_build_outcomes(form.aims),
        key_questions=_build_outcomes(form.key_questions),
        outcomes=_build_outcomes(form.outcomes),
        activities=activities,
    )


def _build_activity(shelf: Shelf, read: ReadActivity) -> Activity:
    form = read.form
    return Activity(
        key=ActivityKey(form.key),
        kind=form.kind,
        module=read.module,
        week=form.week,
        title=form.title,
        summary=form.summary,
        purpose=shelf.read_text_of(read.file, form.purpose, headings=False),
        outcomes=_build_outcomes(form.outcomes),
        tasks=tuple(_build_task(shelf, read, task) for task in form.tasks),
        includes=tuple(ActivityKey(key) for key in form.includes),
        trainer_notes=tuple(
            shelf.read_text_of(read.file, note, headings=False) for note in form.trainer_notes
        ),
        source=form.source,
    )


def _build_task(shelf: Shelf, read: ReadActivity, form: TaskForm) -> Task:
    return Task(
        key=TaskKey(form.key),
        title=form.title,
        question=shelf.read_text_of(read.file, form.question, headings=True),
        asks=read_asks(shelf, read.file, read.form.key, form.asks),
        essential=form.essential,
        readers=form.readers,
        minutes=form.minutes,
        opens_after=tuple(read_ref(read.form.key, ref) for ref in form.opens_after),
        outline=form.outline,
        source=form.source,
    )


def _build_outcomes(forms: tuple[OutcomeForm, ...]) -> tuple[Outcome, ...]:
    return tuple(Outcome(form.key, form.text, form.source) for form in forms)
