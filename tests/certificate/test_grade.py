"""The portfolio's place in the course gets its grade with the verification, through the outbox."""

from __future__ import annotations

import pytest

from lti_app.activity.records import CompletionRecord
from lti_app.activity.settling_records import settle_progress
from lti_app.database import transaction
from lti_app.gate.facts_rules import VERIFIED
from lti_app.placement.grading_rules import Grading
from lti_app.programme.model import Programme
from tests.activity.conftest import OpenCourse
from tests.activity.courses import list_rows, list_scores
from tests.certificate.test_rules import PROGRAMME


@pytest.mark.parametrize("grading", [Grading.COMPLETION, Grading.PROGRESS])
def test_the_verification_completes_the_portfolio_and_queues_its_grade(
    open_course: OpenCourse,
    grading: Grading,
) -> None:
    programme: Programme = PROGRAMME
    course = open_course(programme)
    placement = course.place("portfolio", grading)
    visit = course.enter()
    for counted in (frozenset(), frozenset({VERIFIED}), frozenset({VERIFIED})):
        with transaction() as session:
            settle_progress(
                session,
                programme=programme,
                person_id=visit.person_id,
                touched=[programme.activities[VERIFIED.activity]],
                counted=counted,
                now=course.now,
            )
        assert list_scores() == ([(placement, 100, 1, "queued")] if counted else [])
    assert [row.activity_key for row in list_rows(CompletionRecord)] == ["portfolio"]
