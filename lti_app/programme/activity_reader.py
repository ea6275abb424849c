"""Builds one activity of a programme from its form, its texts and what stands around it."""

from __future__ import annotations

from lti_app.programme.around import Around
from lti_app.programme.asks_reader import read_asks
from lti_app.programme.conditions_reader import (
    read_opening_of_activity,
    read_opening_of_part,
    read_opening_of_task,
)
from lti_app.programme.forms import PartForm, TaskForm
from lti_app.programme.lines import read_lines
from lti_app.programme.model import Activity, ActivityKey, Part, PartKey, Task, TaskKey
from lti_app.programme.opening import ReadActivity
from lti_app.programme.references import read_ref
from lti_app.programme.shelf import Shelf
from lti_app.programme.workshop_reader import read_workshop


def read_activity(shelf: Shelf, around: Around, read: ReadActivity) -> Activity:
    """The activity with its tasks, parts and day."""
    form = read.form
    return Activity(
        key=ActivityKey(form.key),
        kind=form.kind,
        module=read.module,
        week=form.week,
        title=form.title,
        summary=form.summary,
        purpose=shelf.read_text_of(read.file, form.purpose, headings=False),
        outcomes=read_lines(form.outcomes),
        tasks=tuple(_read_task(shelf, around, read, task) for task in form.tasks),
        includes=tuple(ActivityKey(key) for key in form.includes),
        trainer_notes=tuple(
            shelf.read_text_of(read.file, note, headings=True) for note in form.trainer_notes
        ),
        source=form.source,
        shows=tuple(ActivityKey(key) for key in form.shows),
        opens=read_opening_of_activity(form, around.first_weeks.get(form.key)),
        also=tuple(ActivityKey(key) for key in form.also),
        completes_with=ActivityKey(form.completes_with) if form.completes_with else None,
        parts=tuple(_read_part(shelf, around, read, part) for part in form.parts),
        part_name=form.part_name,
        workshop=read_workshop(shelf, read.file, form),
    )


def _read_task(shelf: Shelf, around: Around, read: ReadActivity, form: TaskForm) -> Task:
    return Task(
        key=TaskKey(form.key),
        title=form.title,
        question=shelf.read_text_of(read.file, form.question, headings=True),
        asks=read_asks(shelf, around, read.file, read.form.key, form.asks),
        essential=form.essential,
        readers=form.readers,
        minutes=form.minutes,
        opens_after=tuple(read_ref(read.form.key, ref) for ref in form.opens_after),
        outline=form.outline,
        source=form.source,
        opens=read_opening_of_task(read.form, form, around.first_weeks.get(read.form.key)),
        counts_for=ActivityKey(form.counts_for) if form.counts_for else None,
        sessions=form.sessions,
    )


def _read_part(shelf: Shelf, around: Around, read: ReadActivity, form: PartForm) -> Part:
    return Part(
        key=PartKey(form.key),
        title=form.title,
        text=shelf.read_text_of(read.file, form.text, headings=True),
        opens=read_opening_of_part(read.form, form, around.first_weeks.get(read.form.key)),
        source=form.source,
    )
