"""Which of our roles the role addresses of an LMS come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.cohort.role_rules import Role, decide_role, decide_standing_role

CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([CONTEXT + "Learner"], Role.PARTICIPANT),
        ([CONTEXT + "Instructor"], Role.TRAINER),
        ([CONTEXT + "Administrator"], Role.TRAINER),
        ([CONTEXT + "ContentDeveloper"], Role.TRAINER),
        ([CONTEXT + "Mentor"], Role.LINE_MANAGER),
        ([SUB_ROLE + "Instructor#TeachingAssistant"], Role.TRAINER),
        ([SUB_ROLE + "Learner#NonCreditLearner"], Role.PARTICIPANT),
        (["Instructor"], Role.TRAINER),
        (["Learner"], Role.PARTICIPANT),
        ([INSTITUTION + "Administrator", CONTEXT + "Instructor", SYSTEM + "Administrator"], Role.TRAINER),
        ([CONTEXT + "Learner", CONTEXT + "Instructor"], Role.TRAINER),
        ([CONTEXT + "Learner", "urn:example:unknown"], Role.PARTICIPANT),
        ([INSTITUTION + "Administrator"], Role.NONE),
        ([INSTITUTION + "Instructor"], Role.NONE),
        ([SYSTEM + "Administrator"], Role.NONE),
        (["http://example.org/bogus#Administrator"], Role.NONE),
        (["http://example.org/membership#Instructor"], Role.NONE),
        ([CONTEXT + "Nonsense"], Role.NONE),
        ([""], Role.NONE),
        ([], Role.NONE),
    ],
)
def test_roles_come_to_one_of_ours(roles: list[str], expected: Role) -> None:
    assert decide_role(roles=roles) is expected


@given(st.lists(st.text(max_size=80), max_size=6))
def test_nothing_outside_the_context_makes_a_trainer(words: list[str]) -> None:
    roles = [INSTITUTION + word for word in words] + [SYSTEM + word for word in words]
    assert decide_role(roles=roles) is Role.NONE


@given(st.permutations([CONTEXT + "Learner", CONTEXT + "Instructor", CONTEXT + "Mentor", "urn:x"]))
def test_the_order_of_roles_counts_for_nothing(roles: list[str]) -> None:
    assert decide_role(roles=roles) is Role.TRAINER


@pytest.mark.parametrize("launched", list(Role))
def test_a_trainer_stays_a_trainer_and_others_become_what_they_launch_as(launched: Role) -> None:
    assert decide_standing_role(standing=Role.TRAINER, launched=launched) is Role.TRAINER
    for standing in set(Role) - {Role.TRAINER}:
        assert decide_standing_role(standing=standing, launched=launched) is launched
