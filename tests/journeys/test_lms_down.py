"""An LMS that is down when a week is completed, and comes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.steps_activity import do_task, wait_for_gradebook_line
from tests.journeys.steps_lms import AMINA, WEEK_ONE, open_link, wait_for_grade
from tests.journeys.steps_quick import finish_quickly
from tests.practice_lms.server import PracticeLms


def test_a_grade_earned_while_the_lms_is_down_arrives_once_when_it_is_back(
    page: Page, lms: PracticeLms
) -> None:
    open_link(page, lms, lms.place("m1-w1", WEEK_ONE), AMINA)
    finish_quickly(page, "m1-w1", but=("strengths",))
    lms.set_faults(down=True)
    page.reload()
    do_task(page, "m1-w1", "strengths")
    expect(page.locator("#gradebook")).to_have_text("Saved. Your gradebook will be updated.")
    _wait_for_a_refused_call(page, lms)
    assert lms.find_grade("m1-w1", AMINA) is None
    lms.set_faults(down=False)
    wait_for_gradebook_line(page, "100 out of 100 was sent to your gradebook")
    taken = [call for call in lms.requests("score") if call["status"] == 200]
    assert len(taken) == 1
    wait_for_grade(page, lms, key="m1-w1", person=AMINA, shown="100.00")


def _wait_for_a_refused_call(page: Page, lms: PracticeLms) -> None:
    for _ in range(100):
        if any(call["status"] == 503 for call in lms.requests()):
            return
        page.reload()
        expect(page.locator("#gradebook")).to_have_text("Saved. Your gradebook will be updated.")
    raise AssertionError("the service never tried to send the grade")
