"""Reads a pack's folder into a Programme, or says everything that is wrong with it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lti_app.programme.activity_reader import read_activity
from lti_app.programme.around import look_around
from lti_app.programme.bible import list_bible_faults
from lti_app.programme.bible_forms import BibleForm
from lti_app.programme.checks import list_check_faults, list_module_faults
from lti_app.programme.faults import Fault, PackFaults
from lti_app.programme.forms import ActivityForm, ModuleForm
from lti_app.programme.front_reader import build_programme, read_front
from lti_app.programme.gates import BuiltActivity, list_gate_faults
from lti_app.programme.lines import read_lines
from lti_app.programme.model import Activity, Module, Programme
from lti_app.programme.opening import ReadActivity
from lti_app.programme.shelf import Shelf

BIBLE = "bible.toml"


def load_programme(folder: Path, overlay: Path | None = None) -> Programme:
    """The programme that the pack in `folder` holds; raises PackFaults with every fault where it has any.

    `overlay` is an organisation's own folder, whose texts stand in the place of the pack's.
    """
    programme, faults = _read_pack(folder, overlay)
    if programme is None or faults:
        raise PackFaults(faults)
    return programme


def check_pack(folder: Path, overlay: Path | None = None) -> list[Fault]:
    """Everything that is wrong with the pack in `folder`, by file; an empty list where it can be loaded."""
    return _read_pack(folder, overlay)[1]


@dataclass(frozen=True, slots=True)
class _ReadModule:
    file: str
    form: ModuleForm | None
    activities: list[ReadActivity]


def _read_pack(folder: Path, overlay: Path | None) -> tuple[Programme | None, list[Fault]]:
    shelf = Shelf(folder, overlay)
    front = read_front(shelf, has_overlay=overlay is not None)
    listed: set[str] = set()
    read = [_read_module(shelf, name, listed) for name in front.module_folders]
    activities = [activity for module in read for activity in module.activities]
    around = look_around(activities, front.entry)
    modules: list[Module] = []
    standing: list[BuiltActivity] = []
    for one in read:
        built = tuple(read_activity(shelf, around, activity) for activity in one.activities)
        files = (activity.file for activity in one.activities)
        standing.extend(BuiltActivity(file, activity) for file, activity in zip(files, built, strict=True))
        if one.form is not None:
            shelf.faults.extend(list_module_faults(one.file, one.form))
            modules.append(_build_module(shelf, one.file, one.form, built))
    shelf.faults.extend(list_check_faults(activities, listed, has_entry=front.entry is not None))
    shut = {(fault.file, fault.place) for fault in shelf.faults if "can never open" in fault.problem}
    shelf.faults.extend(list_gate_faults(standing, listed=listed, shut=shut))
    _check_bibles(shelf, activities)
    shelf.add_unused_faults()
    faults = sorted(set(shelf.faults))
    return (None if faults else build_programme(front, shelf.digest(), tuple(modules))), faults


def _check_bibles(shelf: Shelf, activities: list[ReadActivity]) -> None:
    """Hold the texts of each case that has a bible against it."""
    files = dict.fromkeys(shelf.find_file_above(read.file, BIBLE) for read in activities)
    for file in (file for file in files if file):
        bible = shelf.read_form(file, BibleForm)
        if bible is not None:
            texts = shelf.list_texts_under(posixpath.dirname(file))
            shelf.faults.extend(list_bible_faults(file, bible, texts))


def _read_module(shelf: Shelf, name: str, listed: set[str]) -> _ReadModule:
    file = f"{name}/module.toml"
    form = shelf.read_form(file, ModuleForm)
    keys = form.activities if form else shelf.list_activity_folders(name)
    listed.update(keys)
    return _ReadModule(file, form, _read_activities(shelf, name, keys, form.number if form else 0))


def _read_activities(shelf: Shelf, folder: str, keys: Sequence[str], module: int) -> list[ReadActivity]:
    files = ((key, shelf.find_activity_file(folder, key)) for key in keys)
    forms = ((key, file, shelf.read_form(file, ActivityForm)) for key, file in files)
    return [ReadActivity(file, key, module, form) for key, file, form in forms if form is not None]


def _build_module(shelf: Shelf, file: str, form: ModuleForm, activities: tuple[Activity, ...]) -> Module:
    return Module(
        number=form.number,
        title=form.title,
        introduction=shelf.read_text_of(file, form.introduction, headings=False),
        aims=read_lines(form.aims),
        key_questions=read_lines(form.key_questions),
        outcomes=read_lines(form.outcomes),
        activities=activities,
    )
