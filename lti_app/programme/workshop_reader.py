"""Builds a workshop's day from the sessions and breaks of its activity."""

from __future__ import annotations

from lti_app.programme.fields import read_clock
from lti_app.programme.forms import ActivityForm
from lti_app.programme.lines import read_lines
from lti_app.programme.model import ActivityKey, Break, Difficulty, RunSheet, Session, Workshop
from lti_app.programme.shelf import Shelf
from lti_app.programme.workshop_forms import SessionForm


def read_workshop(shelf: Shelf, file: str, form: ActivityForm) -> Workshop | None:
    """The workshop's day; None where the activity has no sessions."""
    if not form.sessions:
        return None
    breaks = (Break(one.title, read_clock(one.starts), read_clock(one.ends)) for one in form.breaks)
    return Workshop(tuple(_read_session(shelf, file, one) for one in form.sessions), tuple(breaks))


def _read_session(shelf: Shelf, file: str, form: SessionForm) -> Session:
    difficulties = (Difficulty(one.key, one.expect, one.helps, one.source) for one in form.difficulties)
    run_sheet = RunSheet(
        goals=read_lines(form.goals),
        preparation=form.preparation,
        materials=form.materials,
        plan=shelf.read_text_of(file, form.plan, headings=True),
        messages=read_lines(form.messages),
        difficulties=tuple(difficulties),
        slides=form.slides,
        uses=tuple(ActivityKey(key) for key in form.uses),
    )
    starts, ends = read_clock(form.starts), read_clock(form.ends)
    return Session(form.key, form.title, starts, ends, run_sheet, form.source)
