"""What the picker shows: the programme as a tree, and which of it stands in the course page already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from lti_app.database import read_only
from lti_app.placement.picking_rules import name_link
from lti_app.placement.records import Placement
from lti_app.programme.model import Activity, Programme


@dataclass(frozen=True, slots=True)
class PickerActivity:
    """An activity that can be placed."""

    key: str
    title: str
    summary: str
    minutes: int
    kind: str
    placed: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class PickerModule:
    """A module and its activities."""

    number: int
    title: str
    activities: tuple[PickerActivity, ...]


@dataclass(frozen=True, slots=True)
class PickerPage:
    """The picker. `faults` are pairs of a field and a message about the choice just sent."""

    modules: tuple[PickerModule, ...]
    accept_multiple: bool
    faults: tuple[tuple[str, str], ...]
    action: str


@dataclass(frozen=True, slots=True)
class ReturningPage:
    """The form that carries the signed choice back to the LMS."""

    return_url: str
    jwt: str


def get_picker_page(
    *,
    cohort_id: int,
    programme: Programme,
    accept_multiple: bool,
    action: str,
    checked: Collection[str] = (),
    faults: tuple[tuple[str, str], ...] = (),
) -> PickerPage:
    """The picker for a course, with `checked` chosen."""
    with read_only() as session:
        placed = set(session.scalars(select(Placement.activity_key).where(Placement.cohort_id == cohort_id)))
    modules = tuple(
        PickerModule(
            number=module.number,
            title=module.title,
            activities=tuple(
                _picker_activity(activity, placed=placed, checked=checked) for activity in module.activities
            ),
        )
        for module in programme.modules
    )
    return PickerPage(modules=modules, accept_multiple=accept_multiple, faults=faults, action=action)


def _picker_activity(
    activity: Activity, *, placed: Collection[str | None], checked: Collection[str]
) -> PickerActivity:
    return PickerActivity(
        key=activity.key,
        title=name_link(activity),
        summary=activity.summary,
        minutes=activity.minutes,
        kind=activity.kind,
        placed=activity.key in placed,
        checked=activity.key in checked,
    )
