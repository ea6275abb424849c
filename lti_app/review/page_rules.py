"""What the page shows on which a trainer reads one piece of work and writes on it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.answers_rules import Answers
from lti_app.activity.fault_rules import AnswerFault
from lti_app.activity.outcome_rules import Conflict
from lti_app.activity.page_rules import write_line
from lti_app.activity.version_rules import Held
from lti_app.programme.model import Activity, Programme, Prose, Task, TaskRef
from lti_app.programme.prose import read_prose
from lti_app.review.comparing_rules import Piece, compare_texts, decide_changed
from lti_app.review.decision_rules import Decision, GivenFeedback
from lti_app.review.form_rules import NoteField, list_note_fields
from lti_app.review.layout_rules import decide_question_changed, say_whole
from lti_app.review.outcome_rules import Hindrance, SentFeedback, say_hindrance
from lti_app.review.passage_rules import MarkedText, mark_passages
from lti_app.review.work_rules import Version, Work


@dataclass(frozen=True, slots=True)
class ReviewWish:
    """How the page is asked for: which version (None: the newest), compared with which earlier one (None: the one
    before), what was typed and could not be sent, and why."""

    editor: str
    store_key: str
    number: int | None = None
    compared_with: int | None = None
    typed: Answers | None = None
    faults: tuple[AnswerFault, ...] = ()
    hindrance: Hindrance | None = None
    conflict: Conflict | None = None
    is_unsaved: bool = False
    forgets: bool = False
    changes: bool = False


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """The trainer's form: what each field holds and what is wrong with it; `saved_at` None where nothing is drafted."""

    answers: Answers
    faults: tuple[AnswerFault, ...]
    version: int
    editor: str
    is_unsaved: bool
    saved_at: datetime | None
    can_return: bool

    def text(self, name: str) -> str:
        """What the field holds."""
        return self.answers.get(name)

    def error(self, name: str) -> str | None:
        """What is wrong with the field; None where nothing is."""
        return next((fault.message for fault in self.faults if fault.field == name), None)

    def notes(self, passage: int) -> tuple[NoteField, ...]:
        """The notes beside that passage, with an empty one after them."""
        return list_note_fields(self.answers, passage)

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """Each fault as the error summary wants it."""
        return tuple((fault.field, fault.message) for fault in self.faults)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of them."""

    number: int
    submitted_at: datetime
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """An earlier version in full, what was said of it, and how the one on the page differs from it, word by word."""

    number: int
    submitted_at: datetime
    text: MarkedText
    feedback: GivenFeedback | None
    pieces: tuple[Piece, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One version of a piece of work. `form` is None where nothing can be written on it any more."""

    person_id: int
    person_name: str
    ref: TaskRef
    title: str
    line: str
    activity_title: str
    number: int
    is_newest: bool
    submitted_at: datetime
    holds: bool
    question: Prose
    question_changed: bool
    text: MarkedText
    feedback: GivenFeedback | None
    is_own_feedback: bool
    form: ReviewForm | None
    versions: tuple[VersionLine, ...]
    earlier: EarlierVersion | None
    others: tuple[tuple[str, datetime], ...]
    unsent: Answers | None
    hindrance: str
    conflict: Conflict | None
    boundary: str
    store_key: str
    forgets: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is held of a piece of work for one trainer, on one version of it."""

    person_id: int
    person_name: str
    ref: TaskRef
    activity: Activity
    task: Task
    work: Work
    version: Version
    sent: SentFeedback | None
    is_sender: bool
    held: Held
    has_draft: bool
    others: tuple[tuple[str, datetime], ...]

    @property
    def is_newest(self) -> bool:
        """Whether nothing was submitted after this version."""
        return self.work.versions[0].number == self.version.number


def build_page(*, programme: Programme, gathered: Gathered, wish: ReviewWish) -> ReviewPage:
    """The page of what was gathered, as it is asked for."""
    version, task = gathered.version, gathered.task
    changed = decide_question_changed(task=task, digest=version.digest)
    feedback = gathered.work.find_feedback(version.number)
    form = _build_form(gathered, wish)
    return ReviewPage(
        person_id=gathered.person_id,
        person_name=gathered.person_name,
        ref=gathered.ref,
        title=task.title,
        line=write_line(programme=programme, activity=gathered.activity),
        activity_title=gathered.activity.title,
        number=version.number,
        is_newest=gathered.is_newest,
        submitted_at=version.submitted_at,
        holds=version.waits,
        question=read_prose(version.question.partition("\n\n")[2]) if changed else task.question,
        question_changed=changed,
        text=mark_passages(
            sections=version.lay_out(task), notes=feedback.margins if feedback is not None else ()
        ),
        feedback=feedback,
        is_own_feedback=gathered.is_sender,
        form=form,
        versions=_list_versions(gathered.work),
        earlier=_find_earlier(gathered, wish),
        others=gathered.others,
        unsent=gathered.held.answers if gathered.has_draft and form is None else None,
        hindrance=say_hindrance(wish.hindrance),
        conflict=wish.conflict,
        boundary=programme.trainer_boundary,
        store_key=wish.store_key,
        forgets=wish.forgets,
    )


def decide_may_write(*, is_newest: bool, sent: SentFeedback | None, is_sender: bool) -> bool:
    """Whether a trainer can write on a version: the newest one, until somebody has; their own words until seen."""
    return is_newest and (sent is None or (is_sender and not sent.is_seen))


def _build_form(gathered: Gathered, wish: ReviewWish) -> ReviewForm | None:
    held, sent = gathered.held, gathered.sent
    if not decide_may_write(is_newest=gathered.is_newest, sent=sent, is_sender=gathered.is_sender):
        return None
    wants = sent is None or gathered.has_draft or wish.changes or wish.typed is not None
    if not wants:
        return None
    return ReviewForm(
        answers=wish.typed if wish.typed is not None else held.answers,
        faults=wish.faults,
        version=held.version,
        editor=wish.editor,
        is_unsaved=wish.is_unsaved,
        saved_at=held.saved_at if gathered.has_draft else None,
        can_return=sent is None or sent.decision is Decision.RETURNED,
    )


def _list_versions(work: Work) -> tuple[VersionLine, ...]:
    return tuple(
        VersionLine(one.number, one.submitted_at, said.decision if said is not None else None)
        for one in work.versions
        for said in (work.find_feedback(one.number),)
    )


def _find_earlier(gathered: Gathered, wish: ReviewWish) -> EarlierVersion | None:
    number = gathered.version.number
    wanted = wish.compared_with if wish.compared_with and wish.compared_with < number else number - 1
    earlier = gathered.work.find(wanted)
    if earlier is None:
        return None
    sections = earlier.lay_out(gathered.task)
    said = gathered.work.find_feedback(earlier.number)
    pieces = compare_texts(say_whole(sections), say_whole(gathered.version.lay_out(gathered.task)))
    return EarlierVersion(
        number=earlier.number,
        submitted_at=earlier.submitted_at,
        text=mark_passages(sections=sections, notes=said.margins if said is not None else ()),
        feedback=said,
        pieces=pieces,
        differs=decide_changed(pieces),
    )
