"""Line items and results of an LMS's gradebook, as frozen values read from its answers (LTI-AGS 2.0 §3.2, §3.3)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lti_app.lti.texts import is_clean, read_json, read_label

_LONGEST_IDENTIFIER = 255
_LONGEST_ADDRESS = 4096


@dataclass(frozen=True, slots=True)
class LineItem:
    """A column of the gradebook. `url` names it; the rest is None where the LMS says nothing."""

    url: str
    label: str | None
    resource_link_id: str | None
    resource_id: str | None
    tag: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What stands in the gradebook for a person. `score` and `maximum` are None for an empty grade."""

    user_id: str
    score: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class NewLineItem:
    """A column to be found or made for a link. `maximum` is a whole number; `review_url` opens somebody's work."""

    label: str
    maximum: int
    resource_link_id: str
    resource_id: str
    tag: str
    review_url: str


def build_line_item(wanted: NewLineItem) -> bytes:
    """The JSON of a line item (LTI-AGS 2.0 §3.2.4). Moodle breaks on a label of more than 255 characters."""
    return json.dumps(
        {
            "label": read_label(wanted.label, longest=255) or wanted.resource_id,
            "scoreMaximum": wanted.maximum,
            "resourceLinkId": wanted.resource_link_id,
            "resourceId": wanted.resource_id,
            "tag": wanted.tag,
            "submissionReview": {"reviewableStatus": ["Submitted", "Completed"], "url": wanted.review_url},
        }
    ).encode()


def read_line_item(body: bytes) -> LineItem:
    """The one line item of an answer. Raises ValueError where it names none."""
    said = read_json(body)
    found = read_line_items(json.dumps([said]).encode())
    if not found:
        raise ValueError("the LMS named no line item")
    return found[0]


def read_line_items(body: bytes) -> tuple[LineItem, ...]:
    """The line items of an answer; what has no usable address is left out. Raises ValueError for no JSON list."""
    return tuple(
        LineItem(
            url=url,
            label=read_label(one.get("label")),
            resource_link_id=_text(one, "resourceLinkId", longest=_LONGEST_IDENTIFIER),
            resource_id=_text(one, "resourceId"),
            tag=_text(one, "tag"),
        )
        for one in _objects(body)
        if (url := _text(one, "id")) is not None
    )


def read_results(body: bytes) -> tuple[Result, ...]:
    """The results of an answer; what names nobody is left out. Raises ValueError where it is no JSON list."""
    return tuple(
        Result(user_id=user_id, score=_number(one, "resultScore"), maximum=_number(one, "resultMaximum"))
        for one in _objects(body)
        if (user_id := _text(one, "userId", longest=_LONGEST_IDENTIFIER)) is not None
    )


def _objects(body: bytes) -> Iterator[dict[str, Any]]:
    listed = read_json(body)
    if not isinstance(listed, list):
        raise ValueError("the LMS answered with something else than a list")
    return (one for one in listed if isinstance(one, dict))


def _text(one: dict[str, Any], name: str, *, longest: int = _LONGEST_ADDRESS) -> str | None:
    """The text of that name exactly; None where there is none, or none that can be kept."""
    value = one.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and 0 < len(value) <= longest and is_clean(value) else None


def _number(one: dict[str, Any], name: str) -> float | None:
    value = one.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
