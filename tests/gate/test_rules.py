"""The gate: nothing opens before what it waits for, everything done keeps what is open open, every reason says how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import GateFacts
from lti_app.gate.rules import (
    Closed,
    Open,
    Reason,
    decide_activity,
    decide_both,
    decide_task,
    list_essential,
    list_weeks,
    list_weeks_of,
)
from lti_app.programme.model import Activity, Programme, ReflectOn, Task, TaskRef
from tests.activity.programmes import make_activity, make_programme, make_ref, make_task, make_weeks

WEEKS = make_weeks()
ORDERS = (CohortPolicy.IN_ORDER, CohortPolicy.OPEN)
ALL = [TaskRef(one.key, task.key) for one in WEEKS.activities.values() for task in one.tasks]
SOME = [frozenset(some) for size in range(len(ALL) + 1) for some in combinations(ALL, size)]


TODAY = date(2026, 11, 21)


def say(done: Iterable[TaskRef], policy: CohortPolicy = CohortPolicy.IN_ORDER) -> GateFacts:
    """What is so for somebody who has done `done`, and nothing else."""
    return GateFacts(today=TODAY, policy=policy, done=frozenset(done), counted=frozenset(done))


def list_open(programme: Programme, done: Iterable[TaskRef], policy: CohortPolicy) -> set[TaskRef]:
    """Every task that can be reached by somebody who has done `done`."""
    return {
        TaskRef(activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if decide_both(programme=programme, activity=activity, task=task, facts=say(done, policy)) == Open()
    }


def list_reasons(
    programme: Programme, activity: Activity, task: Task, done: frozenset[TaskRef]
) -> tuple[Reason, ...]:
    """What keeps a task closed in a cohort that goes in order; empty where it is open."""
    gate = decide_both(programme=programme, activity=activity, task=task, facts=say(done))
    return gate.reasons if isinstance(gate, Closed) else ()


@pytest.mark.parametrize("policy", ORDERS)
def test_over_every_combination_a_task_opens_exactly_when_all_it_waits_for_is_done(
    policy: CohortPolicy,
) -> None:
    first = {make_ref("w1", "a"), make_ref("w1", "b")}
    for done in SOME:
        in_order = policy is CohortPolicy.OPEN or first <= done
        been_in = {ref.activity for ref in done}
        been_in |= {make_ref("case", "e").activity} if make_ref("w2", "d").activity in been_in else set()
        expected = {ref for ref in ALL if ref.activity == "w1" or ref.activity in been_in or in_order}
        if not done & {make_ref("case", "e"), make_ref("case", "f")}:
            expected.discard(make_ref("case", "f"))
        assert list_open(WEEKS, done, policy) == expected


@pytest.mark.parametrize("policy", ORDERS)
def test_over_every_pair_doing_more_never_closes_anything(policy: CohortPolicy) -> None:
    opened = {done: list_open(WEEKS, done, policy) for done in SOME}
    for done in SOME:
        for more in ALL:
            assert opened[done] <= opened[done | {more}]


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Programmes of up to five weeks with cases, whose tasks wait for any others, even for themselves."""
    counts = draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
    names = [(f"w{week}", f"t{task}") for week, count in enumerate(counts) for task in range(count)]
    cases = [(f"case{number}", f"t{task}") for number in range(draw(st.integers(0, 2))) for task in range(2)]
    refs = [make_ref(*name) for name in names + cases]

    def task(name: tuple[str, str]) -> Task:
        waits = draw(st.lists(st.sampled_from(refs), max_size=2)) if refs else []
        asks = ReflectOn(draw(st.sampled_from(refs))) if draw(st.booleans()) else None
        return make_task(name[1], asks, essential=draw(st.booleans()), opens_after=waits)

    weeks = [
        make_activity(
            f"w{week}",
            [task(name) for name in names if name[0] == f"w{week}"],
            week=week + 1,
            includes=draw(st.sets(st.sampled_from(sorted({name[0] for name in cases})))) if cases else (),
        )
        for week, _ in enumerate(counts)
    ]
    held = {key: [task(name) for name in cases if name[0] == key] for key in {name[0] for name in cases}}
    return make_programme(*weeks, *(make_activity(key, tasks) for key, tasks in held.items()))


