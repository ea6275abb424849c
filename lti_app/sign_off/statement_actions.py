"""A line manager signs: entry check, learning agreement, discussion, portfolio; each with all that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.completion_rules import list_touched
from lti_app.activity.evidence_records import find_last_submission
from lti_app.activity.records import Submission
from lti_app.activity.settling_records import settle_progress, settle_submission
from lti_app.database import transaction
from lti_app.gate.facts_rules import VERIFIED, Awaited
from lti_app.launch.secret_rules import digest
from lti_app.portfolio.records import find_handed_over
from lti_app.privacy.deed_rules import Deed
from lti_app.programme.model import ActivityKey, Agreement, Asks, Programme, SignOff, TaskKey, TaskRef
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.desk_records import find_own, load_counted
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import Fault
from lti_app.sign_off.records import record_sign_off
from lti_app.sign_off.statement_records import SignedStatement, find_statement
from lti_app.sign_off.statement_rules import (
    AGREED,
    CONSISTENT,
    DISCUSSED,
    SATISFACTORY,
    SignedForm,
    StatementKind,
    decide_entry_whole,
    decide_may_confirm,
    list_agreement_faults,
    list_entry_faults,
    list_entry_lines,
    list_signature_faults,
    list_verification_faults,
)
from lti_app.sign_off.visit_rules import LineManagerVisit

CHANGED: Fault = ("", "This has changed since you read it. Read it again below before you sign")
NOT_WAITING: Fault = ("", "Nothing waits for your signature here. It was signed already, or was taken back")


@dataclass(frozen=True, slots=True)
class Signed:
    """The statement is kept; `platform_ids` are the LMSs that now have a score due."""

    platform_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Nothing is kept, for these faults."""

    faults: tuple[Fault, ...]


def record_entry(
    *, visit: LineManagerVisit, programme: Programme, person_id: int, form: SignedForm, now: datetime
) -> Signed | NotSigned:
    """The entry check and undertakings, recorded; with every line ticked the sign-off at entry is given.

    Raises NotHere where the person is not this line manager's.
    """
    lines = tuple(line for group in list_entry_lines(programme) for line in group)
    with transaction() as session:
        naming = find_own(session, visit, person_id)
        standing = find_statement(session, person_id=person_id, kind=StatementKind.ENTRY)
        if standing is not None or not lines:
            return NotSigned((NOT_WAITING,))
        faults = list_entry_faults(form, lines)
        if faults:
            return NotSigned(faults)
        is_whole = decide_entry_whole(form, lines)
        said = "\n".join(f"{'Yes' if line.key in form.ticked else 'Not yet'}: {line.text}" for line in lines)
        kind = StatementKind.ENTRY if is_whole else StatementKind.ENTRY_IN_PART
        _sign(session, naming, kind, form, said, now)
        if is_whole:
            record_sign_off(session, person_id=person_id, sign_off=SignOff.ENTRY, now=now)
        return Signed()


def answer_agreement(
    *,
    visit: LineManagerVisit,
    programme: Programme,
    person_id: int,
    activity_key: str,
    task_key: str,
    form: SignedForm,
    now: datetime,
) -> Signed | NotSigned:
    """The learning agreement, agreed or sent back with words. Raises NotHere as `record_entry` does.

    Only the very version that was read is answered; agreed, it counts, and its scores are queued.
    """
    ref = TaskRef(ActivityKey(activity_key), TaskKey(task_key))
    with transaction() as session:
        naming = find_own(session, visit, person_id)
        last = find_last_submission(session, person_id=person_id, ref=ref)
        if (
            last is None
            or not isinstance(_find_asks(programme, ref), Agreement)
            or _has_word(session, last, StatementKind.AGREED)
        ):
            return NotSigned((NOT_WAITING,))
        if last.number != form.number:
            return NotSigned((CHANGED,))
        faults = list_agreement_faults(form)
        if faults:
            return NotSigned(faults)
        agrees = form.decision == "agree"
        kind = StatementKind.AGREED if agrees else StatementKind.SENT_BACK
        _sign(session, naming, kind, form, AGREED if agrees else "", now, about=last)
        if not agrees:
            return Signed()
        return _settle_agreement(session, programme, last, ref, now)


def _settle_agreement(
    session: Session, programme: Programme, last: Submission, ref: TaskRef, now: datetime
) -> Signed:
    person_id = last.person_id
    record_sign_off(session, person_id=person_id, sign_off=SignOff.LEARNING_AGREEMENT, now=now)
    if last.awaits is not Awaited.LINE_MANAGER:
        return Signed()
    counted = load_counted(session, programme, person_id=person_id, cohort_id=last.cohort_id, now=now)
    settled = settle_submission(
        session,
        programme=programme,
        person_id=person_id,
        ref=ref,
        number=last.number,
        counted=counted,
        now=now,
    )
    return Signed(settled.platform_ids)


