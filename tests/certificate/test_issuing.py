"""Issuing a certificate: only with everything, once, in the confirmed name, and for good."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from lti_app.certificate.records import CertificateRecord
from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.gate.facts_rules import VERIFIED, mark_attended
from lti_app.privacy.trail_records import TrailLine
from lti_app.programme.model import ActivityKey, SignOff, TaskKey, TaskRef
from lti_app.sign_off.records import record_sign_off, void_sign_off
from tests.builders import TestLms
from tests.certificate.finishing import Holder, join

EXPERIENCE = TaskRef(ActivityKey("m1-w1"), TaskKey("experience"))
THIRD_WORKSHOP = mark_attended(ActivityKey("m3-w4"))


@pytest.fixture
def holder(app: Flask, lms: TestLms) -> Holder:
    """A participant who has just begun."""
    return join(app, lms)


def list_certificates(app: Flask) -> list[CertificateRecord]:
    """Every certificate that was issued."""
    with app.app_context(), read_only() as session:
        rows = list(session.scalars(select(CertificateRecord)))
        session.expunge_all()
    return rows


def read_line(page: str, title: str) -> str:
    """What the page says of an activity, without its markup."""
    found = next(one for one in re.findall(r"<li>.*?</li>", page, re.DOTALL) if title in one)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_who_has_just_begun_is_told_everything_that_is_missing_and_for_whom_it_waits(holder: Holder) -> None:
    page = holder.show()
    for module in holder.programme.modules:
        assert f"Module {module.number}: {module.title}" in page.replace("&#39;", "’")
    assert "Waits for you." in read_line(page, "An Introduction to the Achieving Permanence Programme")
    assert "register" in read_line(page, "Week 4") and "Waits for your trainer." in read_line(page, "Week 4")
    assert "Hand your portfolio over" in read_line(page, "Your portfolio")
    assert "Issue my certificate" not in page


@pytest.mark.parametrize("missing", [EXPERIENCE, THIRD_WORKSHOP, VERIFIED], ids=str)
def test_the_last_missing_component_withholds_it_and_then_gives_it(
    app: Flask, holder: Holder, missing: TaskRef
) -> None:
    holder.finish(but={missing})
    page = holder.show()
    assert "1 thing is still missing" in page and "Issue my certificate" not in page
    assert holder.press("Ana").status_code == 303
    assert list_certificates(app) == []
    for name in ("certificate.pdf", "badge.jwt"):
        assert holder.person.open(f"certificate/{name}").status_code == 404

    holder.add(missing)
    assert holder.issue() == list_certificates(app)[0].number


def test_work_that_waits_for_the_trainer_withholds_it(holder: Holder) -> None:
    holder.finish()
    holder.await_word(EXPERIENCE)
    line = read_line(holder.show(), "An Introduction")
    assert "You have done your part." in line and "Waits for your trainer." in line


def test_a_verification_that_was_voided_before_issue_withholds_it(app: Flask, holder: Holder) -> None:
    holder.finish()
    assert "Issue my certificate" in holder.show()
    holder.void_verification()
    holder.press("Ana")
    assert list_certificates(app) == []
    assert "Your line manager verifies your portfolio in writing." in holder.show()


def test_a_line_managers_word_gives_it_and_takes_it_back_before_issue(app: Flask, holder: Holder) -> None:
    holder.finish(but={VERIFIED})
    whose, now = holder.person_id, utc_now()
    with app.app_context(), transaction() as session:
        record_sign_off(session, person_id=whose, sign_off=SignOff.PORTFOLIO, now=now)
    assert "Issue my certificate" in holder.show()
    with app.app_context(), transaction() as session:
        void_sign_off(session, person_id=whose, sign_off=SignOff.PORTFOLIO, now=now)
    assert "Issue my certificate" not in holder.show()


def test_what_was_completed_once_counts_though_it_has_changed_since(holder: Holder) -> None:
    holder.finish()
    holder.complete("m2-w5")
    assert "Issue my certificate" in holder.show()


def test_the_name_is_confirmed_and_frozen(app: Flask, holder: Holder) -> None:
    holder.finish()
    assert 'value="Ana Participant"' in holder.show()
    number = holder.issue("  Ana  María \n Participant ")
    holder.issue("Somebody Else")
    holder.void_verification()
    (kept,) = list_certificates(app)
    assert (kept.number, kept.name) == (number, "Ana María Participant")
    assert kept.organisation == "Northmoor Council" and kept.programme == "Achieving Permanence"
    assert "Ana María Participant" in holder.show() and "Somebody Else" not in holder.show()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("   ", "Enter your name as it should stand on the certificate"),
        ("A" * 121, "Your name must be 120 characters or fewer"),
        ("Ana 王", "The certificate cannot show 王"),
    ],
)
def test_a_name_that_cannot_stand_is_sent_back_with_what_is_wrong(
    app: Flask, holder: Holder, name: str, fault: str
) -> None:
    holder.finish()
    answer = holder.press(name)
    assert answer.status_code == 422 and fault in answer.text and "There is a problem" in answer.text
    assert list_certificates(app) == []


def test_pressing_twice_at_once_issues_one(app: Flask, holder: Holder) -> None:
    holder.finish()
    cookie = holder.person.client.get_cookie("__Host-browser")
    assert cookie is not None

    def press() -> None:
        browser = app.test_client()
        browser.set_cookie("__Host-browser", cookie.value)
        answer = browser.post(
            f"{holder.person.root}/certificate", data={"csrf_token": holder.token, "name": "Ana"}
        )
        answers.append(answer.status_code)

    answers: list[int] = []
    pressing = [threading.Thread(target=press) for _ in range(4)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert answers == [303] * 4
    assert len(list_certificates(app)) == 1


def test_issuing_stands_in_the_audit_trail(app: Flask, holder: Holder) -> None:
    holder.finish()
    number = holder.issue()
    holder.issue()
    with app.app_context(), read_only() as session:
        lines = [(one.deed, one.subject, one.person_id) for one in session.scalars(select(TrailLine))]
    assert lines == [("certificate issued", number, holder.person_id)]


def test_nobody_but_its_holder_comes_to_it(app: Flask, lms: TestLms, holder: Holder) -> None:
    holder.finish()
    holder.issue()
    other = join(app, lms, "Ben Other")
    assert "Ana" not in other.show()
    assert other.person.open("certificate/certificate.pdf").status_code == 404
