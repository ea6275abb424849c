"""Assignment and Grade Services 2.0, called without a launch: post a score, list line items, read results."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from pylti1p3.grade import Grade

from lti_app.lti.http import Answer
from lti_app.lti.line_items import (
    LineItem,
    NewLineItem,
    Result,
    build_line_item,
    read_line_item,
    read_line_items,
    read_results,
)
from lti_app.lti.service_calls import Caller, ServiceRefused, call_service, read_pages

__all__ = ["Caller", "ServiceRefused"]

SCOPE_SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_RESULT = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINE_ITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
# Moodle compares media types to the letter: one type, no list.
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


def build_score(*, user_id: str, given: float, maximum: float, stamped_at: datetime) -> bytes:
    """The JSON of a score that stands (LTI-AGS 2.0 §3.4).

    Always FullyGraded: Moodle erases the grade for any other word. Raises ValueError for what is no number.
    """
    if not (math.isfinite(given) and math.isfinite(maximum) and maximum > 0):
        raise ValueError("a score must be a finite number, of more than nothing")
    grade = (
        Grade()
        .set_user_id(value=user_id)
        .set_score_given(value=given)
        .set_score_maximum(value=maximum)
        .set_activity_progress(value="Completed" if given >= maximum else "InProgress")
        .set_grading_progress(value="FullyGraded")
        .set_timestamp(value=stamped_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    )
    text: str = grade.get_value()
    return text.encode()


def post_score(caller: Caller, *, line_item_url: str, score: bytes, now: datetime) -> Answer:
    """The LMS's answer to a score, whatever its status. Raises `http.Unreachable` and `tokens.TokenRefused`."""
    return call_service(
        caller,
        url=add_to_path(line_item_url, "scores"),
        scopes=frozenset({SCOPE_SCORE}),
        headers={"Content-Type": SCORE_TYPE},
        body=score,
        now=now,
    )


def list_line_items(
    caller: Caller,
    *,
    url: str,
    scopes: frozenset[str],
    now: datetime,
    wanted: NewLineItem | None = None,
) -> tuple[LineItem, ...]:
    """Every line item of a course that the tool may see; `scopes` are those that the launch granted.

    `wanted` asks for those of one link, activity and tag alone. Asked for without `limit`: Moodle then sends all at
    once; other platforms' further pages are followed. Raises ServiceRefused, `http.Unreachable`,
    `tokens.TokenRefused`, and ValueError for an answer that is no list.
    """
    scope = SCOPE_LINE_ITEM_READ if SCOPE_LINE_ITEM_READ in scopes else SCOPE_LINE_ITEM
    if wanted is not None:
        named = {
            "resource_link_id": wanted.resource_link_id,
            "resource_id": wanted.resource_id,
            "tag": wanted.tag,
        }
        url += ("&" if "?" in url else "?") + urlencode(named)
    pages = read_pages(caller, url=url, scope=scope, media_type=LINE_ITEMS_TYPE, now=now)
    return tuple(found for page in pages for found in read_line_items(page.body))


def make_line_item(caller: Caller, *, url: str, line_item: NewLineItem, now: datetime) -> LineItem:
    """The line item that the LMS has made. Moodle makes a second one without a word: look for it first.

    Raises ServiceRefused, `http.Unreachable`, `tokens.TokenRefused`, and ValueError for an answer that names none.
    """
    answer = call_service(
        caller,
        url=url,
        scopes=frozenset({SCOPE_LINE_ITEM}),
        headers={"Content-Type": LINE_ITEM_TYPE, "Accept": LINE_ITEM_TYPE},
        body=build_line_item(line_item),
        now=now,
    )
    if not 200 <= answer.status < 300:
        raise ServiceRefused(answer.status)
    return read_line_item(answer.body)


def list_results(
    caller: Caller, *, line_item_url: str, user_id: str | None, now: datetime
) -> tuple[Result, ...]:
    """What stands in a line item, for one person or, where `user_id` is None, for all. Raises as `list_line_items`."""
    url = add_to_path(line_item_url, "results")
    if user_id is not None:
        url += ("&" if "?" in url else "?") + urlencode({"user_id": user_id})
    pages = read_pages(caller, url=url, scope=SCOPE_RESULT, media_type=RESULTS_TYPE, now=now)
    found = [result for page in pages for result in read_results(page.body)]
    return tuple(result for result in found if user_id is None or result.user_id == user_id)


def add_to_path(url: str, ending: str) -> str:
    """`url` with one more part in its path, before the query, which Moodle's service addresses carry."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{ending}"))
