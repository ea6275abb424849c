"""What a launch leaves in the placement table: the link, its activity, its line item and its grading choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_app.database import add_if_absent
from lti_app.placement.column_rules import is_same_column
from lti_app.placement.copying_records import inherit_settings
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.score_delivery.records import take_back_unsent

SEEN_STEP = timedelta(hours=1)
"""How stale "last launched" may get: a write for each launch would buy nothing."""


@dataclass(frozen=True, slots=True)
class Link:
    """A resource link as a launch shows it; each value is None where the launch does not say."""

    resource_link_id: str
    title: str | None
    activity_key: str | None
    grading: Grading | None
    line_item_url: str | None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A launch's placement. `is_news`: scores have another place to go to than before, or are others.

    `opens_another`: the link opened another activity before, in the same course page.
    """

    placement: Placement
    is_news: bool = False
    has_another_column: bool = False
    opens_another: bool = False


def settle_placement(
    session: Session,
    placement: Placement | None,
    link: Link,
    *,
    cohort_id: int,
    deployment_row_id: int,
    now: datetime,
    inherits_from: int | None = None,
) -> Placed:
    """The link's placement, and what the launch has changed for its scores.

    A new link takes what the course `inherits_from` (a cohort's number) had set for the link that it is a copy of.
    """
    new = placement is None
    if placement is None:
        placement = _add_placement(session, link, cohort_id, deployment_row_id, now)
    before, key, reported = placement.line_item_url, placement.activity_key, placement.grading
    told = ",".join(link.history)
    if told and placement.link_history != told:
        placement.link_history = told
    if gained := link.line_item_url is not None and before != link.line_item_url:
        placement.line_item_url = link.line_item_url
    if moved := link.activity_key is not None and placement.activity_key != link.activity_key:
        placement.activity_key = link.activity_key
    if placement.grading_in_link is not link.grading:
        placement.grading_in_link = link.grading
    if new and inherits_from is not None:
        inherit_settings(session, placement, from_cohort_id=inherits_from)
    if placement.last_launched_at is None or now - placement.last_launched_at >= SEEN_STEP:
        placement.last_launched_at = now
    return Placed(
        placement,
        is_news=new or gained or moved or placement.grading is not reported,
        has_another_column=before is not None and not is_same_column(before, placement.line_item_url),
        opens_another=moved and key is not None,
    )


def take_back_unreported(session: Session, placement: Placement) -> None:
    """Take back the scores that the placement does not report any more, and that the gradebook has not taken."""
    if placement.grading is not Grading.PROGRESS:
        parts_only = placement.grading is Grading.COMPLETION
        take_back_unsent(session, placement_id=placement.id, parts_only=parts_only)


def _add_placement(
    session: Session, link: Link, cohort_id: int, deployment_row_id: int, now: datetime
) -> Placement:
    values = {
        "cohort_id": cohort_id,
        "deployment_row_id": deployment_row_id,
        "resource_link_id": link.resource_link_id,
        "title": (link.title or "")[:400],
        "scopes": "",
        "first_seen_at": now,
    }
    unique = ("cohort_id", "deployment_row_id", "resource_link_id")
    return add_if_absent(session, Placement, unique=unique, values=values)
