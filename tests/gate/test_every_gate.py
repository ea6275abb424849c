"""Every kind of gate over many states: nothing closed is shown, nothing earned is lost, what is firm stays so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import Awaited, Dates, GateFacts, Target, mark_attended
from lti_app.gate.rules import Closed, Open, decide_activity, decide_both, decide_part, decide_task
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    After,
    Attended,
    Calendar,
    Condition,
    Part,
    PartKey,
    PartRef,
    Programme,
    SignedOff,
    SignOff,
    TaskRef,
)
from tests.activity.programmes import make_activity, make_programme, make_ref, make_task, make_weeks
from tests.activity.whole_programmes import BRADLEY, STORY_ONE, STORY_TWO, WORKSHOP, make_whole
from tests.gate.test_rules import TODAY

WHOLE = make_whole()
TASKS = [TaskRef(one.key, task.key) for one in WHOLE.activities.values() for task in one.tasks]
PARTS = [PartRef(one.key, part.key) for one in WHOLE.activities.values() for part in one.parts]
ONE, TWO = (PartRef(BRADLEY, PartKey(key)) for key in ("one", "two"))
TARGETS: list[Target] = [STORY_TWO, ONE, TWO]
DAYS = st.dictionaries(
    st.sampled_from([ActivityKey(key) for key in ("w1", "w2", "w3")]),
    st.dates(TODAY - timedelta(9), TODAY + timedelta(9)),
)

all_facts = st.builds(
    GateFacts,
    today=st.just(TODAY),
    policy=st.sampled_from(CohortPolicy),
    done=st.frozensets(st.sampled_from(TASKS)),
    attended=st.frozensets(st.just(WORKSHOP)),
    registers=st.frozensets(st.just(WORKSHOP)),
    released=st.frozensets(st.sampled_from(TARGETS)),
    waived=st.frozensets(st.sampled_from([*WHOLE.activities.values()]).map(lambda one: one.key)),
    dates=st.builds(Dates, opens_on=DAYS, workshop_on=DAYS),
)


def part_of(ref: PartRef) -> tuple[Activity, Part]:
    """The part that `ref` names, in its activity."""
    activity = WHOLE.activities[ref.activity]
    part = activity.find_part(ref.part)
    assert part is not None
    return activity, part


def list_open(facts: GateFacts) -> set[Target]:
    """Everything that the person of `facts` can reach."""
    found: set[Target] = set()
    for one in WHOLE.activities.values():
        if decide_activity(programme=WHOLE, activity=one, facts=facts) == Open():
            found.add(one.key)
        for task in one.tasks:
            if decide_both(programme=WHOLE, activity=one, task=task, facts=facts) == Open():
                found.add(TaskRef(one.key, task.key))
        for part in one.parts:
            if decide_part(programme=WHOLE, activity=one, part=part, facts=facts) == Open():
                found.add(PartRef(one.key, part.key))
    return found


@given(all_facts)
def test_no_part_is_open_that_was_not_released_and_whose_part_ahead_was_not(facts: GateFacts) -> None:
    opened = list_open(facts)
    assert ONE not in opened or ONE in facts.released
    assert TWO not in opened or {ONE, TWO} <= facts.released
    assert STORY_TWO not in opened or STORY_TWO in facts.released
    story_done = make_ref("story-1", "read") in facts.done or STORY_ONE in facts.released
    assert STORY_TWO not in opened or story_done


@given(all_facts)
def test_every_closed_door_says_what_opens_it_and_who_is_awaited(facts: GateFacts) -> None:
    for one in WHOLE.activities.values():
        gate = decide_activity(programme=WHOLE, activity=one, facts=facts)
        if isinstance(gate, Closed):
            assert gate.reasons
            assert all(reason.text.endswith(".") and reason.awaited in Awaited for reason in gate.reasons)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("try"), st.sampled_from(TASKS)),
        st.tuples(st.just("look"), st.sampled_from(PARTS)),
        st.tuples(st.just("release"), st.sampled_from(TARGETS)),
        st.tuples(st.just("take back"), st.sampled_from(TARGETS)),
        st.tuples(st.just("policy"), st.sampled_from(CohortPolicy)),
        st.tuples(st.just("attend"), st.just(WORKSHOP)),
        st.tuples(st.just("wait"), st.integers(1, 9)),
    ),
    max_size=40,
)


def act(facts: GateFacts, what: str, of: object) -> GateFacts:
    """What is so after somebody has done `what`; nobody gets in where it is closed."""
    opened = list_open(facts)
    match what, of:
        case "try", TaskRef() as ref:
            return replace(facts, done=facts.done | ({ref} & opened))
        case "look", PartRef() as ref:
            return replace(facts, read=facts.read | ({ref} & opened))
        case "release", target:
            return replace(facts, released=facts.released | {target})  # type: ignore[arg-type]
        case "take back", target if target not in facts.read and not _is_begun(facts, target):
            return replace(facts, released=facts.released - {target})
        case "policy", CohortPolicy() as policy:
            return replace(facts, policy=policy)
        case "attend", _:
            marks = facts.counted | {mark_attended(WORKSHOP)}
            completed = facts.completed | {WORKSHOP, BRADLEY, STORY_TWO}
            return replace(facts, attended=frozenset({WORKSHOP}), counted=marks, completed=completed)
        case "wait", int() as days:
            return replace(facts, today=facts.today + timedelta(days))
        case _:
            return facts


def _is_begun(facts: GateFacts, target: object) -> bool:
    return any(ref.activity == target for ref in facts.read)


@settings(max_examples=60)
@given(actions)
def test_no_sequence_of_actions_shows_a_closed_part_or_closes_what_somebody_has_worked_on(
    steps: list[tuple[str, object]],
) -> None:
    facts = GateFacts(today=TODAY, dates=Dates({ActivityKey("w1"): TODAY, ActivityKey("w2"): TODAY}))
    given_out: set[object] = set()
    for what, of in steps:
        facts = act(facts, what, of)
        if what == "release":
            given_out.add(of)
        opened = list_open(facts)
        assert facts.read <= opened
        assert facts.done <= opened
        assert all(ref in given_out for ref in facts.read & {ONE, TWO})
        assert TWO not in facts.read or ONE in given_out
        if PartRef(STORY_TWO, PartKey("text")) in facts.read:
            assert STORY_TWO in given_out
            assert make_ref("story-1", "read") in facts.done


def make_gated(*opens: Condition) -> tuple[Programme, Activity]:
    """A case with one gate, in a programme with a workshop and a week."""
    whole = make_whole()
    case = replace(make_activity("gated", (make_task("t"),)), opens=opens)
    programme = make_programme(*whole.activities.values(), case)
    return programme, programme.activities["gated"]


def test_each_condition_opens_by_its_own_fact_and_says_whose_turn_it_is() -> None:
    week = ActivityKey("w3")
    done = GateFacts(today=TODAY, done=frozenset({make_ref("story-1", "read")}))
    cases: list[tuple[Condition, GateFacts, Awaited]] = [
        (Attended(WORKSHOP), GateFacts(today=TODAY, attended=frozenset({WORKSHOP})), Awaited.TRAINER),
        (
            SignedOff(SignOff.LEARNING_AGREEMENT),
            GateFacts(today=TODAY, signed=frozenset({SignOff.LEARNING_AGREEMENT})),
            Awaited.LINE_MANAGER,
        ),
        (Calendar(week), GateFacts(today=TODAY, dates=Dates({week: TODAY})), Awaited.TRAINER),
        (Calendar(week), GateFacts(today=TODAY, policy=CohortPolicy.OPEN), Awaited.TRAINER),
        (After(make_ref("story-1", "read")), done, Awaited.PARTICIPANT),
        (After(STORY_ONE), done, Awaited.PARTICIPANT),
    ]
    for condition, enough, awaited in cases:
        programme, case = make_gated(condition)
        gate = decide_activity(programme=programme, activity=case, facts=GateFacts(today=TODAY))
        assert isinstance(gate, Closed)
        assert [reason.awaited for reason in gate.reasons] == [awaited]
        assert decide_activity(programme=programme, activity=case, facts=enough) == Open()
        waived = GateFacts(today=TODAY, waived=frozenset({case.key}))
        assert decide_activity(programme=programme, activity=case, facts=waived) == Open()


def test_a_calendar_opens_a_week_on_its_day_and_says_which_day_that_is() -> None:
    week = WHOLE.activities["w3"]
    day = date(2027, 1, 4)
    facts = GateFacts(today=TODAY, policy=CohortPolicy.CALENDAR, dates=Dates({week.key: day}))
    gate = decide_activity(programme=WHOLE, activity=week, facts=facts)
    assert isinstance(gate, Closed)
    assert [(reason.text, reason.opens_on) for reason in gate.reasons] == [
        ("It opens on 4 January 2027.", day)
    ]
    assert decide_activity(programme=WHOLE, activity=week, facts=replace(facts, today=day)) == Open()


def test_a_workshop_counts_as_done_once_its_day_has_passed_or_its_register_is_marked() -> None:
    week = WHOLE.activities["w3"]
    first = {make_ref("w1", "a"), make_ref("w1", "study"), make_ref("real", "first")}
    facts = GateFacts(today=TODAY, done=frozenset(first))
    on_the_day = replace(facts, dates=Dates({}, {WORKSHOP: TODAY}))
    assert isinstance(decide_activity(programme=WHOLE, activity=week, facts=facts), Closed)
    assert isinstance(decide_activity(programme=WHOLE, activity=week, facts=on_the_day), Closed)
    for more in (
        replace(on_the_day, today=TODAY + timedelta(1)),
        replace(facts, registers=frozenset({WORKSHOP})),
    ):
        assert decide_activity(programme=WHOLE, activity=week, facts=more) == Open()


def test_completing_a_case_by_attendance_opens_nothing_that_was_not_given_out() -> None:
    facts = GateFacts(today=TODAY, completed=frozenset({WORKSHOP, BRADLEY, STORY_TWO}))
    assert isinstance(
        decide_activity(programme=WHOLE, activity=WHOLE.activities[STORY_TWO], facts=facts), Closed
    )
    activity, part = part_of(ONE)
    assert isinstance(decide_part(programme=WHOLE, activity=activity, part=part, facts=facts), Closed)


def test_a_waiver_never_lifts_first_responses() -> None:
    weeks = make_weeks()
    case, reflection = weeks.activities["case"], weeks.get_task(make_ref("case", "f"))
    facts = GateFacts(today=TODAY, waived=frozenset({make_ref("case", "f"), case.key}))
    assert decide_activity(programme=weeks, activity=case, facts=facts) == Open()
    assert isinstance(decide_task(programme=weeks, activity=case, task=reflection, facts=facts), Closed)


def test_what_waits_for_itself_is_closed_and_asks_no_further() -> None:
    case = replace(make_activity("gated", ()), opens=(After(ActivityKey("gated")),))
    programme = make_programme(replace(case, tasks=(make_task("t"),)))
    gate = decide_activity(
        programme=programme, activity=programme.activities["gated"], facts=GateFacts(today=TODAY)
    )
    assert isinstance(gate, Closed)
