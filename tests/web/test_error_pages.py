"""What a person, or a script of ours, is told when there is no answer."""

from __future__ import annotations

import pytest

from tests.web.samples import FORM_LIMIT_BYTES, build_front_door

JSON = {"Accept": "application/json"}
FAILURES = [
    ("/fails/refused", 403, "You may not", "a fixed reason"),
    ("/fails/ended", 401, "Your visit has ended", "visit ended"),
    ("/fails/not-here", 404, "This page is not here", "not found"),
    ("/nowhere", 404, "This page is not here", "not found"),
    ("/form", 405, "This page cannot be opened like that", "method not allowed"),
    ("/fails/elsewhere", 502, "Another system did not answer as it should", "another system failed"),
    (
        "/fails/elsewhere-for-now",
        503,
        "Another system is not answering at the moment",
        "another system is away",
    ),
    ("/fails/teapot", 418, "We could not read what was sent", "not understood"),
    ("/fails/badly", 500, "Something went wrong here", "our fault"),
]


@pytest.mark.parametrize(("address", "status", "title", "problem"), FAILURES)
def test_a_person_reads_what_happened_what_to_do_and_a_reference(
    address: str, status: int, title: str, problem: str
) -> None:
    response = build_front_door().test_client().get(address, headers={"Accept": "text/html,*/*;q=0.8"})

    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in response.text
    assert "Reference: <strong>" in response.text


@pytest.mark.parametrize(("address", "status", "title", "problem"), FAILURES)
def test_a_script_reads_the_same_as_json(address: str, status: int, title: str, problem: str) -> None:
    response = build_front_door().test_client().get(address, headers=JSON)

    assert response.status_code == status
    assert response.get_json()["problem"] == problem
    assert response.get_json()["title"] == title
    assert response.get_json()["reference"]


def test_an_exception_is_never_quoted_to_anyone() -> None:
    browser = build_front_door().test_client()

    for headers in ({}, JSON):
        response = browser.get("/fails/badly", headers=headers)
        assert "Amina" not in response.text
        assert "RuntimeError" not in response.text
        assert "Traceback" not in response.text


def test_the_reason_for_the_log_is_not_shown_to_the_person() -> None:
    response = build_front_door().test_client().get("/fails/not-here")

    assert "hers, not yours" not in response.text


def test_a_refusal_keeps_the_reference_that_it_was_recorded_under() -> None:
    assert "ref-77" in build_front_door().test_client().get("/fails/refused").text


def test_a_form_that_is_too_long_is_told_so_and_that_nothing_is_lost() -> None:
    response = build_front_door().test_client().post("/form", data={"text": "x" * (FORM_LIMIT_BYTES + 1)})

    assert response.status_code == 413
    assert "too long to send" in response.text
    assert "Nothing is lost" in response.text


def test_a_wrong_method_still_says_which_are_right() -> None:
    assert "POST" in build_front_door().test_client().get("/form").headers["Allow"]


def test_an_ended_visit_says_that_unsaved_words_are_kept() -> None:
    assert "kept in this browser tab" in build_front_door().test_client().get("/fails/ended").text
