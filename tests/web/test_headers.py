"""Which headers each kind of answer carries."""

from __future__ import annotations

import re

import pytest
from flask import Response
from werkzeug.test import TestResponse

from lti_app.web.security import build_policy, find_origin, init_security, write_framers
from lti_app.web.service import Service
from tests.web.samples import LMS, SAMPLES, OneLms, Sample, build_front_door

ANSWERS = {
    "a page": "/samples/plain",
    "a page in a visit": "/samples/cohort",
    "a refusal": "/fails/refused",
    "a page that is not here": "/nowhere",
    "a fault of ours": "/fails/badly",
    "another system's fault": "/fails/elsewhere",
    "a wrong method": "/form",
}
NOT_PAGES = {"a redirect": "/away", "an answer for a script": "/healthz"}


def policy_of(response: TestResponse) -> dict[str, list[str]]:
    """The content security policy by directive."""
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: words for name, *words in (part.split() for part in parts)}


@pytest.mark.parametrize("address", ANSWERS.values(), ids=ANSWERS.keys())
def test_every_page_may_be_framed_by_the_registered_lms_alone(address: str) -> None:
    response = build_front_door().test_client().get(address)

    assert policy_of(response)["frame-ancestors"] == ["'self'", LMS]
    assert "X-Frame-Options" not in response.headers


@pytest.mark.parametrize("address", (ANSWERS | NOT_PAGES).values(), ids=(ANSWERS | NOT_PAGES).keys())
def test_no_answer_is_stored_guessed_at_or_told_to_other_sites(address: str) -> None:
    response = build_front_door().test_client().get(address)

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_a_page_runs_scripts_of_its_own_nonce_alone_and_every_script_has_it() -> None:
    response = build_front_door().test_client().get("/samples/plain")

    (source,) = policy_of(response)["script-src"]
    nonce = source.removeprefix("'nonce-").removesuffix("'")
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert len(nonce) >= 20
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)


def test_no_two_answers_share_a_nonce() -> None:
    browser = build_front_door().test_client()

    sources = {policy_of(browser.get("/samples/plain"))["script-src"][0] for _ in range(5)}

    assert len(sources) == 5


@pytest.mark.parametrize("address", NOT_PAGES.values(), ids=NOT_PAGES.keys())
def test_what_is_no_page_may_load_nothing_and_holds_up_no_redirect_in_a_frame(address: str) -> None:
    response = build_front_door().test_client().get(address)

    assert policy_of(response) == {"default-src": ["'none'"]}


def test_a_form_may_go_to_this_service_alone() -> None:
    response = build_front_door().test_client().get("/samples/picker")

    assert policy_of(response)["form-action"] == ["'self'"]


def test_the_way_back_from_the_picker_may_go_to_the_lms_and_the_next_page_may_not() -> None:
    browser = build_front_door().test_client()

    assert policy_of(browser.get("/samples/returning"))["form-action"] == ["'self'", LMS]
    assert policy_of(browser.get("/samples/picker"))["form-action"] == ["'self'"]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://moodle.test/mod/lti/return.php?x=1", "https://moodle.test"),
        ("http://localhost:8100/return", "http://localhost:8100"),
        ("https://user:word@moodle.test/return", "https://moodle.test"),
        ("https://[::1]:8443/return", "https://[::1]:8443"),
        ("https://moodle.test; script-src */return", None),
        ("https://*/return", None),
        ("https://moodle.test:port/return", None),
        ("javascript:alert(1)", None),
        ("/return", None),
        ("", None),
    ],
)
def test_only_a_plain_origin_reaches_the_policy(address: str, origin: str | None) -> None:
    assert find_origin(address) == origin


def test_the_policy_leaves_no_way_for_foreign_content() -> None:
    framers = write_framers(("https://b.test", "https://a.test/x"))
    policy = build_policy(nonce=None, form_origin=None, framers=framers)

    assert "unsafe" not in policy
    assert "script-src 'none'" in policy
    assert policy.endswith("frame-ancestors 'self' https://a.test https://b.test")


def test_strict_transport_is_asked_for_over_https_alone() -> None:
    browser = build_front_door().test_client()

    assert "Strict-Transport-Security" not in browser.get("/samples/plain").headers
    secure = browser.get("/samples/plain", base_url="https://learn.test")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_policy_that_a_page_wrote_itself_is_not_written_over() -> None:
    app = Service(__name__)
    init_security(app, frame_origins=OneLms())

    @app.get("/")
    def answer() -> Response:
        return Response(b"{}", headers={"Cache-Control": "public, max-age=5"}, mimetype="application/json")

    headers = app.test_client().get("/").headers

    assert headers.getlist("Cache-Control") == ["public, max-age=5"]
    assert headers.getlist("Content-Security-Policy") == ["default-src 'none'"]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]


@pytest.mark.parametrize("address", ANSWERS.values(), ids=ANSWERS.keys())
def test_no_header_stands_twice(address: str) -> None:
    names = [name for name, _ in build_front_door().test_client().get(address).headers]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_no_template_needs_what_the_policy_forbids(sample: Sample) -> None:
    text = build_front_door().test_client().get(f"/samples/{sample.name}").text

    assert not re.search(r"<[^>]*\sstyle=", text)
    assert not re.search(r"<[^>]*\son[a-z]+=", text)
    assert "<style" not in text
    assert "javascript:" not in text
