"""The shape of the gates in a pack: the keys of each kind of condition."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lti_app.programme.fields import Form, FullRef, Key
from lti_app.programme.model import SignOff


class OrderForm(Form):
    """In the order of weeks, as the cohort's policy has it."""

    by: Literal["order"]


class CalendarForm(Form):
    """When the cohort's calendar reaches a week; left out, its own."""

    by: Literal["calendar"]
    week: Key | None = None


class WeekForm(Form):
    """When a week is open."""

    by: Literal["week"]
    week: Key


class ReleaseForm(Form):
    """When a trainer releases it."""

    by: Literal["release"]


class TaskDoneForm(Form):
    """When a task is done."""

    by: Literal["task"]
    task: FullRef


class ActivityDoneForm(Form):
    """When every essential task of an activity is done."""

    by: Literal["activity"]
    activity: Key


class AttendanceForm(Form):
    """When the participant has been at a workshop."""

    by: Literal["attendance"]
    workshop: Key


class SignOffForm(Form):
    """When the line manager has signed something off."""

    by: Literal["sign-off"]
    sign_off: SignOff


ConditionForm = Annotated[
    OrderForm
    | CalendarForm
    | WeekForm
    | ReleaseForm
    | TaskDoneForm
    | ActivityDoneForm
    | AttendanceForm
    | SignOffForm,
    Field(discriminator="by"),
]
