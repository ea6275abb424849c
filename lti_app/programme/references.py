"""How a pack's files name a task of another activity."""

from __future__ import annotations

from lti_app.programme.model import ActivityKey, TaskKey, TaskRef


def read_ref(activity: str, written: str) -> TaskRef:
    """The task meant by `task`, of the activity in which it is written, or by `activity/task`, of another."""
    before, slash, after = written.partition("/")
    return (
        TaskRef(ActivityKey(before), TaskKey(after))
        if slash
        else TaskRef(ActivityKey(activity), TaskKey(before))
    )
