"""Gathers what one person has submitted and may hand over, each piece with its question and the feedback on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import Answers, load_answers
from lti_app.activity.evidence_records import KeptVersion, list_kept_versions
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.shown_rules import list_shown
from lti_app.gate.weeks_rules import name_week
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.assembly_rules import (
    Gathered,
    RatedStrand,
    assemble_contents,
    offer_choice,
    write_plain,
)
from lti_app.portfolio.contents_rules import Contents, KeptEntry, KeptPart, KeptRemark
from lti_app.portfolio.kind_rules import PortfolioKind, decide_is_offered, decide_kind
from lti_app.portfolio.records import find_choice
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    Agreement,
    FinalRating,
    Programme,
    Rate,
    Readers,
    Task,
    TaskKey,
    TaskRef,
)
from lti_app.review.decision_rules import GivenFeedback
from lti_app.review.records import list_feedback


def gather(session: Session, *, person_id: int, programme: Programme) -> tuple[Gathered, ...]:
    """Every piece that the person may hand over, as last submitted, in the programme's order.

    What the pack keeps to the participant is not among it, nor what belongs to no task any more.
    """
    kept: dict[TaskRef, KeptVersion] = {}
    for version in list_kept_versions(session, person_id=person_id):
        kept.setdefault(version.ref, version)
    feedback: dict[TaskRef, list[GivenFeedback]] = {}
    for one in list_feedback(session, person_id=person_id):
        ref = TaskRef(ActivityKey(one.activity_key), TaskKey(one.task_key))
        feedback.setdefault(ref, []).append(one)
    return tuple(
        _gather_one(activity, task, kind, kept[ref], feedback.get(ref, ()))
        for module in programme.modules
        for activity in module.activities
        for task in activity.tasks
        if (ref := TaskRef(activity.key, task.key)) in kept and (kind := decide_kind(task)) is not None
    )


def gather_contents(session: Session, *, visit: Visit, programme: Programme) -> Contents:
    """The portfolio of this visit's person as it would be handed over now."""
    gathered = gather(session, person_id=visit.person_id, programme=programme)
    return assemble_contents(
        gathered=gathered,
        choice=find_choice(session, person_id=visit.person_id) or offer_choice(gathered),
        person_name=visit.person_name,
        cohort_title=visit.cohort_title,
        programme_title=programme.title,
    )


def _gather_one(
    activity: Activity,
    task: Task,
    kind: PortfolioKind,
    kept: KeptVersion,
    feedback: Sequence[GivenFeedback],
) -> Gathered:
    answers = load_answers(kept.answers)
    ref = f"{activity.key}/{task.key}"
    again_of = task.asks.again_of if isinstance(task.asks, FinalRating) else None
    return Gathered(
        entry=KeptEntry(
            ref=ref,
            title=task.title,
            place=_name_place(activity),
            module=activity.module,
            kind=kind,
            submitted_at=kept.submitted_at,
            question=_find_question(task, kept),
            parts=tuple(_list_parts(task, answers)),
            remarks=tuple(_list_remarks(feedback, number=kept.number)),
        ),
        is_offered=decide_is_offered(task),
        is_private=task.readers is Readers.LINE_MANAGER_IF_HANDED_OVER,
        strands=_list_strands(task, answers),
        again_of=f"{again_of.activity}/{again_of.task}" if again_of is not None else None,
    )


def _name_place(activity: Activity) -> str:
    return activity.title if activity.week is None else f"{name_week(activity)}: {activity.title}"


def _find_question(task: Task, kept: KeptVersion) -> str:
    """The question as it was answered: the task's own words, or all that was kept where the pack has changed since."""
    if kept.question_digest == digest_question(write_question(task)):
        return write_plain(task.question.markdown)
    _, _, after = kept.question.partition("\n")
    return write_plain(after)


def _list_parts(task: Task, answers: Answers) -> Iterable[KeptPart]:
    """The parts that were answered; what an agreement's boxes stood for stays beside them."""
    for part in list_shown(asks=task.asks, answers=answers):
        if part.answer:
            yield KeptPart(part.heading, part.answer, part.detail if isinstance(task.asks, Agreement) else "")


def _list_strands(task: Task, answers: Answers) -> tuple[RatedStrand, ...]:
    if not isinstance(task.asks, Rate | FinalRating):
        return ()
    words = {str(number): word for number, word in enumerate(task.asks.scale, start=1)}
    return tuple(
        RatedStrand(
            strand.key,
            strand.title,
            words.get(answers.get(f"rating.{strand.key}"), ""),
            answers.get(f"note.{strand.key}"),
        )
        for strand in task.asks.strands
    )


def _list_remarks(feedback: Sequence[GivenFeedback], *, number: int) -> Iterable[KeptRemark]:
    """What was said of the version that is shown; of an earlier one the quotations would not be found in it."""
    for one in feedback:
        if one.number != number:
            continue
        for margin in one.margins:
            yield KeptRemark(margin.words, one.at, margin.quote)
        for text in (one.overall, one.asked):
            if text:
                yield KeptRemark(text, one.at)
