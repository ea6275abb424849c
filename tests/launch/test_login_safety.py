"""What a login must not do: begin because somebody looks ahead, lead astray, or tell a secret; and double clicks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.launch.records import Login, Ticket, VisitRecord
from lti_app.organisation.records import Deployment
from lti_app.web.current import BROWSER_COOKIE
from tests.builders import CLAIM, TOOL, TestLms
from tests.launch.test_admission import count
from tests.launch.test_the_way_in import ticket_form_of
from tests.logs import listening
from tests.lti import forge

ASKED = {"iss": "https://moodle.example.org", "target_link_uri": f"{TOOL}/lti/launch", "login_hint": "4"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
    ],
)
def test_a_look_ahead_begins_no_login_and_sets_no_cookie(
    app: Flask, client: FlaskClient, lms: TestLms, method: str, headers: dict[str, str]
) -> None:
    answer = client.open("/lti/login", method=method, query_string=ASKED, headers=headers)
    assert answer.status_code in {204, 503}
    assert "Set-Cookie" not in answer.headers and "Location" not in answer.headers
    assert count(app, Login) == 0


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
@pytest.mark.parametrize("name", ["target_link_uri", "redirect_uri", "auth_url", "lti_message_hint"])
def test_a_login_leads_to_the_registered_address_alone(
    client: FlaskClient, lms: TestLms, name: str, target: str
) -> None:
    answer = lms.post_login(client, **{name: target})
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc, where.path) == ("https", "moodle.example.org", "/mod/lti/auth.php")


def test_eight_posts_of_one_launch_at_once_from_one_browser_all_land_on_its_one_visit(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client)
    form = {"id_token": forge.sign(lms.claims(asked["nonce"]), lms.key), "state": asked["state"]}
    cookie = client.get_cookie(BROWSER_COOKIE)
    assert cookie is not None
    headers = {"Cookie": f"{BROWSER_COOKIE}={cookie.value}"}

    def post(_: int) -> str:
        answer = app.test_client(use_cookies=False).post("/lti/launch", data=form, headers=headers)
        assert answer.status_code == 303
        return answer.headers["Location"]

    with ThreadPoolExecutor(8) as threads:
        places = set(threads.map(post, range(8)))
    assert len(places) == 1
    assert count(app, VisitRecord) == 1


def test_a_launch_sent_again_later_waits_for_no_twin_that_opened_nothing(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    asked = lms.begin(client, lti_deployment_id=None)
    claims = lms.claims(asked["nonce"], **{CLAIM + "deployment_id": "unknown"})
    assert lms.post(client, asked, claims).status_code == 403
    with app.app_context(), transaction() as session:
        session.execute(update(Login).values(used_at=utc_now() - timedelta(seconds=4)))
    begun = time.monotonic()
    assert lms.post(client, asked, claims).status_code == 400
    assert time.monotonic() - begun < 2


def test_a_class_that_opens_an_unknown_deployment_at_once_is_told_that_it_waits(
    app: Flask, lms: TestLms
) -> None:
    together = Barrier(8)

    def launch(number: int) -> list[int]:
        client = app.test_client()
        statuses = []
        for name in ("new-1", "new-2", "new-3"):
            asked = lms.begin(client, lti_deployment_id=None)
            claims = lms.claims(asked["nonce"], sub=str(number), **{CLAIM + "deployment_id": name})
            together.wait(timeout=30)
            statuses.append(lms.post(client, asked, claims).status_code)
        return statuses

    with ThreadPoolExecutor(8) as threads:
        assert {status for one in threads.map(launch, range(8)) for status in one} == {403}
    assert count(app, Deployment) == 4


def test_a_stranger_cannot_put_their_visit_into_anothers_browser(app: Flask, lms: TestLms) -> None:
    mallory, victim = app.test_client(), app.test_client()
    lms.enter(victim, sub="5")
    asked = lms.begin(mallory)
    theirs = lms.claims(asked["nonce"], sub="666")
    # Posted into the victim's browser, which has a cookie of its own, the launch is refused.
    assert lms.post(victim, asked, theirs).status_code == 400
    asked = lms.begin(mallory)
    page = lms.post(app.test_client(), asked, lms.claims(asked["nonce"], sub="666")).get_data(as_text=True)
    forged = victim.post(
        "/launch/ticket", data=ticket_form_of(page), headers={"Origin": "https://evil.example"}
    )
    assert forged.status_code == 403
    assert (count(app, VisitRecord), count(app, Ticket)) == (1, 1)


def test_no_secret_of_a_launch_is_logged(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    with listening() as written:
        asked = lms.begin(client)
        token = forge.sign(lms.claims(asked["nonce"]), lms.key)
        form = {"id_token": token, "state": asked["state"]}
        for _ in range(2):
            client.post("/lti/launch", data=form)
        page = app.test_client().post("/lti/launch", data=form)
        spoilt = {"id_token": token[:-4] + "AAAA", "state": lms.begin(client)["state"]}
        client.post("/lti/launch", data=spoilt)
    log = written.getvalue()
    cookie = client.get_cookie(BROWSER_COOKIE)
    assert cookie is not None
    assert page.status_code == 400 and log.count("request answered") >= 5
    for secret in (asked["state"], asked["nonce"], token, token.split(".")[1][:40], cookie.value, "Ana"):
        assert secret not in log
