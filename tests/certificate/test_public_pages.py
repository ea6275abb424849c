"""What anybody is told of a number: valid, withdrawn or unknown, and nothing more, and not by the thousand."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.administration.coming_in import become_administrator
from tests.builders import TestLms, make_app, make_lms, make_settings
from tests.certificate.finishing import Holder, join


@pytest.fixture
def holder(app: Flask, lms: TestLms) -> Holder:
    """Somebody who has everything."""
    made = join(app, lms)
    made.finish()
    return made


def look(app: Flask, number: str) -> tuple[int, str]:
    """What a stranger is told of a number."""
    answer = app.test_client().get(f"/certificates/{number}", follow_redirects=True)
    return answer.status_code, answer.text


def test_a_valid_certificate_is_said_to_be_valid_and_nothing_more(app: Flask, holder: Holder) -> None:
    number = holder.issue()
    status, page = look(app, number)
    assert status == 200 and "This certificate is valid" in page
    for secret in ("Ana", "Participant", "Northmoor", "2026-11", "November"):
        assert secret not in page.replace(number, "")


def test_a_number_is_found_however_it_is_typed(app: Flask, holder: Holder) -> None:
    number = holder.issue()
    typed = number.lower().replace("-", " ")
    assert "This certificate is valid" in look(app, typed)[1]
    form = app.test_client().get("/certificates", query_string={"number": typed}, follow_redirects=True)
    assert "This certificate is valid" in form.text


def test_nothing_typed_is_an_error_that_the_title_says_first(app: Flask) -> None:
    page = app.test_client().get("/certificates", query_string={"number": " "}).text
    assert "<title>Error: Check a certificate" in page and 'href="#number">Enter the number' in page


@pytest.mark.parametrize(
    "number", ["AP-2026-0000-0000", "AP-2026-7K3M-9QX5", "nothing", "<script>", "A" * 400]
)
def test_an_unknown_number_is_said_to_be_unknown(app: Flask, number: str) -> None:
    status, page = look(app, number)
    assert status == 404 and "No certificate has this number" in page
    assert "<script>" not in page.replace("<script type", "")


def test_a_withdrawn_one_says_so_to_everybody_and_why_to_its_holder(app: Flask, holder: Holder) -> None:
    number = holder.issue()
    desk = become_administrator(app, app.test_client())
    reason = "The portfolio was not the holder’s own."
    assert desk.send(f"certificates/{number}/withdraw", reason=reason).status_code == 303

    status, page = look(app, number)
    assert status == 200 and "This certificate was withdrawn" in page and "portfolio" not in page
    own = holder.show()
    assert "This certificate was withdrawn" in own and "The portfolio was not the holder’s own." in own
    assert "Issue my certificate" not in own
    for name in ("certificate.pdf", "badge.jwt"):
        assert holder.person.open(f"certificate/{name}").status_code == 404
    assert holder.press("Ana").status_code == 303
    assert "withdrawn" in look(app, number)[1]


def test_numbers_cannot_be_tried_out_by_the_hundred(tmp_path: Path, database_url: str) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=database_url, CERTIFICATE_LIMIT="5", LIMIT_WINDOW="3600")
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        statuses = [look(app, "AP-2026-0000-0000")[0] for _ in range(12)]
        assert statuses[:5] == [404] * 5 and statuses[-1] == 429
