"""Returned work stays done: whatever is returned, what is open stays open; and its week says whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lti_app.activity.completion_rules import list_waits
from lti_app.activity.page_rules import TaskState, decide_task_state
from lti_app.gate.facts_rules import Awaited, GateFacts
from lti_app.gate.rules import decide_activity, decide_task
from lti_app.programme.model import TaskRef
from tests.activity.programmes import make_ref
from tests.activity.whole_programmes import make_whole

WHOLE = make_whole()
REFS = tuple(TaskRef(one.key, task.key) for one in WHOLE.activities.values() for task in one.tasks)
STUDY = make_ref("w1", "study")
FACTS = GateFacts(today=date(2026, 11, 22))


@given(st.frozensets(st.sampled_from(REFS)), st.data())
def test_whatever_is_returned_nothing_that_is_open_closes(
    done: frozenset[TaskRef], data: st.DataObject
) -> None:
    returned = (
        data.draw(st.frozensets(st.sampled_from([one for one in REFS if one in done])))
        if done
        else frozenset()
    )
    before, after = replace(FACTS, done=done), replace(FACTS, done=done, returned=returned)
    for activity in WHOLE.activities.values():
        assert decide_activity(programme=WHOLE, activity=activity, facts=before) == decide_activity(
            programme=WHOLE, activity=activity, facts=after
        )
        for task in activity.tasks:
            assert decide_task(programme=WHOLE, activity=activity, task=task, facts=before) == decide_task(
                programme=WHOLE, activity=activity, task=task, facts=after
            )


def test_the_week_waits_for_the_participant_once_work_is_returned() -> None:
    week = WHOLE.activities["w1"]
    for returned, whose in ((frozenset(), Awaited.TRAINER), (frozenset({STUDY}), Awaited.PARTICIPANT)):
        facts = replace(FACTS, done=frozenset({STUDY}), returned=returned)
        [wait] = list_waits(programme=WHOLE, activity=week, facts=facts)
        assert (wait.awaited, wait.ref) == (whose, STUDY)


def test_what_counts_already_waits_for_nobody_though_more_was_asked_for() -> None:
    one = frozenset({STUDY})
    facts = replace(FACTS, done=one, counted=one, returned=one)
    assert list_waits(programme=WHOLE, activity=WHOLE.activities["w1"], facts=facts) == ()
    state = decide_task_state(ref=STUDY, closed=False, done=one, drafted=frozenset(), returned=one)
    assert state is TaskState.RETURNED
