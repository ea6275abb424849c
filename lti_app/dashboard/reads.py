"""What a trainer sees of a cohort: who is where, and how each grade is doing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.completion_rules import judge_progress
from lti_app.activity.records import list_standing
from lti_app.cohort.records import Cohort, Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import CopyOffer, describe_standing
from lti_app.dashboard.progress_rules import (
    describe_grading,
    describe_progress,
    describe_scores,
    describe_waiting,
    find_last_sent,
)
from lti_app.database import read_only
from lti_app.placement.grading_rules import Grading
from lti_app.placement.records import Placement
from lti_app.programme.model import Activity, Programme, TaskRef
from lti_app.score_delivery.records import list_cohort_score_states
from lti_app.score_delivery.rules import ScoreStanding, ScoreState


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """An activity of the programme, and its links in the course page."""

    key: str
    title: str
    placed: int
    graded: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one person is in one activity, in words; `score_line` says where the grade is, None without one."""

    text: str
    score_line: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One participant and their cells, in the order of the page's activities.

    `standing_line` says that they have left, deferred or withdrawn, and since when; None while they take part.
    """

    id: int
    name: str
    cells: tuple[Cell, ...]
    standing_line: str | None


@dataclass(frozen=True, slots=True)
class WaitingScore:
    """A grade that the LMS has not taken: whose, for what, since when, and why in words."""

    id: int
    person_name: str
    activity_title: str
    text: str
    queued_at: datetime
    can_send_again: bool


@dataclass(frozen=True, slots=True)
class CohortPage:
    """The cohort as its trainer sees it: the activities that stand in the course or that somebody has worked on.

    `here` is the activity whose link the trainer followed.

    `gone` are those who take part no more; `offers_old_settings`: it is a copy, and nobody has answered the offer.
    """

    title: str
    here: ActivityColumn | None
    activities: tuple[ActivityColumn, ...]
    people: tuple[PersonRow, ...]
    gone: tuple[PersonRow, ...]
    offers_old_settings: bool
    scores_waiting: tuple[WaitingScore, ...]
    undelivered: int


def get_cohort_page(
    *, cohort_id: int, title: str, activity_key: str | None, programme: Programme
) -> CohortPage:
    """The cohort's page, from four queries whatever its size."""
    with read_only() as session:
        people = _list_participants(session, cohort_id)
        standing = list_standing(
            session, cohort_id=cohort_id, activity_keys=tuple(programme.activities), with_gone=True
        )
        offers = session.get_one(Cohort, cohort_id).copy_offer is CopyOffer.OFFERED
        scores = list_cohort_score_states(session.connection(), cohort_id)
        gradings = _list_gradings(session, cohort_id)
    done = {one.person_id: one.done for one in standing}
    sent: dict[tuple[int, str], list[ScoreStanding]] = {}
    for score in scores:
        sent.setdefault((score.person_id, score.activity_key), []).append(score)
    touched = {ref.activity for refs in done.values() for ref in refs}
    activities = tuple(
        activity
        for activity in programme.activities.values()
        if activity.key in gradings or activity.key in touched
    )
    columns = tuple(_column(activity, gradings.get(activity.key, [])) for activity in activities)
    rows = _list_rows(programme, activities, people, done, sent)
    return CohortPage(
        title=title,
        here=next((column for column in columns if column.key == activity_key), None),
        activities=columns,
        people=tuple(row for row in rows if row.standing_line is None),
        gone=tuple(row for row in rows if row.standing_line is not None),
        offers_old_settings=offers,
        scores_waiting=_list_waiting(
            scores, people={number: name for number, (name, _) in people.items()}, programme=programme
        ),
        undelivered=sum(score.state is not ScoreState.SETTLED for score in scores),
    )


def _list_rows(
    programme: Programme,
    activities: tuple[Activity, ...],
    people: dict[int, tuple[str, str | None]],
    done: dict[int, frozenset[TaskRef]],
    sent: dict[tuple[int, str], list[ScoreStanding]],
) -> list[PersonRow]:
    return [
        PersonRow(
            id=person_id,
            name=name,
            cells=tuple(
                _cell(
                    activity,
                    programme=programme,
                    done=done.get(person_id, frozenset()),
                    scores=sent.get((person_id, activity.key), []),
                )
                for activity in activities
            ),
            standing_line=line,
        )
        for person_id, (name, line) in people.items()
    ]


def _list_participants(session: Session, cohort_id: int) -> dict[int, tuple[str, str | None]]:
    """Each participant's name, and what is to be said of their standing."""
    rows = session.execute(
        select(Person.id, Person.names, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.cohort_id == cohort_id, Membership.role == Role.PARTICIPANT)
    ).all()
    named = {
        row.id: (
            json.loads(row.names).get("full") or f"Participant {row.id}",
            describe_standing(
                standing=row.Membership.standing,
                on=row.Membership.standing_on,
                left_at=row.Membership.left_at,
            ),
        )
        for row in rows
    }
    return dict(sorted(named.items(), key=lambda pair: pair[1][0].casefold()))


def _list_gradings(session: Session, cohort_id: int) -> dict[str | None, list[Grading]]:
    """The grading choice of each link in the course page, by activity."""
    gradings: dict[str | None, list[Grading]] = {}
    for placement in session.scalars(select(Placement).where(Placement.cohort_id == cohort_id)):
        gradings.setdefault(placement.activity_key, []).append(placement.grading)
    return gradings


def _column(activity: Activity, gradings: list[Grading]) -> ActivityColumn:
    return ActivityColumn(
        key=activity.key, title=activity.title, placed=len(gradings), graded=describe_grading(gradings)
    )


def _cell(
    activity: Activity, *, programme: Programme, done: frozenset[TaskRef], scores: list[ScoreStanding]
) -> Cell:
    progress = judge_progress(programme=programme, activity=activity, done=done)
    return Cell(
        text=describe_progress(progress),
        score_line=describe_scores(scores),
        sent_at=find_last_sent(scores),
    )


def _list_waiting(
    scores: tuple[ScoreStanding, ...], *, people: dict[int, str], programme: Programme
) -> tuple[WaitingScore, ...]:
    """The scores that somebody should know of: those that wait for a person or a column, or that met with trouble."""
    waiting = []
    for score in scores:
        told = describe_waiting(score)
        if told is None:
            continue
        activity = programme.find_activity(score.activity_key)
        waiting.append(
            WaitingScore(
                id=score.id,
                person_name=people.get(score.person_id, "Somebody who is no longer in the cohort"),
                activity_title=activity.title if activity else score.activity_key,
                text=told,
                queued_at=score.queued_at,
                can_send_again=score.state is not ScoreState.WAITING,
            )
        )
    return tuple(waiting)
