"""What one activity of a pack takes from elsewhere in it: first weeks, the lines of the entry, earlier ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_app.programme.asks_forms import RateForm
from lti_app.programme.forms import EntryForm
from lti_app.programme.model import TaskRef
from lti_app.programme.opening import ReadActivity
from lti_app.programme.references import read_ref


@dataclass(frozen=True, slots=True)
class Around:
    """Look-ups over the whole pack; `first_weeks` is by the key of what is shown."""

    first_weeks: dict[str, str]
    ratings: dict[TaskRef, RateForm]
    undertakings: tuple[str, ...]
    commitments: tuple[str, ...]


def look_around(activities: Sequence[ReadActivity], entry: EntryForm | None) -> Around:
    """The look-ups for a pack whose activities have been read."""
    weeks = sorted(
        (read for read in activities if read.form.week), key=lambda one: (one.module, one.form.week or 0)
    )
    first_weeks: dict[str, str] = {}
    for read in weeks:
        for key in (*read.form.includes, *read.form.shows):
            first_weeks.setdefault(key, read.form.key)
    ratings = {
        read_ref(read.form.key, task.key): task.asks
        for read in activities
        for task in read.form.tasks
        if isinstance(task.asks, RateForm)
    }
    undertakings = tuple(line.text for line in entry.undertakings) if entry else ()
    commitments = tuple(line.text for line in entry.commitments) if entry else ()
    return Around(first_weeks, ratings, undertakings, commitments)
