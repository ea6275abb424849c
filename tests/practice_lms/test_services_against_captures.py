"""Line items, scores and results: each captured exchange is sent again and must be answered as Moodle answered it."""

import json
from typing import Any

import pytest

from tests.practice_lms.replay import Replayer, expected, read_exchanges
from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

REVIEW = {"url": "http://127.0.0.1:9001/launch?review=1", "custom": {"rev": "1"}}
# What these looked at was never made by the tool or by its links: a course total, another tool's activity,
# copies of activities, a second tool, a second course.
NOT_BUILT = {
    "lineitem get course total item",
    "lineitem get not ours",
    "lineitem put coupled max 500",
    "lineitem after put 500",
    "lineitem with submissionReview",
    "lineitems after activity delete",
    "lineitems list with lineitem-only token",
    "manual tool: lineitem create without scope",
    "manual tool: token of tool 2 with type_id=1",
    "score item of other course path",
    "score on review item",
    "score zero on review item",
    "score",
    "results with a zero",
}


@pytest.fixture
def course(fresh_lms: PracticeLms) -> PracticeLms:
    """The captured course: links 1, 2, 7 and 8 are graded and have the line items 2 to 5; item 6 is another tool's."""
    place = fresh_lms.place_plainly
    place(title="Quiz A", maximum=87, resource_id="res-A", tag="grade", review=REVIEW)
    place(title="Foreign", maximum=5)
    for number in range(3, 7):
        place(title=f"Link {number}", graded=False)
    place(title="Multi with LI 10", maximum=10)
    place(title="Multi LI resId", maximum=2.5, resource_id="res-C", tag="t-C")
    fresh_lms.add_foreign_item()
    return fresh_lms


@pytest.fixture
def fresh_lms(tool: StandInTool) -> Any:
    """A practice LMS of one's own, so that its numbers begin where the captured ones do."""
    with PracticeLms.start(tool.url) as started:
        yield started


def _differences(replayer: Replayer, exchanges: list[dict[str, Any]]) -> dict[str, Any]:
    found = {}
    for exchange in exchanges:
        if exchange["label"] in NOT_BUILT:
            continue
        here, there = replayer.told(replayer.send(exchange)), expected(exchange)
        if here != there:
            found[exchange["label"]] = {
                name: (there[name], here[name]) for name in here if here[name] != there[name]
            }
    return found


def test_every_captured_line_item_exchange_is_answered_as_moodle_answered_it(
    course: PracticeLms, tool: StandInTool
) -> None:
    differing = _differences(Replayer(course, tool), read_exchanges("ags-line-items"))
    assert not differing, json.dumps(differing, indent=1)


def _gradebook(lms: PracticeLms, item_id: int) -> list[tuple[Any, ...]]:
    return [
        (str(row["user_id"]), row["raw"], row["final"], row["feedback"], row["time_modified"])
        for row in lms.grades()
        if row["item_id"] == item_id
    ]


def _captured_gradebook(after: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            row["userId"],
            float(row["rawgrade"]) if row["rawgrade"] else None,
            float(row["finalgrade"]) if row["finalgrade"] else None,
            row["feedback"],
            _second_of_capture_day(row["timemodified"]),
        )
        for row in after["grades"]
    ]


def _second_of_capture_day(clock: str) -> int | None:
    if not clock:
        return None
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return 1795219200 + hours * 3600 + minutes * 60 + seconds


@pytest.fixture
def scored(course: PracticeLms, tool: StandInTool) -> PracticeLms:
    """The course as it stood when the captured scores were sent."""
    replayer = Replayer(course, tool)
    wanted = (
        "lineitem create standalone",
        "lineitem create with resourceLinkId",
        "lineitem put",
        "lineitem delete",
    )
    for exchange in read_exchanges("ags-line-items"):
        if exchange["label"] in (*wanted, "lineitem put coupled changed max 100"):
            replayer.send(exchange)
    return course


def test_every_captured_score_is_answered_as_moodle_answered_it_and_leaves_the_same_gradebook(
    scored: PracticeLms, tool: StandInTool
) -> None:
    replayer = Replayer(scored, tool)
    differing: dict[str, Any] = {}
    for exchange in read_exchanges("ags-scores"):
        label = exchange["label"]
        _prepare(scored, replayer, exchange)
        differing |= _differences(replayer, [exchange])
        if (after := exchange.get("gradebook_after")) and label not in NOT_BUILT:
            here, there = _gradebook(scored, after["grade_item"]), _captured_gradebook(after)
            if here != there:
                differing[f"gradebook after {label}"] = (there, here)
    assert not differing, json.dumps(differing, indent=1)


def _prepare(lms: PracticeLms, replayer: Replayer, exchange: dict[str, Any]) -> None:
    match exchange["label"]:
        case "overridden in gradebook: score":
            lms.override(2, 6, 99)
        case "locked in gradebook: score":
            lms.lock(2, 6)
        case "item locked: score":
            lms.lock(2, 6, locked=False)
            lms.lock(2)
        case "expired token: score":
            replayer.take_token(exchange)
            lms.expire_tokens()


def test_every_captured_result_is_told_as_moodle_told_it(scored: PracticeLms, tool: StandInTool) -> None:
    replayer = Replayer(scored, tool)
    captured = read_exchanges("ags-scores")
    first_results = next(
        place for place, one in enumerate(captured) if one["label"].startswith("completion:")
    )
    for exchange in captured[:first_results]:
        replayer.send(exchange)
    differing = _differences(
        replayer, [one for one in read_exchanges("ags-results") if "overridden" not in one["label"]]
    )
    # Moodle's exception page is a page; that it is a 404 in HTML is what a tool can tell.
    differing["results limit 1"].pop("body")
    assert differing == {"results limit 1": {}}
