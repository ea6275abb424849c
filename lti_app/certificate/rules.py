"""Whether a certificate may be issued and, where it may not, what is missing and who must act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited, mark_attended
from lti_app.gate.weeks_rules import list_required
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    Agreement,
    Programme,
    TaskRef,
)


@dataclass(frozen=True, slots=True)
class Certain:
    """Everything is there."""

    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an activity still lacks, of how much that it needs, and who must act for some of it.

    `is_handing_over` where the participant has not handed the portfolio over yet.
    """

    activity: ActivityKey
    refs: tuple[TaskRef, ...]
    total: int
    awaited: tuple[Awaited, ...]
    is_handing_over: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, in the programme's order; a case whose week is in it already is left out of `shown`."""

    lacking: tuple[Lacking, ...]
    shown: tuple[Lacking, ...]


Decision = Certain | Missing


def decide_certificate(
    *,
    programme: Programme,
    done: frozenset[TaskRef],
    counted: frozenset[TaskRef],
    completed: frozenset[ActivityKey],
    attended: frozenset[ActivityKey],
    verified_at: datetime | None,
    handed_over: bool = True,
) -> Decision:
    """Certain when every activity of every module is complete, every workshop attended and the verification stands.

    What was `completed` once stays so, whatever the pack asks for since; but the register and the verification are
    asked for as they stand now. `done` (with `handed_over`) only says whose turn it is.
    """
    marks = frozenset(mark_attended(key) for key in attended)
    marks |= {VERIFIED} if verified_at is not None else frozenset()
    counts = (counted - _list_marks(programme)) | marks
    lacking = tuple(
        _make_lacking(programme, activity, refs, done, handed_over)
        for activity in _list_components(programme)
        if (refs := tuple(_list_lacking(programme, activity, counts, completed)))
    )
    if verified_at is not None and not lacking:
        return Certain(verified_at)
    if verified_at is None and not any(VERIFIED in one.refs for one in lacking):
        lacking += (Lacking(VERIFIED.activity, (VERIFIED,), 1, *_judge_verifier(handed_over)),)
    return Missing(lacking, _leave_out_included(programme, lacking))


def _list_components(programme: Programme) -> Iterator[Activity]:
    for module in programme.modules:
        yield from module.activities


def _list_marks(programme: Programme) -> frozenset[TaskRef]:
    workshops = (one for one in _list_components(programme) if one.kind is ActivityKind.WORKSHOP)
    return frozenset((VERIFIED, *(mark_attended(one.key) for one in workshops)))


def _list_lacking(
    programme: Programme,
    activity: Activity,
    counts: frozenset[TaskRef],
    completed: frozenset[ActivityKey],
) -> Iterator[TaskRef]:
    for ref in list_required(programme=programme, activity=activity):
        is_mark = ref == VERIFIED or ref.task == ATTENDED
        if ref not in counts and (is_mark or activity.key not in completed):
            yield ref


def _make_lacking(
    programme: Programme,
    activity: Activity,
    refs: tuple[TaskRef, ...],
    done: frozenset[TaskRef],
    handed_over: bool,
) -> Lacking:
    total = len(list_required(programme=programme, activity=activity))
    awaited = tuple(dict.fromkeys(_judge_awaited(programme, ref, done, handed_over) for ref in refs))
    return Lacking(activity.key, refs, total, awaited, VERIFIED in refs and not handed_over)


def _judge_awaited(
    programme: Programme, ref: TaskRef, done: frozenset[TaskRef], handed_over: bool
) -> Awaited:
    if ref.task == ATTENDED:
        return Awaited.TRAINER
    if ref == VERIFIED:
        return Awaited.LINE_MANAGER if handed_over else Awaited.PARTICIPANT
    if ref not in done:
        return Awaited.PARTICIPANT
    asks = programme.get_task(ref).asks
    return Awaited.LINE_MANAGER if isinstance(asks, Agreement) else Awaited.TRAINER


def _judge_verifier(handed_over: bool) -> tuple[tuple[Awaited, ...], bool]:
    return ((Awaited.LINE_MANAGER if handed_over else Awaited.PARTICIPANT),), not handed_over


def _leave_out_included(programme: Programme, lacking: Iterable[Lacking]) -> tuple[Lacking, ...]:
    found = tuple(lacking)
    inside = {
        key
        for one in found
        if one.activity in programme.activities
        for key in programme.activities[one.activity].includes
    }
    return tuple(one for one in found if one.activity not in inside)
