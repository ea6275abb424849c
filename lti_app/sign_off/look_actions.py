"""A line manager reads what was submitted or handed over: the look is recorded, and what was seen is returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import load_answers
from lti_app.activity.evidence_records import find_last_submission
from lti_app.activity.records import Submission
from lti_app.activity.shown_rules import ShownPart, list_shown
from lti_app.cohort.name_rules import read_name
from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.gate.facts_rules import VERIFIED
from lti_app.portfolio.contents_rules import Contents, load_contents
from lti_app.portfolio.layout_rules import say_day
from lti_app.portfolio.records import find_handed_over
from lti_app.privacy.records import record_look
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    Agreement,
    Discussion,
    Programme,
    Prose,
    Task,
    TaskKey,
    TaskRef,
)
from lti_app.sign_off.desk_records import find_cohort_id, find_own
from lti_app.sign_off.records import find_verification
from lti_app.sign_off.statement_records import list_statements
from lti_app.sign_off.statement_rules import (
    StatementKind,
    Verification,
    decide_line_manager_reads,
    decide_may_confirm,
)
from lti_app.sign_off.visit_rules import LineManagerVisit

ROLE = "line manager"
WHEN = "When you talked"


@dataclass(frozen=True, slots=True)
class GivenWord:
    """What was signed about a submission: when, by whom, and the line manager's own words."""

    kind: StatementKind
    number: int
    name: str
    post: str
    words: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One submitted task. `parts` is empty where the words are not the line manager's to read.

    `is_with_me` says of a discussion that it was had with the line manager. `asks` is "agreement" or "discussion" where
    a word can be given now, else "".
    """

    person_id: int
    person_name: str
    key: str
    task_key: str
    title: str
    activity_title: str
    number: int
    submitted_at: datetime
    question: Prose
    may_read: bool
    parts: tuple[ShownPart, ...]
    is_with_me: bool
    asks: str
    given: tuple[GivenWord, ...]


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """The portfolio as handed over last (None where none lies there), and how its verification stands."""

    person_id: int
    person_name: str
    contents: Contents | None
    number: int
    digest: str
    handed_over_at: datetime | None
    verification: Verification | None

    @property
    def can_sign(self) -> bool:
        """Whether there is something to verify."""
        held = self.verification is not None and self.verification.void_at is None
        return self.contents is not None and not held


@dataclass(frozen=True, slots=True)
class TakenPortfolio:
    """The portfolio handed over last, to be made into a file; `standing` says which it is."""

    contents: Contents
    standing: str


def look_at_work(
    *,
    visit: LineManagerVisit,
    programme: Programme,
    person_id: int,
    activity_key: str,
    task_key: str,
    now: datetime,
) -> WorkPage:
    """What a person has submitted for a task that concerns their line manager. Raises NotHere."""
    activity = programme.find_activity(activity_key)
    task = activity.find_task(task_key) if activity is not None else None
    if activity is None or task is None:
        raise NotHere("no such task")
    ref = TaskRef(ActivityKey(activity_key), TaskKey(task_key))
    with transaction() as session:
        find_own(session, visit, person_id)
        last = find_last_submission(session, person_id=person_id, ref=ref)
        may_read = decide_line_manager_reads(task.readers)
        if last is None or not (may_read or _concerns_line_manager(task)):
            raise NotHere("nothing here for the line manager")
        if may_read:
            _record_look(session, visit, person_id, activity_key, (f"{activity_key}/{task_key}",), now)
        return _build_page(session, activity, task, last, may_read=may_read)


def _build_page(
    session: Session, activity: Activity, task: Task, last: Submission, *, may_read: bool
) -> WorkPage:
    answers = load_answers(last.answers)
    is_with_me = decide_may_confirm(task.asks, role=answers.get("role"))
    given = _list_given(session, last.person_id, f"{activity.key}/{task.key}")
    kinds = {one.kind for one in given if one.number == last.number}
    asks = "discussion" if is_with_me and StatementKind.DISCUSSED not in kinds else ""
    if isinstance(task.asks, Agreement) and StatementKind.AGREED not in kinds:
        asks = "agreement"
    shown = list_shown(asks=task.asks, answers=answers)
    return WorkPage(
        person_id=last.person_id,
        person_name=_name(session, last.person_id),
        key=activity.key,
        task_key=task.key,
        title=task.title,
        activity_title=activity.title,
        number=last.number,
        submitted_at=last.submitted_at,
        question=task.question,
        may_read=may_read,
        parts=shown if may_read else tuple(one for one in shown if is_with_me and one.heading == WHEN),
        is_with_me=is_with_me,
        asks=asks,
        given=given,
    )


def look_at_portfolio(*, visit: LineManagerVisit, person_id: int, now: datetime) -> PortfolioPage:
    """The portfolio that a person handed over, and its verification. Raises NotHere."""
    with transaction() as session:
        find_own(session, visit, person_id)
        handed = find_handed_over(session, person_id=person_id)
        if handed is not None:
            seen = (f"{VERIFIED.activity}/{handed.number}",)
            _record_look(session, visit, person_id, VERIFIED.activity, seen, now)
        return PortfolioPage(
            person_id=person_id,
            person_name=_name(session, person_id),
            contents=load_contents(handed.contents) if handed is not None else None,
            number=handed.number if handed is not None else 0,
            digest=handed.digest if handed is not None else "",
            handed_over_at=handed.handed_over_at if handed is not None else None,
            verification=find_verification(session, person_id=person_id),
        )


def take_portfolio(*, visit: LineManagerVisit, person_id: int, now: datetime) -> TakenPortfolio:
    """The portfolio that lies with the line manager, for a file to keep; taking it is a look. Raises NotHere."""
    with transaction() as session:
        find_own(session, visit, person_id)
        handed = find_handed_over(session, person_id=person_id)
        if handed is None:
            raise NotHere("no portfolio lies with the line manager")
        seen = (f"{VERIFIED.activity}/{handed.number}",)
        _record_look(session, visit, person_id, VERIFIED.activity, seen, now)
        standing = f"Portfolio {handed.number}, handed over on {say_day(handed.handed_over_at)}"
        return TakenPortfolio(load_contents(handed.contents), standing)


def _concerns_line_manager(task: Task) -> bool:
    """Whether it asks for a discussion that may have been with the line manager; a page says so where it was not."""
    asks = task.asks
    return isinstance(asks, Discussion) and any(decide_may_confirm(asks, role=role) for role in asks.roles)


def _list_given(session: Session, person_id: int, ref: str) -> tuple[GivenWord, ...]:
    return tuple(
        GivenWord(one.kind, one.number, one.name, one.post, one.words, one.signed_at)
        for one in list_statements(session, person_id=person_id)
        if one.ref == ref
    )


def _record_look(
    session: Session,
    visit: LineManagerVisit,
    person_id: int,
    activity_key: str,
    tasks: tuple[str, ...],
    now: datetime,
) -> None:
    cohort_id = find_cohort_id(session, person_id)
    if cohort_id is not None:
        record_look(
            session,
            cohort_id=cohort_id,
            looker_id=None,
            line_manager_id=visit.line_manager_id,
            person_id=person_id,
            role=ROLE,
            activity_key=activity_key,
            tasks=tasks,
            now=now,
        )


def _name(session: Session, person_id: int) -> str:
    return read_name(session.get_one(Person, person_id).names, person_id)
