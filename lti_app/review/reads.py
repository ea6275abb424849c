"""The page on which a trainer reads one piece of work and writes on it, gathered."""

from __future__ import annotations

from lti_app.database import read_only
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme, TaskRef
from lti_app.review.desk_records import open_desk
from lti_app.review.page_rules import Gathered, ReviewPage, ReviewWish, build_page
from lti_app.review.work_records import (
    list_others_drafting,
    name_person,
)


def get_review_page(
    *, visit: Visit, programme: Programme, person_id: int, ref: TaskRef, wish: ReviewWish
) -> ReviewPage:
    """The page of one version of a piece of work; raises NotHere, the same for what is not a trainer's to read."""
    gathered = _gather(visit, programme, person_id, ref, wish.number)
    return build_page(programme=programme, gathered=gathered, wish=wish)


def _gather(visit: Visit, programme: Programme, person_id: int, ref: TaskRef, number: int | None) -> Gathered:
    with read_only() as session:
        desk = open_desk(session, visit, programme, person_id, ref, number=number or None, locks=False)
        return Gathered(
            person_id=desk.person.id,
            person_name=name_person(desk.person),
            ref=ref,
            activity=desk.activity,
            task=desk.task,
            work=desk.work,
            version=desk.version,
            sent=desk.sent,
            is_sender=desk.is_sender,
            held=desk.held,
            has_draft=desk.has_draft,
            others=list_others_drafting(
                session, trainer_id=visit.person_id, person_id=desk.person.id, ref=ref
            ),
        )
