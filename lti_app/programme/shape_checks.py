"""What is wrong with one activity's days, parts and keys to other activities, that its form's shape cannot show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lti_app.programme.faults import Fault
from lti_app.programme.fields import read_clock
from lti_app.programme.forms import ActivityForm
from lti_app.programme.model import ActivityKind
from lti_app.programme.opening import ReadActivity

_TWICE = "Give one of them another key; a key that participants have met must stay as it is."
_CORRECT = "Correct or remove it."


def list_twice(file: str, place: str, keys: Iterable[str]) -> Iterator[Fault]:
    """A fault for each key that is there more than once."""
    for key, times in Counter(keys).items():
        if times > 1:
            yield Fault(file, f"{place}[{key}]", f"is there {times} times", _TWICE)


def list_shape_faults(read: ReadActivity) -> Iterator[Fault]:
    """What is wrong with an activity's workshop day and parts."""
    form, file = read.form, read.file
    if (form.kind is ActivityKind.WORKSHOP) != bool(form.sessions):
        yield Fault(
            file,
            "sessions",
            "are missing" if not form.sessions else "belong to a workshop, and this is none",
            "Give a workshop its sessions, and nothing else any.",
        )
    if form.kind is ActivityKind.WORKSHOP:
        for task in (task for task in form.tasks if task.essential):
            remedy = "Make it not essential, or move it to a case that the workshop includes."
            yield Fault(
                file, f"tasks[{task.key}].essential", "is true, but attendance alone completes it", remedy
            )
    yield from list_twice(file, "parts", (part.key for part in form.parts))
    yield from list_twice(file, "sessions", (session.key for session in form.sessions))
    for session in form.sessions:
        for name, lines in (
            ("goals", session.goals),
            ("messages", session.messages),
            ("difficulties", session.difficulties),
        ):
            yield from list_twice(file, f"sessions[{session.key}].{name}", (line.key for line in lines))
    yield from _list_clock_faults(file, form)


def _list_clock_faults(file: str, form: ActivityForm) -> Iterator[Fault]:
    sessions = [
        (read_clock(one.starts), read_clock(one.ends), f"sessions[{one.key}]") for one in form.sessions
    ]
    breaks = [
        (read_clock(one.starts), read_clock(one.ends), f"breaks[{number}]")
        for number, one in enumerate(form.breaks, start=1)
    ]
    if [starts for starts, _, _ in sessions] != sorted(starts for starts, _, _ in sessions):
        yield Fault(file, "sessions", "are not in the order of the day", "Put the earliest first.")
    before = None
    for starts, ends, place in sorted([*sessions, *breaks]):
        if ends <= starts:
            yield Fault(file, place, "ends before it starts", "Correct the times.")
        if before is not None and starts < before:
            yield Fault(file, place, "starts before what stands ahead of it has ended", "Correct the times.")
        before = ends


def list_link_faults(
    read: ReadActivity, by_key: dict[str, ReadActivity], listed: set[str]
) -> Iterator[Fault]:
    """What is wrong with the keys by which an activity names others."""
    form, file = read.form, read.file
    yield from list_twice(file, "includes", form.includes)
    yield from list_twice(file, "shows", (*form.shows, *form.includes) if form.shows else ())
    for place, key in [("includes", key) for key in form.includes] + [("shows", key) for key in form.shows]:
        yield from _list_case_faults(file, f"{place}[{key}]", key, by_key, listed)
    for session in form.sessions:
        for key in session.uses:
            yield from _list_case_faults(file, f"sessions[{session.key}].uses[{key}]", key, by_key, listed)
    for key in (form.completes_with,) if form.completes_with else ():
        target = by_key.get(key)
        if (target is None and key not in listed) or (
            target and target.form.kind is not ActivityKind.WORKSHOP
        ):
            yield Fault(file, "completes_with", f"names {key}, which is no workshop of this pack", _CORRECT)
    yield from _list_counting_faults(read, by_key, listed)


def _list_case_faults(
    file: str, place: str, key: str, by_key: dict[str, ReadActivity], listed: set[str]
) -> Iterator[Fault]:
    found = by_key.get(key)
    if found is None and key not in listed:
        yield Fault(file, place, "is no activity of this pack", _CORRECT)
    if found is not None and found.form.kind is not ActivityKind.CASE:
        yield Fault(file, place, "is not a case activity", "Only case activities are named here.")


def _list_counting_faults(
    read: ReadActivity, by_key: dict[str, ReadActivity], listed: set[str]
) -> Iterator[Fault]:
    for task in read.form.tasks:
        place = f"tasks[{task.key}]"
        week = by_key.get(task.counts_for) if task.counts_for else read
        if week is None:
            if task.counts_for not in listed:
                problem = f"is {task.counts_for}, which is no activity of this pack"
                yield Fault(read.file, f"{place}.counts_for", problem, _CORRECT)
            continue
        if task.counts_for and week.form.week is None:
            yield Fault(
                read.file, f"{place}.counts_for", f"is {task.counts_for}, which is no week", "Name a week."
            )
        known = {session.key for session in week.form.sessions}
        for key in task.sessions:
            if key not in known:
                problem = f"names {key}, which is no session of {week.form.key}"
                yield Fault(read.file, f"{place}.sessions", problem, _CORRECT)
