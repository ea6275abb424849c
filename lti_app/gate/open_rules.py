"""The facts under which as much as can be is open: for a trainer who looks at the programme as a participant does."""

from __future__ import annotations

from datetime import date

from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.gate.facts_rules import GateFacts
from lti_app.programme.model import PartRef, Programme, SignOff, TaskRef


def make_open_facts(programme: Programme, *, today: date) -> GateFacts:
    """Nothing done, and everything given out, lifted, attended and signed.

    A reflection on earlier answers stays closed: there are none to reflect on.
    """
    activities = programme.activities.values()
    parts = frozenset(PartRef(one.key, part.key) for one in activities for part in one.parts)
    tasks = frozenset(TaskRef(one.key, task.key) for one in activities for task in one.tasks)
    keys = frozenset(one.key for one in activities)
    return GateFacts(
        today=today,
        policy=CohortPolicy.OPEN,
        attended=keys,
        registers=keys,
        released=keys | parts | tasks,
        read=parts,
        waived=keys | tasks,
        signed=frozenset(SignOff),
    )
