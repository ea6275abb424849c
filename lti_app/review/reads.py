"""The page on which a trainer reads one piece of work and writes on it, gathered."""

from __future__ import annotations

from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Programme, TaskRef
from lti_app.review.page_rules import Gathered, ReviewPage, ReviewWish, build_page
from lti_app.review.reading_rules import decide_may_read
from lti_app.review.work_records import (
    find_member,
    find_sent,
    list_others_drafting,
    load_held,
    load_work,
    name_person,
)


def get_review_page(
    *, visit: Visit, programme: Programme, person_id: int, ref: TaskRef, wish: ReviewWish
) -> ReviewPage:
    """The page of one version of a piece of work; raises NotHere, the same for what is not a trainer's to read."""
    gathered = _gather(visit, programme, person_id, ref, wish.number)
    return build_page(programme=programme, gathered=gathered, wish=wish)


def _gather(visit: Visit, programme: Programme, person_id: int, ref: TaskRef, number: int | None) -> Gathered:
    activity = programme.find_activity(ref.activity)
    task = activity.find_task(ref.task) if activity is not None else None
    with read_only() as session:
        person = find_member(session, visit, person_id=person_id)
        if activity is None or task is None or person is None or person.id == visit.person_id:
            raise NotHere("no such work")
        if not decide_may_read(readers=task.readers, is_own=False, is_trainer=True):
            raise NotHere("not a trainer's to read")
        work = load_work(session, person_id=person.id, ref=ref)
        version = work.find(number) if number else next(iter(work.versions), None)
        if version is None:
            raise NotHere("nothing submitted")
        sent, edition = find_sent(session, submission_id=version.submission_id)
        is_sender = sent is not None and sent.by_id == visit.person_id
        held, has_draft = load_held(
            session,
            trainer_id=visit.person_id,
            person_id=person.id,
            ref=ref,
            task=task,
            work=work,
            version=version,
            edition=edition if is_sender else 0,
            is_sender=is_sender,
        )
        return Gathered(
            person_id=person.id,
            person_name=name_person(person),
            ref=ref,
            activity=activity,
            task=task,
            work=work,
            version=version,
            sent=sent,
            is_sender=is_sender,
            held=held,
            has_draft=has_draft,
            others=list_others_drafting(session, trainer_id=visit.person_id, person_id=person.id, ref=ref),
        )
