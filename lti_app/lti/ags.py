"""Assignment and Grade Services 2.0, called without a launch: post a score, list line items, read results."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from pylti1p3.grade import Grade

from lti_app.lti.http import Answer, LmsHttp
from lti_app.lti.line_items import LineItem, Result, read_line_items, read_results
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.tokens import Tokens

SCOPE_SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SCOPE_RESULT = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCOPE_LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCOPE_LINE_ITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
# Moodle compares media types to the letter: one type, no list.
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"


class ServiceRefused(Exception):  # noqa: N818 - what the other system decided, not an error of ours
    """A service did not give what was asked of it; `status` is its answer's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the service answered {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls whom, and by what means."""

    http: LmsHttp
    tokens: Tokens
    platform: Platform
    key: SigningKey


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
    return _call(
        caller,
        url=add_to_path(line_item_url, "scores"),
        scopes=frozenset({SCOPE_SCORE}),
        headers={"Content-Type": SCORE_TYPE},
        body=score,
        now=now,
    )


def list_line_items(
    caller: Caller, *, url: str, scopes: frozenset[str], now: datetime
) -> tuple[LineItem, ...]:
    """Every line item of a course that the tool may see; `scopes` are those that the launch granted.

    Asked for without `limit`: Moodle then sends all at once, and its paging links cannot be read by most parsers.
    Raises ServiceRefused, `http.Unreachable` and `tokens.TokenRefused`.
    """
    scope = SCOPE_LINE_ITEM_READ if SCOPE_LINE_ITEM_READ in scopes else SCOPE_LINE_ITEM
    return read_line_items(_read(caller, url, scope, LINE_ITEMS_TYPE, now))


def list_results(caller: Caller, *, line_item_url: str, user_id: str, now: datetime) -> tuple[Result, ...]:
    """What stands for one person in a line item. Raises as `list_line_items` does."""
    url = add_to_path(line_item_url, "results")
    url += ("&" if "?" in url else "?") + urlencode({"user_id": user_id})
    found = read_results(_read(caller, url, SCOPE_RESULT, RESULTS_TYPE, now))
    return tuple(result for result in found if result.user_id == user_id)


def add_to_path(url: str, ending: str) -> str:
    """`url` with one more part in its path, before the query, which Moodle's service addresses carry."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{ending}"))


def _read(caller: Caller, url: str, scope: str, media_type: str, now: datetime) -> bytes:
    answer = _call(
        caller, url=url, scopes=frozenset({scope}), headers={"Accept": media_type}, body=None, now=now
    )
    if answer.status != 200:
        raise ServiceRefused(answer.status)
    return answer.body


def _call(
    caller: Caller,
    *,
    url: str,
    scopes: frozenset[str],
    headers: dict[str, str],
    body: bytes | None,
    now: datetime,
) -> Answer:
    """The answer with a kept token; after a 401, once more with a new one."""
    refused: str | None = None
    while True:
        token = caller.tokens.get(
            platform=caller.platform, key=caller.key, scopes=scopes, now=now, instead_of=refused
        )
        sent = {**headers, "Authorization": f"Bearer {token}"}
        answer = (
            caller.http.get(url, headers=sent)
            if body is None
            else caller.http.post(url, headers=sent, body=body)
        )
        if answer.status != 401 or refused is not None:
            return answer
        refused = token
