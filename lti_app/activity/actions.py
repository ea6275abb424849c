"""What a participant's work changes: a draft is saved or discarded, a task is submitted and its scores are queued."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import Answers, join_answers, load_answers, write_answers
from lti_app.activity.completion_rules import judge_awaited, list_touched
from lti_app.activity.evidence_records import (
    Evidence,
    clear_draft,
    find_discarded,
    load_evidence,
    lock_person,
    record_discarded,
    record_draft,
    record_question,
)
from lti_app.activity.fault_rules import list_answer_faults, list_length_faults
from lti_app.activity.outcome_rules import (
    ClosedGate,
    Conflict,
    Final,
    NotEnough,
    Saved,
    SaveOutcome,
    SubmitOutcome,
    Submitted,
    TooLong,
)
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.records import Submission
from lti_app.activity.settling_records import settle_progress
from lti_app.activity.state_records import list_states
from lti_app.activity.version_rules import MOST_LEAP, decide_fits, next_version
from lti_app.cohort.day_rules import london_day
from lti_app.dashboard.headway_records import record_headway
from lti_app.dashboard.pace_rules import decide_headway
from lti_app.database import flushed, transaction
from lti_app.errors import NotHere
from lti_app.gate.facts_records import load_facts
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.records import load_wait_choice
from lti_app.gate.rules import Closed, decide_both
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Activity, Programme, RespondToEach, Task, TaskRef
from lti_app.review.queue_records import queue_work
from lti_app.review.told_rules import list_unchanged_faults


@dataclass(frozen=True, slots=True)
class Bench:
    """The task that is worked on, by whom, and what is held for it; read inside the transaction."""

    activity: Activity
    task: Task
    ref: TaskRef
    person_id: int
    facts: GateFacts
    evidence: Evidence


def save_draft(
    *,
    visit: Visit,
    programme: Programme,
    activity_key: str,
    task_key: str,
    answers: Answers,
    based_on_version: int,
    editor: str,
    max_characters: int,
    now: datetime,
    joins: bool = False,
) -> SaveOutcome:
    """Saved, or why not. The second tab to save gets the other's words back as a Conflict; nothing is lost.

    `based_on_version` is the version that the words were typed over, `editor` names the tab. `joins` puts the words
    together with those of that version. Raises NotHere.
    """
    too_long = list_length_faults(answers=answers, max_characters=max_characters)
    if too_long:
        return TooLong(too_long)
    with transaction() as session:
        bench = _open_bench(session, visit, programme, activity_key, task_key, now)
        if not isinstance(bench, Bench):
            return bench
        held = bench.evidence.held
        if not decide_fits(held=held, based_on=based_on_version, editor=editor, answers=answers):
            return Conflict(held.answers, held.version, held.saved_at)
        if joins:
            answers = join_answers(asks=bench.task.asks, mine=answers, theirs=held.answers)
        return _keep_draft(session, bench, answers, editor, now)


def submit(
    *,
    visit: Visit,
    programme: Programme,
    activity_key: str,
    task_key: str,
    answers: Answers,
    based_on_version: int,
    editor: str,
    max_characters: int,
    now: datetime,
) -> SubmitOutcome:
    """Submitted, or why not; what is not enough is kept as a draft.

    One transaction: the gate is asked again, the submission is kept with its question and the pack's version,
    the draft goes, completions are judged and every score that they earn is queued. The same words sent twice
    count once. Raises NotHere.
    """
    too_long = list_length_faults(answers=answers, max_characters=max_characters)
    if too_long:
        return TooLong(too_long)
    with transaction() as session:
        bench = _open_bench(session, visit, programme, activity_key, task_key, now)
        if not isinstance(bench, Bench):
            return bench
        held = bench.evidence.held
        if not decide_fits(held=held, based_on=based_on_version, editor=editor, answers=answers):
            return Conflict(held.answers, held.version, held.saved_at)
        faults = list_answer_faults(asks=bench.task.asks, answers=answers, today=london_day(now))
        if bench.ref in bench.facts.returned and bench.evidence.submitted is not None:
            faults += list_unchanged_faults(answers=answers, returned=bench.evidence.submitted.answers)
        if faults:
            return NotEnough(faults, _keep_draft(session, bench, answers, editor, now).version)
        return _submit(session, bench, visit, programme, answers, now)


def discard_draft(
    *, visit: Visit, programme: Programme, activity_key: str, task_key: str, now: datetime
) -> ClosedGate | Final | None:
    """None when what was submitted stands again; the draft over it can be brought back. One over nothing stays."""
    with transaction() as session:
        bench = _open_bench(session, visit, programme, activity_key, task_key, now)
        if not isinstance(bench, Bench):
            return bench
        if bench.evidence.submitted is not None:
            record_discarded(session, person_id=bench.person_id, ref=bench.ref, now=now)
        return None


def restore_draft(
    *, visit: Visit, programme: Programme, activity_key: str, task_key: str, editor: str, now: datetime
) -> ClosedGate | Final | None:
    """None when the draft that was thrown away last is the draft again; one begun since stays as it is."""
    with transaction() as session:
        bench = _open_bench(session, visit, programme, activity_key, task_key, now)
        if not isinstance(bench, Bench):
            return bench
        thrown = find_discarded(session, person_id=bench.person_id, ref=bench.ref)
        if thrown is not None and not bench.evidence.drafted:
            _keep_draft(session, bench, load_answers(thrown.answers), editor, now)
            session.delete(thrown)
        return None


def _open_bench(
    session: Session, visit: Visit, programme: Programme, activity_key: str, task_key: str, now: datetime
) -> Bench | ClosedGate | Final:
    activity = programme.find_activity(activity_key)
    task = activity.find_task(task_key) if activity is not None else None
    if activity is None or task is None:
        raise NotHere("no such task")
    lock_person(session, visit.person_id)
    facts = load_facts(
        flushed(session),
        programme=programme,
        person_id=visit.person_id,
        cohort_id=visit.cohort_id,
        states=list_states(flushed(session), visit.person_id),
        today=london_day(now),
    )
    gate = decide_both(programme=programme, activity=activity, task=task, facts=facts)
    if isinstance(gate, Closed):
        return ClosedGate(gate.reasons)
    ref = TaskRef(activity.key, task.key)
    evidence = load_evidence(session, person_id=visit.person_id, ref=ref)
    if evidence.submitted is not None and isinstance(task.asks, RespondToEach):
        return Final(evidence.submitted.submitted_at, evidence.submitted.answers)
    return Bench(activity, task, ref, visit.person_id, facts, evidence)


def _keep_draft(session: Session, bench: Bench, answers: Answers, editor: str, now: datetime) -> Saved:
    held = bench.evidence.held
    if answers == held.answers:
        return Saved(held.version, held.saved_at or now)
    version = next_version(held, leap=secrets.randbelow(MOST_LEAP))
    text = write_answers(answers)
    record_draft(
        session,
        person_id=bench.person_id,
        ref=bench.ref,
        answers=text,
        version=version,
        editor=editor,
        now=now,
    )
    return Saved(version, now)


def _submit(
    session: Session, bench: Bench, visit: Visit, programme: Programme, answers: Answers, now: datetime
) -> Submitted:
    clear_draft(session, person_id=bench.person_id, ref=bench.ref)
    last = bench.evidence.submitted
    question = write_question(bench.task)
    digest = digest_question(question)
    if last is not None and last.answers == answers and last.question_digest == digest:
        return Submitted(last.number, (), ())
    number = 1 if last is None else last.number + 1
    record_question(session, digest=digest, text=question)
    awaits = judge_awaited(bench.task.asks, choice=load_wait_choice(session, cohort_id=visit.cohort_id))
    session.add(
        Submission(
            person_id=bench.person_id,
            cohort_id=visit.cohort_id,
            activity_key=bench.ref.activity,
            task_key=bench.ref.task,
            number=number,
            answers=write_answers(answers),
            question_digest=digest,
            pack_version=programme.version,
            submitted_at=now,
            awaits=awaits,
        )
    )
    whose = (bench.person_id, visit.organisation_id)
    queue_work(session, whose=whose, ref=bench.ref, task=bench.task, number=number, awaits=awaits, now=now)
    done, completed = bench.facts.done | {bench.ref}, bench.facts.completed
    headway = decide_headway(programme=programme, ref=bench.ref, done=done, completed=completed)
    record_headway(session, person_id=bench.person_id, headway=headway, now=now)
    settled = settle_progress(
        session,
        programme=programme,
        person_id=bench.person_id,
        touched=list_touched(programme=programme, activity=bench.activity),
        counted=bench.facts.counted | ({bench.ref} if awaits is None else set()),
        now=now,
    )
    return Submitted(number, settled.completed, settled.platform_ids)
