"""Every component, every attendance and the verification: without any one of them there is no certificate."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_app.certificate.rules import Certain, Decision, Missing, decide_certificate
from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited, mark_attended
from lti_app.gate.weeks_rules import list_required
from lti_app.programme.model import ActivityKey, ActivityKind, Agreement, Programme, TaskRef, Write
from lti_app.programme.reader import load_programme

VERIFIED_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
PROGRAMME = load_programme(Path(__file__).parents[2] / "content" / "achieving-permanence")
WORKSHOPS = tuple(one.key for one in PROGRAMME.activities.values() if one.kind is ActivityKind.WORKSHOP)
COMPONENTS = tuple(one for module in PROGRAMME.modules for one in module.activities)
TASKS = tuple(
    dict.fromkeys(
        ref
        for one in COMPONENTS
        for ref in list_required(programme=PROGRAMME, activity=one)
        if ref != VERIFIED and ref.task != ATTENDED
    )
)


def decide(
    *,
    programme: Programme = PROGRAMME,
    without: frozenset[TaskRef] = frozenset(),
    absent: frozenset[ActivityKey] = frozenset(),
    completed: frozenset[ActivityKey] = frozenset(),
    verified: bool = True,
    undone: bool = True,
) -> Decision:
    """What is decided of somebody who has all but what is named; `undone` where they have not done it themselves."""
    counted = frozenset(TASKS) - without
    return decide_certificate(
        programme=programme,
        done=counted if undone else frozenset(TASKS),
        counted=counted,
        completed=completed,
        attended=frozenset(WORKSHOPS) - absent,
        verified_at=VERIFIED_AT if verified else None,
    )


def test_the_programme_has_four_modules_and_four_workshops() -> None:
    assert len(PROGRAMME.modules) == len(WORKSHOPS) == 4
    assert len(TASKS) > 100


def test_with_everything_there_is_a_certificate() -> None:
    assert decide() == Certain(VERIFIED_AT)


@pytest.mark.parametrize("ref", TASKS, ids=str)
def test_without_any_one_task_there_is_none(ref: TaskRef) -> None:
    decision = decide(without=frozenset({ref}))
    assert isinstance(decision, Missing)
    assert all(one.refs == (ref,) and one.awaited == (Awaited.PARTICIPANT,) for one in decision.lacking)


@pytest.mark.parametrize("workshop", WORKSHOPS)
def test_without_any_one_attendance_there_is_none(workshop: ActivityKey) -> None:
    everything = frozenset(one.key for one in COMPONENTS)
    for completed in (frozenset[ActivityKey](), everything):
        decision = decide(absent=frozenset({workshop}), completed=completed)
        assert isinstance(decision, Missing)
        assert all(one.refs == (mark_attended(workshop),) for one in decision.lacking)
        assert all(one.awaited == (Awaited.TRAINER,) for one in decision.lacking)


def test_without_the_verification_there_is_none_though_the_portfolio_was_complete_before() -> None:
    decision = decide(verified=False, completed=frozenset(one.key for one in COMPONENTS))
    assert isinstance(decision, Missing)
    (one,) = decision.lacking
    assert one.refs == (VERIFIED,) and one.awaited == (Awaited.LINE_MANAGER,)


def test_a_programme_without_a_portfolio_asks_for_the_verification_all_the_same() -> None:
    rest = {key: one for key, one in PROGRAMME.activities.items() if one.kind is not ActivityKind.PORTFOLIO}
    modules = tuple(
        type(module)(
            module.number,
            module.title,
            module.introduction,
            (),
            (),
            (),
            tuple(one for one in module.activities if one.key in rest),
        )
        for module in PROGRAMME.modules
    )
    programme = Programme("rest", "Rest", "1", modules, rest)
    assert isinstance(decide(programme=programme, verified=False), Missing)
    assert isinstance(decide(programme=programme), Certain)


@settings(max_examples=400, deadline=None)
@given(
    without=st.frozensets(st.sampled_from(TASKS), max_size=6),
    absent=st.frozensets(st.sampled_from(WORKSHOPS)),
    completed=st.frozensets(st.sampled_from([one.key for one in COMPONENTS])),
    verified=st.booleans(),
)
def test_there_is_a_certificate_exactly_when_nothing_is_missing(
    without: frozenset[TaskRef],
    absent: frozenset[ActivityKey],
    completed: frozenset[ActivityKey],
    verified: bool,
) -> None:
    decision = decide(without=without, absent=absent, completed=completed, verified=verified)
    open_work = [
        one
        for one in COMPONENTS
        if one.key not in completed and without.intersection(list_required(programme=PROGRAMME, activity=one))
    ]
    is_whole = not open_work and not absent and verified
    assert isinstance(decision, Certain) is is_whole
    if isinstance(decision, Missing):
        named = {ref for one in decision.lacking for ref in one.refs}
        assert {mark_attended(key) for key in absent} <= named
        assert (VERIFIED in named) is not verified
        assert named <= without | {VERIFIED} | {mark_attended(key) for key in absent}
        assert decision.shown


def test_work_that_waits_for_somebody_names_them() -> None:
    agreement = next(ref for ref in TASKS if isinstance(PROGRAMME.get_task(ref).asks, Agreement))
    study = next(ref for ref in TASKS if isinstance(PROGRAMME.get_task(ref).asks, Write))
    for ref, awaited in ((agreement, Awaited.LINE_MANAGER), (study, Awaited.TRAINER)):
        decision = decide(without=frozenset({ref}), undone=False)
        assert isinstance(decision, Missing)
        assert {one.awaited for one in decision.lacking} == {(awaited,)}


def test_a_case_is_not_named_beside_the_week_that_includes_it() -> None:
    ref = next(ref for ref in TASKS if ref.activity == "m1-w2-vignettes")
    decision = decide(without=frozenset({ref}))
    assert isinstance(decision, Missing)
    assert [one.activity for one in decision.lacking] == ["m1-w2", "m1-w2-vignettes"]
    assert [one.activity for one in decision.shown] == ["m1-w2"]
