"""What a notice is, and what waits for a participant, decided from facts, in the words of page and mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lti_app.activity.completion_rules import list_waits
from lti_app.activity.state_rules import FeedbackState
from lti_app.gate.facts_rules import VERIFIED, Awaited, GateFacts
from lti_app.gate.weeks_rules import list_weeks, list_weeks_of, name_week
from lti_app.programme.model import Activity, ActivityKey, ActivityKind, Programme, TaskKey, TaskRef
from lti_app.review.decision_rules import Decision

WORKSHOP_AHEAD = timedelta(days=14)


class NoticeKind(StrEnum):
    """What waits; where its link leads follows from it."""

    RETURNED = "returned"
    SENT_BACK = "sent back"
    FEEDBACK = "feedback"
    WORKSHOP = "workshop"
    AWAITED = "awaited"
    REVIEWS = "reviews"
    QUESTIONS = "questions"
    GRADES = "grades"
    LINE_MANAGERS = "line managers"
    READINGS = "readings"
    REGISTER = "register"
    ENTRY_CHECKS = "entry checks"
    AGREEMENTS = "agreements"
    DISCUSSIONS = "discussions"
    VERIFICATIONS = "verifications"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that waits. `text` is for the person's own page; `letter` for a mail: counts and titles of weeks alone.

    `ref` is the task that it is about, `activity` the activity; None where it is about neither. `letter` is "" for
    what waits for somebody else, which no mail is sent for.
    """

    kind: NoticeKind
    text: str
    letter: str
    activity: ActivityKey | None = None
    task: TaskKey | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that waits: for the person, and for others on whom they wait."""

    mine: tuple[Notice, ...] = ()
    others: tuple[Notice, ...] = ()


def decide_participant_waiting(
    *,
    programme: Programme,
    facts: GateFacts,
    feedback: Iterable[FeedbackState],
    sent_back: frozenset[TaskRef],
) -> Waiting:
    """What waits for a participant; `sent_back` are agreements as last submitted that the line manager sent back."""
    mine: list[Notice] = []
    spoken = sorted(feedback, key=lambda one: one.sent_at, reverse=True)
    for one in spoken:
        if one.decision is Decision.RETURNED:
            words = "Your trainer asks for more work on ‘{}’."
            mine += _about(programme, one.ref, NoticeKind.RETURNED, words, "Work was returned to you")
    for ref in sorted(sent_back, key=lambda ref: (ref.activity, ref.task)):
        words = "Your line manager has sent ‘{}’ back to you, with a word on what to change."
        mine += _about(programme, ref, NoticeKind.SENT_BACK, words, "Your line manager sent work back to you")
    for one in spoken:
        if one.decision is not Decision.RETURNED and not one.is_seen:
            words = "There is new feedback on ‘{}’."
            mine += _about(programme, one.ref, NoticeKind.FEEDBACK, words, "There is new feedback for you")
    workshops = list_near(programme, facts.dates.workshop_on.items(), today=facts.today)
    mine += [tell_workshop(week, day, today=facts.today) for week, day in workshops]
    others = _list_awaited(programme, facts, leave_out=sent_back)
    return Waiting(tuple(mine), others)


def _about(programme: Programme, ref: TaskRef, kind: NoticeKind, text: str, letter: str) -> list[Notice]:
    activity = programme.find_activity(ref.activity)
    task = activity.find_task(ref.task) if activity is not None else None
    if activity is None or task is None:
        # The pack has lost the task since: there is nothing to lead to.
        return []
    return [
        Notice(
            kind, text.format(task.title), f"{letter}: {_name(programme, activity)}.", ref.activity, ref.task
        )
    ]


def _name(programme: Programme, activity: Activity) -> str:
    """An activity by its week; a case by the first week that it belongs to, for its own name may say too much."""
    weeks = list_weeks_of(programme=programme, activity=activity)
    return f"{name_week(weeks[0])}, ‘{weeks[0].title}’" if weeks else f"‘{activity.title}’"


def list_days(
    programme: Programme, days: Iterable[tuple[ActivityKey, date]]
) -> Sequence[tuple[Activity, date]]:
    """The workshops that have a day, in the order of the programme."""
    known = dict(days)
    weeks = list_weeks(programme=programme)
    return [
        (week, known[week.key]) for week in weeks if week.key in known and week.kind is ActivityKind.WORKSHOP
    ]


def list_near(
    programme: Programme, days: Iterable[tuple[ActivityKey, date]], *, today: date
) -> Sequence[tuple[Activity, date]]:
    """The workshops that are held today or soon."""
    return [(week, day) for week, day in list_days(programme, days) if today <= day <= today + WORKSHOP_AHEAD]


def tell_workshop(week: Activity, day: date, *, today: date) -> Notice:
    """That a workshop is near. A mail may be read on another day, so that it names the day always."""
    when = "today" if day == today else f"on {day:%A} {day.day} {day:%B}"
    text = f"The workshop ‘{week.title}’ is {when}."
    return Notice(
        NoticeKind.WORKSHOP, text, f"The workshop ‘{week.title}’ is on {day:%A} {day.day} {day:%B}.", week.key
    )


def _list_awaited(
    programme: Programme, facts: GateFacts, *, leave_out: frozenset[TaskRef]
) -> tuple[Notice, ...]:
    """Whom the participant waits for, and for which weeks: one notice for each of them."""
    waited: dict[Awaited, list[Activity]] = {}
    for week in list_weeks(programme=programme):
        if week.key in facts.completed:
            continue
        for wait in list_waits(programme=programme, activity=week, facts=facts):
            if wait.ref in leave_out or wait.awaited not in {Awaited.TRAINER, Awaited.LINE_MANAGER}:
                continue
            if wait.is_mark and not _is_register_due(week, facts):
                continue
            if week not in waited.setdefault(wait.awaited, []):
                waited[wait.awaited].append(week)
    notices = [
        Notice(NoticeKind.AWAITED, f"You wait for {who} in {_join(name_week(week) for week in weeks)}.", "")
        for who, weeks in waited.items()
        if weeks
    ]
    if VERIFIED in facts.done and VERIFIED not in facts.counted:
        text = "You wait for your line manager to verify your portfolio in writing."
        notices.append(Notice(NoticeKind.AWAITED, text, ""))
    return tuple(notices)


def _is_register_due(week: Activity, facts: GateFacts) -> bool:
    day = facts.dates.workshop_on.get(week.key)
    return week.key in facts.registers or (day is not None and day < facts.today)


def _join(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
