"""What the log holds, and what it must not."""

from __future__ import annotations

import io
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from lti_app.web.logs import drop_forbidden
from tests.logs import listening
from tests.web.samples import build_front_door


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The stream that the log is written to, for one test."""
    with listening() as written:
        yield written


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    """The log's lines, read back."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_answered_request_is_one_line_with_route_status_and_time(stream: io.StringIO) -> None:
    build_front_door().test_client().get("/samples/plain?secret=word")

    (line,) = lines_of(stream)
    assert line["event"] == "request answered"
    assert line["route"] == "show_sample"
    assert line["status"] == 200
    assert line["milliseconds"] >= 0
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


def test_no_line_holds_an_address_which_would_name_the_visit(stream: io.StringIO) -> None:
    build_front_door().test_client().get("/v/secret-visit/nowhere?token=word")
    build_front_door().test_client().get("/fails/badly?token=word")

    assert "secret-visit" not in stream.getvalue()
    assert "/fails" not in stream.getvalue()
    assert "token=word" not in stream.getvalue()


def test_a_fault_is_logged_by_its_kind_and_place_under_the_reference_that_the_person_sees(
    stream: io.StringIO,
) -> None:
    response = build_front_door().test_client().get("/fails/badly", headers={"Accept": "application/json"})

    fault = next(line for line in lines_of(stream) if line["event"] == "a page failed")
    assert fault["request"] == response.get_json()["reference"]
    first, *places = fault["exception"].splitlines()
    assert first == "RuntimeError"
    assert re.fullmatch(r"  .*samples\.py:\d+ in \w+", places[-1])
    assert "Amina" not in stream.getvalue()


@pytest.mark.parametrize(
    ("cause", "named"), [(ValueError("Amina wrote this"), "from ValueError"), (None, "from KeyError")]
)
def test_a_fault_that_another_one_caused_names_both_and_quotes_neither(
    stream: io.StringIO, cause: ValueError | None, named: str
) -> None:
    try:
        try:
            raise KeyError("Amina wrote that")
        except KeyError as before:
            raise RuntimeError("Amina said so") from (cause or before)
    except RuntimeError:
        structlog.get_logger().exception("it failed", document_id=7)

    (line,) = lines_of(stream)
    assert (line["event"], line["document_id"]) == ("it failed", 7)
    kinds = [one for one in line["exception"].splitlines() if not one.startswith("  ")]
    assert kinds == ["RuntimeError", named]
    assert "Amina" not in stream.getvalue()


def test_what_a_library_says_of_a_fault_is_not_quoted_either(stream: io.StringIO) -> None:
    try:
        sqlite3.connect(":memory:").execute("SELECT 'Amina'; SELECT Amina")
    except (sqlite3.Warning, sqlite3.Error):
        logging.getLogger("some.library").exception("it went wrong")

    (line,) = lines_of(stream)
    assert line["event"] == "it went wrong"
    assert "sqlite3." in line["exception"]
    assert "Amina" not in stream.getvalue()


def test_a_fault_without_end_is_cut_short(stream: io.StringIO) -> None:
    def fall() -> None:
        fall()

    try:
        fall()
    except RecursionError:
        structlog.get_logger().exception("it fell")

    (line,) = lines_of(stream)
    assert line["exception"].startswith("RecursionError\n")
    assert len(line["exception"].splitlines()) < 50


def test_a_refusal_is_logged_with_its_fixed_reason(stream: io.StringIO) -> None:
    build_front_door().test_client().get("/fails/refused")

    refusal = next(line for line in lines_of(stream) if line["event"] == "request refused")
    assert refusal["reason"] == "a fixed reason"


def test_a_field_that_may_be_personal_or_secret_is_dropped_and_that_is_said() -> None:
    event = {
        "event": "saved",
        "person_id": 7,
        "email": "a@b.test",
        "access_token": "x",
        "person_name": "Amina",
    }

    assert drop_forbidden(None, "info", event) == {
        "event": "saved",
        "person_id": 7,
        "dropped": ["access_token", "email", "person_name"],
    }


def test_a_warning_of_a_library_is_a_line_of_the_same_kind(stream: io.StringIO) -> None:
    logging.getLogger("some.library").warning("it went wrong")

    (line,) = lines_of(stream)
    assert line["event"] == "it went wrong"
    assert line["level"] == "warning"
