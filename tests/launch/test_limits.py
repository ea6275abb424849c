"""Who comes too often is told so; who comes in a crowd is not."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lti_app.database import read_only, writing
from lti_app.launch.actions import clear_expired
from lti_app.launch.limit_records import RateWindow, record_attempt
from lti_app.launch.limit_rules import Limit, Limited, mask_address
from lti_app.launch.records import LaunchLogLine, VisitRecord
from tests.builders import TOOL, TestLms, make_app, make_lms, make_settings
from tests.launch.test_admission import count
from tests.launch.test_the_way_in import ticket_form_of

NOW = datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)
LIMIT = Limit(kind=Limited.LOGIN, most=3, window=timedelta(seconds=60), secret="s" * 32)


@pytest.fixture
def strict(tmp_path: Path, database_url: str) -> Iterator[TestLms]:
    """An LMS of a service whose limits are low and whose window is long."""
    settings = make_settings(
        tmp_path,
        DATABASE_URL=database_url,
        LIMIT_WINDOW="86400",
        LOGIN_LIMIT="3",
        FAILURE_LIMIT="4",
        SIGNED_LINK_LIMIT="2",
    )
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        yield lms


def test_one_person_who_logs_in_without_end_is_told_to_wait_and_another_is_not(strict: TestLms) -> None:
    client = strict.app.test_client()
    statuses = [strict.post_login(client).status_code for _ in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    refused = strict.post_login(client)
    assert 0 < int(refused.headers["Retry-After"]) <= 86400
    assert refused.mimetype == "text/html"
    assert "too often" in refused.get_data(as_text=True)
    assert strict.post_login(client, login_hint="5").status_code == 302


def test_the_launch_log_holds_one_line_for_a_person_who_comes_too_often(strict: TestLms) -> None:
    client = strict.app.test_client()
    for _ in range(9):
        strict.post_login(client)
    with strict.app.app_context(), read_only() as session:
        line = session.scalars(select(LaunchLogLine)).one()
        assert line.reasons == "too many logins of one person"
        assert line.platform_id is not None


def test_one_addresses_failures_are_explained_up_to_the_limit_and_logged_no_further(strict: TestLms) -> None:
    client = strict.app.test_client()
    statuses = [client.post("/lti/launch", data={"state": "x"}).status_code for _ in range(7)]
    assert statuses == [400] * 4 + [429] * 3
    assert count(strict.app, LaunchLogLine) == 5


def test_good_launches_pass_from_an_address_that_has_failed_too_often(strict: TestLms) -> None:
    client = strict.app.test_client()
    for _ in range(9):
        client.post("/lti/launch", data={})
    assert strict.launch(client).status_code == 303


def test_failures_from_another_address_are_counted_apart(strict: TestLms) -> None:
    client = strict.app.test_client()
    for _ in range(9):
        client.post("/lti/launch", data={})
    elsewhere = client.post("/lti/launch", data={}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 400


def test_three_hundred_good_launches_from_one_address_pass_and_each_opens_a_visit(
    app: Flask, lms: TestLms
) -> None:
    for person in range(300):
        client = app.test_client()
        asked = lms.begin(client, login_hint=str(person))
        assert lms.post(client, asked, lms.claims(asked["nonce"], sub=str(person))).status_code == 303
    assert count(app, VisitRecord) == 300


def test_a_ticket_is_tried_a_few_times_and_then_no_more(strict: TestLms) -> None:
    asked = strict.begin(strict.app.test_client())
    page = strict.post(strict.app.test_client(), asked, strict.claims(asked["nonce"])).get_data(as_text=True)
    form = {**ticket_form_of(page), "proof": "wrong"}
    statuses = [
        strict.app.test_client().post("/launch/ticket", data=form, headers={"Origin": TOOL}).status_code
        for _ in range(3)
    ]
    assert statuses == [400, 400, 429]


def test_no_address_and_no_login_hint_stands_in_the_database(strict: TestLms) -> None:
    client = strict.app.test_client()
    strict.post_login(client, login_hint="amina-osei")
    client.post("/lti/launch", data={}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    with strict.app.app_context(), read_only() as session:
        kept = [vars(row) for row in session.scalars(select(RateWindow))]
    assert len(kept) == 2
    assert "amina" not in str(kept) and "198.51" not in str(kept)


def test_workers_that_count_at_once_count_every_one(app: Flask) -> None:
    counter = LIMIT.make_counter("1", "4", now=NOW)

    def once(_: int) -> int:
        with app.app_context(), writing() as connection:
            return record_attempt(connection, counter)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(once, range(40))) == list(range(1, 41))


def test_a_new_window_begins_at_one_and_old_ones_are_cleared(app: Flask) -> None:
    counters = [LIMIT.make_counter("1", "4", now=NOW + timedelta(seconds=wait)) for wait in (0, 30, 60)]
    with app.app_context():
        with writing() as connection:
            assert [record_attempt(connection, counter) for counter in counters] == [1, 2, 1]
        clear_expired(now=NOW + timedelta(days=1), logs_kept=timedelta(days=1))
    assert count(app, RateWindow) == 0


@given(count=st.integers(1, 10), seconds=st.floats(0, 86400), window=st.integers(1, 7200))
def test_a_window_holds_its_instant_and_the_wait_ends_with_it(
    count: int, seconds: float, window: int
) -> None:
    limit = Limit(kind=Limited.LOGIN, most=3, window=timedelta(seconds=window), secret="s")
    now = NOW + timedelta(seconds=seconds)
    counter = limit.make_counter("1", now=now)
    too_often = limit.judge(counter, count=count, now=now)
    assert timedelta(0) < counter.ends_at - now <= limit.window
    assert (too_often is not None) == (count > 3)
    assert too_often is None or (too_often.wait == counter.ends_at - now and too_often.first == (count == 4))


def test_without_a_limit_nothing_is_too_often() -> None:
    limit = Limit(kind=Limited.FAILURE, most=0, window=timedelta(seconds=60), secret="s")
    assert limit.judge(limit.make_counter("1", now=NOW), count=10**6, now=NOW) is None


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:9::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", ""),
        (None, ""),
    ],
)
def test_a_household_counts_as_one_address(address: str | None, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/lti/register?openid_configuration=x"),
        ("GET", "/administration/invitation/guessed-{}"),
        ("POST", "/administration/invitation/guessed-{}"),
    ],
)
def test_whoever_tries_links_or_registrations_without_end_is_told_to_wait(
    strict: TestLms, method: str, address: str
) -> None:
    def try_from(number: int, where: str) -> int:
        stranger = strict.app.test_client()
        answer = stranger.open(
            address.format(number),
            method=method,
            headers={"Origin": TOOL},
            data={"name": "Ruth"} if method == "POST" else None,
            environ_base={"REMOTE_ADDR": where},
        )
        return answer.status_code

    assert [try_from(number, "192.0.2.7") for number in range(4)] == [400, 400, 429, 429]
    assert try_from(9, "192.0.2.8") == 400
