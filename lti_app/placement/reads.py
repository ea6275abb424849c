"""What the picker shows: the programme as a tree, and which of it stands in the course page already."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lti_app.database import read_only
from lti_app.placement.grading_rules import describe_grading
from lti_app.placement.picking_rules import Wish, name_link
from lti_app.placement.records import Pick, Placement
from lti_app.programme.model import Activity, Programme


@dataclass(frozen=True, slots=True)
class PickerActivity:
    """An activity that can be placed. `placed` says as what it stands in the course already, () where it does not.

    `picked_at` is when it was chosen here last, where the course page has not shown it since.
    """

    key: str
    title: str
    summary: str
    minutes: int
    kind: str
    placed: tuple[str, ...]
    picked_at: datetime | None
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
class DetailsPage:
    """The chosen activities with their titles and gradings, to be changed before they go to the course."""

    wishes: tuple[Wish, ...]
    options: tuple[tuple[str, str], ...]
    accepts_grades: bool
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
        placed: dict[str | None, list[str]] = {}
        for link in session.scalars(select(Placement).where(Placement.cohort_id == cohort_id)):
            words = f"‘{link.title}’, {describe_grading(link.grading)}"
            placed.setdefault(link.activity_key, []).append(words)
        picks = session.scalars(select(Pick).where(Pick.cohort_id == cohort_id))
        picked_at = {one.activity_key: one.picked_at for one in picks}
    modules = tuple(
        PickerModule(
            number=module.number,
            title=module.title,
            activities=tuple(
                _picker_activity(activity, placed=placed, picked_at=picked_at, checked=checked)
                for activity in module.activities
            ),
        )
        for module in programme.modules
    )
    return PickerPage(modules=modules, accept_multiple=accept_multiple, faults=faults, action=action)


def _picker_activity(
    activity: Activity,
    *,
    placed: Mapping[str | None, Sequence[str]],
    picked_at: Mapping[str, datetime],
    checked: Collection[str],
) -> PickerActivity:
    return PickerActivity(
        key=activity.key,
        title=name_link(activity),
        summary=activity.summary,
        minutes=activity.minutes,
        kind=activity.kind,
        placed=tuple(placed.get(activity.key, ())),
        picked_at=None if activity.key in placed else picked_at.get(activity.key),
        checked=activity.key in checked,
    )