def confirm_discussion(
    *,
    visit: LineManagerVisit,
    programme: Programme,
    person_id: int,
    activity_key: str,
    task_key: str,
    form: SignedForm,
    now: datetime,
) -> Signed | NotSigned:
    """A discussion, confirmed by the line manager with whom it was had. Raises NotHere as `record_entry` does."""
    ref = TaskRef(ActivityKey(activity_key), TaskKey(task_key))
    with transaction() as session:
        naming = find_own(session, visit, person_id)
        last = find_last_submission(session, person_id=person_id, ref=ref)
        if last is None or _has_word(session, last, StatementKind.DISCUSSED):
            return NotSigned((NOT_WAITING,))
        if not decide_may_confirm(_find_asks(programme, ref), role=load_answers(last.answers).get("role")):
            return NotSigned((NOT_WAITING,))
        if last.number != form.number:
            return NotSigned((CHANGED,))
        faults = tuple(list_signature_faults(form))
        if faults:
            return NotSigned(faults)
        _sign(session, naming, StatementKind.DISCUSSED, form, DISCUSSED, now, about=last)
        return Signed()


def verify_portfolio(
    *, visit: LineManagerVisit, programme: Programme, person_id: int, form: SignedForm, now: datetime
) -> Signed | NotSigned:
    """The formal written verification, kept as signed with the digest of what was read; its scores are queued.

    A portfolio handed over anew since it was read is not signed. Raises NotHere as `record_entry` does.
    """
    with transaction() as session:
        naming = find_own(session, visit, person_id)
        handed = find_handed_over(session, person_id=person_id)
        standing = find_statement(session, person_id=person_id, kind=StatementKind.VERIFIED)
        if handed is None or (standing is not None and standing.void_at is None):
            return NotSigned((NOT_WAITING,))
        if (handed.number, handed.digest) != (form.number, form.digest):
            return NotSigned((CHANGED,))
        faults = list_verification_faults(form)
        if faults:
            return NotSigned(faults)
        kept = _sign(session, naming, StatementKind.VERIFIED, form, f"{SATISFACTORY}\n{CONSISTENT}", now)
        kept.number, kept.contents_digest = handed.number, handed.digest
        record_sign_off(session, person_id=person_id, sign_off=SignOff.PORTFOLIO, now=now)
        portfolio = programme.find_activity(VERIFIED.activity)
        counted = load_counted(session, programme, person_id=person_id, cohort_id=None, now=now)
        settled = settle_progress(
            session,
            programme=programme,
            person_id=person_id,
            touched=list_touched(programme=programme, activity=portfolio) if portfolio is not None else (),
            counted=counted | {VERIFIED},
            now=now,
        )
        return Signed(settled.platform_ids)


def _find_asks(programme: Programme, ref: TaskRef) -> Asks | None:
    activity = programme.find_activity(ref.activity)
    task = activity.find_task(ref.task) if activity is not None else None
    return task.asks if task is not None else None


def _has_word(session: Session, last: Submission, kind: StatementKind) -> bool:
    """Whether that very version has this word already; nobody gives it twice."""
    about = {"person_id": last.person_id, "kind": kind, "ref": _name_ref(last), "number": last.number}
    return session.query(SignedStatement).filter_by(**about).first() is not None


def _name_ref(last: Submission) -> str:
    return f"{last.activity_key}/{last.task_key}"


def _sign(
    session: Session,
    naming: LineManagerRecord,
    kind: StatementKind,
    form: SignedForm,
    statement: str,
    now: datetime,
    *,
    about: Submission | None = None,
) -> SignedStatement:
    kept = SignedStatement(
        person_id=naming.person_id,
        line_manager_id=naming.id,
        kind=kind,
        ref=_name_ref(about) if about is not None else "",
        number=about.number if about is not None else 0,
        contents_digest=digest(f"{about.question_digest}\0{about.answers}") if about is not None else "",
        name=form.name,
        post=form.post,
        statement=statement,
        words=form.words,
        confirmed_by=naming.confirmed_by,
        confirmed_at=naming.confirmed_at,
        signed_at=now,
    )
    session.add(kept)
    session.flush()
    record_naming_deed(session, naming, Deed(f"signed: {kind}"), now)
    return kept
