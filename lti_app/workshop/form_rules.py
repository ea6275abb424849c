"""What a trainer's buttons on a workshop's day send, read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from lti_app.gate.facts_rules import Target
from lti_app.programme.model import ActivityKey, PartKey, PartRef, TaskKey, TaskRef
from lti_app.workshop.attendance_rules import Presence

LONGEST_REASON = 500
_SECONDS = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MarkForm:
    """A tap in the register. `presence` None takes the mark away; `fault` says what is wrong, None where nothing.

    `held` is how long the page held it back before it could be sent.
    """

    presence: Presence | None
    reason: str
    fault: str | None
    held: timedelta = timedelta()


def read_mark_form(form: Mapping[str, str]) -> MarkForm | None:
    """What was tapped; None where the form says nothing that a register knows."""
    said, seconds = form.get("presence", ""), form.get("seconds-ago", "")
    held = timedelta(seconds=int(seconds) if _SECONDS.fullmatch(seconds) else 0)
    if said == "undo":
        return MarkForm(None, "", None, held)
    if said not in set(Presence):
        return None
    presence = Presence(said)
    reason = " ".join(form.get("reason", "").split()) if presence is Presence.CATCH_UP else ""
    fault = None
    if presence is Presence.CATCH_UP and not reason:
        fault = "Enter what was agreed, and why"
    elif len(reason) > LONGEST_REASON:
        fault = f"What was agreed must be {LONGEST_REASON} characters or fewer"
    return MarkForm(presence, reason, fault, held)


def read_target_form(form: Mapping[str, str]) -> Target:
    """What is to be given out or taken back, as the form names it."""
    activity = ActivityKey(form.get("activity", "")[:64])
    if form.get("part"):
        return PartRef(activity, PartKey(form["part"][:64]))
    if form.get("task"):
        return TaskRef(activity, TaskKey(form["task"][:64]))
    return activity
