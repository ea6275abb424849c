"""What stands on an activity's page besides its tasks: a case's parts, a workshop's day, who is awaited, support."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lti_app.activity.completion_rules import Progress, Wait, judge_progress, list_waits
from lti_app.gate.facts_rules import VERIFIED, Awaited, GateFacts
from lti_app.gate.rules import Closed, decide_activity, decide_part
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    Break,
    PartKey,
    PartRef,
    Programme,
    Prose,
    Session,
)


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a case in a list. A closed one has neither key nor title, only what opens it."""

    number: int
    key: PartKey | None
    title: str
    was_read: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case that a week shows; `why` says what opens a closed one."""

    activity_key: ActivityKey
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of a workshop's timetable, as everybody sees it."""

    starts: str
    ends: str
    title: str
    is_break: bool


@dataclass(frozen=True, slots=True)
class Around:
    """All of it. `has_grown` where the pack asks for more than it did when the person completed this,
    `by_attendance` where a workshop's register completes it and no task does.

    `is_portfolio` where the work is done on the portfolio's own pages, `handed_over` where the line manager has it.

    `run_sheets` are for trainers alone, and empty for everybody else. `place` is the part where the reader was.
    """

    is_complete: bool = False
    is_case: bool = False
    by_attendance: bool = False
    is_portfolio: bool = False
    handed_over: bool = False
    has_grown: bool = False
    waits: tuple[str, ...] = ()
    part_name: str = "part"
    parts: tuple[PartLine, ...] = ()
    place: PartLine | None = None
    cases: tuple[CaseLine, ...] = ()
    held_on: date | None = None
    day: tuple[DayLine, ...] = ()
    support: Prose | None = None
    run_sheets: tuple[Session, ...] = field(default_factory=tuple)


def make_around(
    *, programme: Programme, activity: Activity, facts: GateFacts, is_preview: bool, place: str | None
) -> Around:
    """What stands around the tasks of an open activity for the person of `facts`, or for a trainer's preview."""
    parts = list_part_lines(programme=programme, activity=activity, facts=facts, is_preview=is_preview)
    progress = judge_progress(programme=programme, activity=activity, done=facts.counted)
    was_complete = activity.key in facts.completed
    waits = list_waits(programme=programme, activity=activity, facts=facts)
    return Around(
        is_complete=was_complete or progress.complete,
        is_case=activity.kind is ActivityKind.CASE,
        by_attendance=activity.attendance_of is not None,
        is_portfolio=activity.kind is ActivityKind.PORTFOLIO,
        handed_over=VERIFIED in facts.done,
        has_grown=was_complete and not progress.complete,
        waits=() if is_preview or was_complete else say_waits(programme, waits),
        part_name=activity.part_name,
        parts=parts,
        place=next((one for one in parts if one.key is not None and one.key == place), None),
        cases=_list_cases(programme, activity, facts, is_preview=is_preview),
        held_on=facts.dates.workshop_on.get(activity.key),
        day=_list_day(activity),
        support=programme.support if activity.kind is ActivityKind.CASE else None,
        run_sheets=activity.workshop.sessions if is_preview and activity.workshop else (),
    )


def list_part_lines(
    *, programme: Programme, activity: Activity, facts: GateFacts, is_preview: bool
) -> tuple[PartLine, ...]:
    """The parts of an activity in their order; those that are closed by their number alone."""
    lines = []
    for number, part in enumerate(activity.parts, start=1):
        gate = decide_part(programme=programme, activity=activity, part=part, facts=facts)
        if isinstance(gate, Closed) and not is_preview:
            why = tuple(reason.text for reason in gate.reasons)
            lines.append(PartLine(number, None, "", was_read=False, why=why))
        else:
            was_read = PartRef(activity.key, part.key) in facts.read
            lines.append(PartLine(number, part.key, part.title, was_read, ()))
    return tuple(lines)


def say_waits(programme: Programme, waits: tuple[Wait, ...]) -> tuple[str, ...]:
    """Who is awaited, and for what, one sentence each."""
    return tuple(_say_wait(programme, wait) for wait in waits)


def decide_shown_progress(*, programme: Programme, activity: Activity, facts: GateFacts) -> Progress:
    """How far the participant has come, for a page: what they have done themselves; all of it where it is complete."""
    done = judge_progress(programme=programme, activity=activity, done=facts.done | facts.counted)
    return Progress(done.total, done.total) if activity.key in facts.completed else done


def _say_wait(programme: Programme, wait: Wait) -> str:
    who = f"{str(wait.awaited)[0].upper()}{str(wait.awaited)[1:]}"
    if not wait.is_mark:
        title = programme.get_task(wait.ref).title
        if wait.awaited is Awaited.PARTICIPANT:
            return f"Your trainer asks for more work on ‘{title}’. What is open to you stays open meanwhile."
        acts = "read and accept" if wait.awaited is Awaited.TRAINER else "agree"
        return f"{who} has still to {acts} ‘{title}’. You need not wait for that: go on with what comes next."
    if wait.ref.activity in programme.activities and wait.awaited is Awaited.TRAINER:
        title = programme.activities[wait.ref.activity].title
        return f"{who} has still to mark in the register that you were at ‘{title}’."
    return f"{who} has still to verify your portfolio in writing."


def _list_cases(
    programme: Programme, activity: Activity, facts: GateFacts, *, is_preview: bool
) -> tuple[CaseLine, ...]:
    lines = []
    for key in (*activity.includes, *activity.shows):
        case = programme.activities[key]
        gate = decide_activity(programme=programme, activity=case, facts=facts)
        reasons = gate.reasons if isinstance(gate, Closed) and not is_preview else ()
        lines.append(CaseLine(case.key, case.title, tuple(reason.text for reason in reasons)))
    return tuple(lines)


def _list_day(activity: Activity) -> tuple[DayLine, ...]:
    timetable = activity.workshop.timetable if activity.workshop is not None else ()
    return tuple(
        DayLine(f"{line.starts:%H.%M}", f"{line.ends:%H.%M}", line.title, isinstance(line, Break))
        for line in timetable
    )
