"""What stands where in a course page, what nobody has placed, and what a copied course could take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.cohort.records import Cohort
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.placement.copying_records import list_old_links, read_new_link
from lti_app.placement.copying_rules import decide_taken_over
from lti_app.placement.grading_rules import Grading, describe_grading
from lti_app.placement.picking_rules import name_link
from lti_app.placement.records import Pick, Placement
from lti_app.programme.model import Programme


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """A link in the course page. `activity` is None where it opens none yet; `has_column`: grades have a place."""

    id: int
    title: str
    activity: str | None
    activity_is_known: bool
    grading: Grading
    set_here: bool
    has_column: bool
    last_launched_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """An activity with no link that we know of; `picked_at` is when it was chosen in the picker, if it was.

    `is_week` tells a week from a case, which its week shows without a link of its own.
    """

    title: str
    is_week: bool
    picked_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlacementsPage:
    """The course page as this service knows it; `options` are the grading choices with their words."""

    links: tuple[PlacedLink, ...]
    not_placed: tuple[NotPlaced, ...]
    options: tuple[tuple[str, str], ...]
    changed: int | None


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """The choice of an activity for a link that has none. `suggested` is what the old course's link opened."""

    placement_id: int
    link_title: str
    activities: tuple[tuple[str, str, str], ...]
    options: tuple[tuple[str, str], ...]
    suggested: str | None
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CopyPage:
    """What a copied course can take over. Each change is a link's title, and what it would open or report."""

    old_title: str
    old_policy: CohortPolicy
    changes: tuple[tuple[str, str], ...]


def get_placements_page(*, cohort_id: int, programme: Programme, changed: int | None) -> PlacementsPage:
    """The course page's links, by two queries; `changed` is the link that has just been set."""
    with read_only() as session:
        placements = _list_placements(session, cohort_id)
        links = tuple(_placed_link(one, programme) for one in placements)
        placed = {one.activity_key for one in placements}
        picks = session.scalars(select(Pick).where(Pick.cohort_id == cohort_id))
        picked_at = {one.activity_key: one.picked_at for one in picks}
    return PlacementsPage(
        links=links,
        not_placed=tuple(
            NotPlaced(name_link(activity), activity.week is not None, picked_at.get(key))
            for key, activity in programme.activities.items()
            if key not in placed
        ),
        options=list_options(),
        changed=changed,
    )


def get_chooser_page(
    *,
    cohort_id: int,
    placement_id: int | None,
    programme: Programme,
    faults: tuple[tuple[str, str], ...] = (),
) -> ChooserPage:
    """The activities that the link could open. Raises NotHere for a link of another course."""
    with read_only() as session:
        placement = session.get(Placement, placement_id) if placement_id is not None else None
        if placement is None or placement.cohort_id != cohort_id:
            raise NotHere("no such link in this course")
        copied_from = session.get_one(Cohort, cohort_id).copied_from_id
        suggested = placement.activity_key
        if suggested is None and copied_from is not None:
            old = list_old_links(session, copied_from)
            suggested = decide_taken_over(link=read_new_link(placement), old=old).activity_key
        title, number = placement.title, placement.id
    return ChooserPage(
        placement_id=number,
        link_title=title,
        activities=tuple((one.key, name_link(one), one.summary) for one in programme.activities.values()),
        options=list_options(),
        suggested=suggested,
        faults=faults,
    )


def get_copy_page(*, cohort_id: int, programme: Programme) -> CopyPage:
    """What the course that this one was copied from had set. Raises NotHere where nothing is offered."""
    with read_only() as session:
        cohort = session.get_one(Cohort, cohort_id)
        if cohort.copied_from_id is None or cohort.copy_offer is not CopyOffer.OFFERED:
            raise NotHere("nothing is offered")
        old = session.get_one(Cohort, cohort.copied_from_id)
        links = list_old_links(session, old.id)
        changes = []
        for placement in _list_placements(session, cohort_id):
            taken = decide_taken_over(link=read_new_link(placement), old=links)
            activity = programme.find_activity(taken.activity_key or "")
            words = [f"opens ‘{name_link(activity)}’"] if activity else []
            words += [describe_grading(taken.grading)] if taken.grading else []
            if words:
                changes.append((placement.title, ", ".join(words)))
        return CopyPage(old.title, old.policy, tuple(changes))


def list_options() -> tuple[tuple[str, str], ...]:
    """The grading choices, each with its words."""
    return tuple((one.value, describe_grading(one)) for one in Grading)


def _list_placements(session: Session, cohort_id: int) -> list[Placement]:
    return list(
        session.scalars(select(Placement).where(Placement.cohort_id == cohort_id).order_by(Placement.id))
    )


def _placed_link(placement: Placement, programme: Programme) -> PlacedLink:
    activity = programme.find_activity(placement.activity_key or "")
    return PlacedLink(
        id=placement.id,
        title=placement.title or "A link without a name",
        activity=name_link(activity) if activity else placement.activity_key,
        activity_is_known=activity is not None,
        grading=placement.grading,
        set_here=placement.grading_set_here is not None,
        has_column=placement.line_item_url is not None,
        last_launched_at=placement.last_launched_at,
    )