def draw_done(draw: st.DataObject, programme: Programme) -> frozenset[TaskRef]:
    """Any set of the programme's tasks."""
    refs = [TaskRef(one.key, task.key) for one in programme.activities.values() for task in one.tasks]
    return frozenset(draw.draw(st.sets(st.sampled_from(refs)))) if refs else frozenset()


@settings(max_examples=40)
@given(programmes(), st.data(), st.sampled_from(ORDERS))
def test_nothing_opens_whose_prerequisites_are_not_done(
    programme: Programme, data: st.DataObject, policy: CohortPolicy
) -> None:
    done = draw_done(data, programme)
    weeks = list_weeks(programme=programme)
    for ref in list_open(programme, done, policy):
        task = programme.get_task(ref)
        needs = set(task.opens_after) | ({task.asks.task} if isinstance(task.asks, ReflectOn) else set())
        if ref in done:
            continue
        of = list_weeks_of(programme=programme, activity=programme.activities[ref.activity])
        been_in = {one.activity for one in done}
        if been_in & {ref.activity, *(week.key for week in of[:1])}:
            of = ()
        if policy is CohortPolicy.IN_ORDER and of:
            for week in weeks[: weeks.index(of[0])]:
                needs |= set(list_essential(programme=programme, activity=week))
        assert needs <= done


@settings(max_examples=40)
@given(programmes(), st.data(), st.sampled_from(ORDERS))
def test_opening_is_monotone_in_what_is_done(
    programme: Programme, data: st.DataObject, policy: CohortPolicy
) -> None:
    done, more = draw_done(data, programme), draw_done(data, programme)
    assert list_open(programme, done, policy) <= list_open(programme, done | more, policy)


@settings(max_examples=40)
@given(programmes(), st.data())
def test_doing_what_the_reasons_name_takes_them_all_away(programme: Programme, data: st.DataObject) -> None:
    done = draw_done(data, programme)
    for activity in programme.activities.values():
        for task in activity.tasks:
            reasons = list_reasons(programme, activity, task, done)
            named = frozenset(ref for reason in reasons for ref in reason.missing)
            assert all(reason.text and reason.missing for reason in reasons)
            assert not named & done
            left = {reason.text for reason in list_reasons(programme, activity, task, done | named)}
            assert not left & {reason.text for reason in reasons}


def test_the_reason_of_a_week_names_the_week_before_and_how_much_of_it_is_left() -> None:
    gate = decide_activity(
        programme=WEEKS,
        activity=WEEKS.activities[make_ref("w2", "d").activity],
        facts=say({make_ref("w1", "a")}),
    )
    assert isinstance(gate, Closed)
    assert [reason.text for reason in gate.reasons] == [
        "Finish Module 1, Week 1, ‘Activity w1’: 1 of its 2 essential tasks is still to do."
    ]
    assert gate.reasons[0].missing == (make_ref("w1", "b"),)


def test_an_optional_task_holds_nothing_up() -> None:
    done = frozenset({make_ref("w1", "a"), make_ref("w1", "b")})
    week = WEEKS.activities[make_ref("w2", "d").activity]
    assert decide_activity(programme=WEEKS, activity=week, facts=say(done)) == Open()


def test_the_open_policy_never_lifts_what_a_task_waits_for() -> None:
    case = WEEKS.activities[make_ref("case", "f").activity]
    reflection = WEEKS.get_task(make_ref("case", "f"))
    gate = decide_both(programme=WEEKS, activity=case, task=reflection, facts=say((), CohortPolicy.OPEN))
    assert isinstance(gate, Closed)
    assert [reason.text for reason in gate.reasons] == ["First submit the task ‘Task e’."]


def test_a_reflection_waits_for_its_first_responses_even_where_the_pack_forgets_to_say_so() -> None:
    answers = make_ref("case", "e")
    programme = make_programme(make_activity("case", (make_task("e"), make_task("f", ReflectOn(answers)))))
    case = programme.activities[answers.activity]
    task = programme.get_task(make_ref("case", "f"))
    assert isinstance(decide_task(programme=programme, activity=case, task=task, facts=say(())), Closed)
    assert decide_task(programme=programme, activity=case, task=task, facts=say({answers})) == Open()
