"""All that a participant has submitted, gathered by module: every version, with the question as it stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.activity.answers_rules import Answers, load_answers
from lti_app.activity.evidence_records import KeptVersion, list_kept_versions
from lti_app.activity.question_rules import digest_question, write_question
from lti_app.activity.shape_rules import name_kind
from lti_app.activity.shown_rules import ShownPart, list_shown
from lti_app.database import read_only
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import Activity, Programme, Readers, Task, TaskRef


@dataclass(frozen=True, slots=True)
class EvidenceVersion:
    """One answer; `question_then` is the question it answered, None where the pack still asks the same."""

    number: int
    submitted_at: datetime
    parts: tuple[ShownPart, ...]
    question_then: str | None
    awaits: str


@dataclass(frozen=True, slots=True)
class EvidenceTask:
    """The answers to one task, the last first; `readers` is None where the pack has no such task any more."""

    ref: TaskRef
    title: str
    place: str
    kind: str
    readers: Readers | None
    versions: tuple[EvidenceVersion, ...]

    @property
    def is_gone(self) -> bool:
        """Whether the pack has no such task any more."""
        return self.readers is None


@dataclass(frozen=True, slots=True)
class EvidenceModule:
    """The evidence of one module; `number` 0 for what belongs to none any more."""

    number: int
    title: str
    tasks: tuple[EvidenceTask, ...]


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Everything that the person has submitted, in the programme's order."""

    modules: tuple[EvidenceModule, ...]

    @property
    def total(self) -> int:
        """How many tasks there is evidence for."""
        return sum(len(module.tasks) for module in self.modules)


def get_evidence_page(*, visit: Visit, programme: Programme) -> EvidencePage:
    """The evidence of this visit's person, in whatever cohort it was given."""
    with read_only() as session:
        kept = _group(session, visit.person_id)
    modules = []
    for module in programme.modules:
        tasks = [
            _make_task(ref, activity, task, kept.pop(ref))
            for activity in module.activities
            for task in activity.tasks
            if (ref := TaskRef(activity.key, task.key)) in kept
        ]
        if tasks:
            modules.append(EvidenceModule(module.number, module.title, tuple(tasks)))
    if kept:
        gone = tuple(_make_gone(ref, versions) for ref, versions in kept.items())
        modules.append(EvidenceModule(0, "No longer part of the programme", gone))
    return EvidencePage(tuple(modules))


def _group(session: Session, person_id: int) -> dict[TaskRef, list[KeptVersion]]:
    found: dict[TaskRef, list[KeptVersion]] = {}
    for version in list_kept_versions(session, person_id=person_id):
        found.setdefault(version.ref, []).append(version)
    return found


def _make_task(ref: TaskRef, activity: Activity, task: Task, kept: list[KeptVersion]) -> EvidenceTask:
    digest = digest_question(write_question(task))
    versions = tuple(
        EvidenceVersion(
            one.number,
            one.submitted_at,
            list_shown(asks=task.asks, answers=load_answers(one.answers)),
            None if one.question_digest == digest else one.question,
            one.awaits,
        )
        for one in kept
    )
    return EvidenceTask(ref, task.title, activity.title, name_kind(task.asks), task.readers, versions)


def _make_gone(ref: TaskRef, kept: list[KeptVersion]) -> EvidenceTask:
    versions = tuple(
        EvidenceVersion(
            one.number, one.submitted_at, _list_plain(load_answers(one.answers)), one.question, one.awaits
        )
        for one in kept
    )
    title = kept[0].question.partition("\n")[0].removeprefix("# ")
    return EvidenceTask(ref, title, "", "", None, versions)


def _list_plain(answers: Answers) -> tuple[ShownPart, ...]:
    return tuple(ShownPart("What you wrote", text) for _, text in answers.fields)
