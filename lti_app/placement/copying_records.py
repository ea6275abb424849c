"""Taking over an old course's settings for the links of its copy: never people, never their work."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.placement.copying_rules import NewLink, OldLink, TakenOver, decide_taken_over
from lti_app.placement.records import Placement


def list_old_links(session: Session, cohort_id: int) -> tuple[OldLink, ...]:
    """The links of a course with what was set for them."""
    rows = session.scalars(select(Placement).where(Placement.cohort_id == cohort_id).order_by(Placement.id))
    return tuple(
        OldLink(one.resource_link_id, one.title, one.activity_key, one.grading_set_here) for one in rows
    )


def read_new_link(placement: Placement) -> NewLink:
    """A placement as the link of a copied course."""
    history = tuple(one for one in placement.link_history.split(",") if one)
    return NewLink(placement.title, placement.activity_key, placement.grading_set_here, history)


def inherit_settings(session: Session, placement: Placement, *, from_cohort_id: int) -> TakenOver:
    """Give a placement what the course `from_cohort_id` had set for its original, and say what that was."""
    taken = decide_taken_over(link=read_new_link(placement), old=list_old_links(session, from_cohort_id))
    if taken.activity_key is not None:
        placement.activity_key = taken.activity_key
    if taken.grading is not None:
        placement.grading_set_here = taken.grading
    return taken
