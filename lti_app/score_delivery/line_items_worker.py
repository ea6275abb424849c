"""Asking the LMS for a course's line items, so that grades reach columns of activities nobody has launched yet."""

from __future__ import annotations

from dataclasses import replace

import structlog

from lti_app.clock import utc_now
from lti_app.lti.ags import SCOPE_LINE_ITEM, Caller, ServiceRefused, list_line_items, make_line_item
from lti_app.lti.http import Unreachable
from lti_app.lti.tokens import TokenRefused
from lti_app.score_delivery.actions import record_line_items, record_listing_failed
from lti_app.score_delivery.column_actions import is_wanted, record_column, reserve_column
from lti_app.score_delivery.reads import Course, find_sender, list_courses_to_ask
from lti_app.score_delivery.worker import Outward

log = structlog.get_logger(__name__)


def find_line_items(outward: Outward) -> int:
    """Ask for the line items of each course where something earned has no column; how many placements got one."""
    changed = 0
    silent: set[int] = set()
    with outward.app.app_context():
        courses = list_courses_to_ask(utc_now(), refresh_after=outward.settings.line_items_refresh_after)
        for course in courses:
            if outward.stop.is_set():
                break
            if course.platform_id in silent:
                continue
            try:
                changed += _ask(outward, course)
            except Unreachable as failed:
                silent.add(course.platform_id)
                _note_failure(course, failed)
            except (TokenRefused, ServiceRefused, ValueError) as failed:
                _note_failure(course, failed)
            except Exception as failed:
                # The worker's edge: one course that we cannot ask must not keep the others from being asked.
                log.exception("asking for line items failed", cohort_id=course.cohort_id)
                _note_failure(course, failed)
    return changed


def _note_failure(course: Course, failed: Exception) -> None:
    record_listing_failed(cohort_id=course.cohort_id, now=utc_now())
    log.warning(
        "line items could not be listed",
        cohort_id=course.cohort_id,
        platform_id=course.platform_id,
        failure=type(failed).__name__,
        status=getattr(failed, "status", None),
    )


def _ask(outward: Outward, course: Course) -> int:
    sender = find_sender(course.platform_id, now=utc_now())
    if sender is None:
        return 0
    caller = Caller(outward.http, outward.tokens, sender.platform, sender.key)
    found = list_line_items(caller, url=course.url, scopes=course.scopes, now=utc_now())
    listed = record_line_items(
        cohort_id=course.cohort_id, line_items=found, programme=outward.programme, now=utc_now()
    )
    return len(listed.placement_ids) + _make_missing(outward, caller, course)


def _make_missing(outward: Outward, caller: Caller, course: Course) -> int:
    """Make the columns that somebody has asked for and the course has not; how many placements got one.

    Each is looked for once more, by link, activity and tag, after it was reserved: whoever made one and had no answer
    finds it here. Only with the scope to make them.
    """
    if SCOPE_LINE_ITEM not in course.scopes:
        return 0
    made = 0
    review_url = outward.settings.launch_url
    while True:
        missing = reserve_column(cohort_id=course.cohort_id, programme=outward.programme, now=utc_now())
        if missing is None:
            return made
        wanted = replace(missing.wanted, review_url=review_url)
        found = list_line_items(caller, url=course.url, scopes=course.scopes, now=utc_now(), wanted=wanted)
        ours = [one for one in found if is_wanted(one, wanted)]
        if not ours:
            ours = [make_line_item(caller, url=course.url, line_item=wanted, now=utc_now())]
        made += record_column(placement_id=missing.placement_id, line_item_url=ours[0].url, now=utc_now())
