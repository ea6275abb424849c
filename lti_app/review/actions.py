"""A trainer's feedback is kept as a draft or sent, with all that comes of it; and a participant has seen it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import write_answers
from lti_app.activity.evidence_records import lock_person
from lti_app.activity.fault_rules import AnswerFault, list_length_faults
from lti_app.activity.outcome_rules import Conflict, NotEnough, Saved, TooLong
from lti_app.activity.settling_records import settle_submission
from lti_app.activity.state_records import list_states
from lti_app.activity.version_rules import decide_fits, next_version
from lti_app.cohort.day_rules import london_day
from lti_app.database import flushed, transaction
from lti_app.gate.facts_records import load_facts
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, Programme, TaskKey, TaskRef
from lti_app.review.decision_rules import Decision
from lti_app.review.desk_records import Desk, open_desk
from lti_app.review.form_rules import SentReview, list_count_faults, list_feedback_faults, list_notes
from lti_app.review.outcome_rules import (
    Free,
    SaveFeedbackOutcome,
    SendOutcome,
    Sent,
    judge_sending,
)
from lti_app.review.passage_rules import list_passages
from lti_app.review.queue_records import record_decision
from lti_app.review.records import (
    Feedback,
    FeedbackDraft,
    clear_feedback_draft,
    find_feedback,
    find_feedback_draft,
    record_seen,
    write_margins,
)


def save_feedback(
    *,
    visit: Visit,
    programme: Programme,
    person_id: int,
    ref: TaskRef,
    review: SentReview,
    max_characters: int,
    now: datetime,
) -> SaveFeedbackOutcome:
    """The trainer's draft is saved, or why not; it is theirs alone, and kept whatever others send. Raises NotHere."""
    too_long = _list_too_long(review, max_characters)
    if too_long:
        return TooLong(too_long)
    with transaction() as session:
        desk = open_desk(session, visit, programme, person_id, ref, number=review.number, locks=True)
        return _keep(session, desk, review, now)


def send_feedback(
    *,
    visit: Visit,
    programme: Programme,
    person_id: int,
    ref: TaskRef,
    review: SentReview,
    decision: Decision,
    max_characters: int,
    now: datetime,
) -> SendOutcome:
    """Sent, or why not; what is not sent is kept as a draft.

    One transaction: the version is still the newest and nobody else has written on it; the feedback stands, the draft
    goes; work that waited for this word counts once accepted, and the scores that it earns are queued. Raises NotHere.
    """
    too_long = _list_too_long(review, max_characters)
    if too_long:
        return TooLong(too_long)
    with transaction() as session:
        desk = open_desk(session, visit, programme, person_id, ref, number=review.number, locks=True)
        saved = _keep(session, desk, review, now)
        if not isinstance(saved, Saved):
            return saved
        judged = judge_sending(
            number=desk.version.number,
            last_number=desk.work.versions[0].number,
            sent=desk.sent,
            by_id=visit.person_id,
            decision=decision,
        )
        if not isinstance(judged, Free):
            return judged
        faults = list_feedback_faults(answers=review.answers, decision=decision)
        if faults:
            return NotEnough(faults, saved.version)
        _send(session, desk, review, decision, now)
        if decision is Decision.ACCEPTED and desk.version.waits:
            return Sent(decision, _settle(session, visit, programme, desk, now))
        return Sent(decision, ())


def mark_seen(*, visit: Visit, activity_key: str, task_key: str, now: datetime) -> None:
    """The participant of this visit has seen what was said of that task; from then on it stays as it is."""
    with transaction() as session:
        lock_person(session, visit.person_id)
        ref = TaskRef(ActivityKey(activity_key), TaskKey(task_key))
        record_seen(session, person_id=visit.person_id, ref=ref, now=now)


def _list_too_long(review: SentReview, max_characters: int) -> tuple[AnswerFault, ...]:
    too_long = list_length_faults(answers=review.answers, max_characters=max_characters)
    return (*too_long, *list_count_faults(review.answers))


def _keep(session: Session, desk: Desk, review: SentReview, now: datetime) -> Saved | Conflict:
    held, answers = desk.held, review.answers
    if not decide_fits(held=held, based_on=review.based_on_version, editor=review.editor, answers=answers):
        return Conflict(held.answers, held.version, held.saved_at)
    if answers == held.answers:
        return Saved(held.version, held.saved_at or now)
    version = next_version(held)
    draft = find_feedback_draft(
        session, trainer_id=desk.trainer_id, person_id=desk.person.id, ref=desk.ref
    ) or FeedbackDraft(
        trainer_id=desk.trainer_id,
        person_id=desk.person.id,
        activity_key=desk.ref.activity,
        task_key=desk.ref.task,
    )
    draft.number, draft.answers = desk.version.number, write_answers(answers)
    draft.version, draft.editor, draft.saved_at = version, review.editor, now
    session.add(draft)
    return Saved(version, now)


def _send(session: Session, desk: Desk, review: SentReview, decision: Decision, now: datetime) -> None:
    feedback = find_feedback(session, submission_id=desk.version.submission_id) or Feedback(
        submission_id=desk.version.submission_id,
        person_id=desk.person.id,
        activity_key=desk.ref.activity,
        task_key=desk.ref.task,
        number=desk.version.number,
        edition=0,
    )
    passages = list_passages(desk.version.lay_out(desk.task))
    feedback.decision, feedback.overall = decision, review.answers.get("overall")
    feedback.asked = review.answers.get("asked")
    feedback.margins = write_margins(list_notes(answers=review.answers, passages=passages))
    feedback.edition += 1
    feedback.sent_at, feedback.sent_by_id = now, desk.trainer_id
    session.add(feedback)
    record_decision(session, person_id=desk.person.id, ref=desk.ref, decision=decision)
    clear_feedback_draft(session, trainer_id=desk.trainer_id, person_id=desk.person.id, ref=desk.ref)


def _settle(
    session: Session, visit: Visit, programme: Programme, desk: Desk, now: datetime
) -> tuple[int, ...]:
    facts = load_facts(
        flushed(session),
        programme=programme,
        person_id=desk.person.id,
        cohort_id=visit.cohort_id,
        states=list_states(flushed(session), desk.person.id),
        today=london_day(now),
    )
    settled = settle_submission(
        session,
        programme=programme,
        person_id=desk.person.id,
        ref=desk.ref,
        number=desk.version.number,
        counted=facts.counted,
        now=now,
    )
    return settled.platform_ids
