"""Asking the LMS for a course's line items, so that grades reach columns of activities nobody has launched yet."""

from __future__ import annotations

import structlog

from lti_app.clock import utc_now
from lti_app.lti.ags import Caller, ServiceRefused, list_line_items
from lti_app.lti.http import Unreachable
from lti_app.lti.tokens import TokenRefused
from lti_app.score_delivery.actions import record_line_items, record_listing_failed
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
            except (Unreachable, TokenRefused, ServiceRefused, ValueError) as failed:
                if isinstance(failed, Unreachable):
                    silent.add(course.platform_id)
                record_listing_failed(cohort_id=course.cohort_id, now=utc_now())
                log.warning(
                    "line items could not be listed",
                    cohort_id=course.cohort_id,
                    platform_id=course.platform_id,
                    failure=type(failed).__name__,
                    status=getattr(failed, "status", None),
                )
    return changed


def _ask(outward: Outward, course: Course) -> int:
    sender = find_sender(course.platform_id, now=utc_now())
    if sender is None:
        return 0
    caller = Caller(outward.http, outward.tokens, sender.platform, sender.key)
    found = list_line_items(caller, url=course.url, scopes=course.scopes, now=utc_now())
    listed = record_line_items(
        cohort_id=course.cohort_id, line_items=found, programme=outward.programme, now=utc_now()
    )
    return len(listed.placement_ids)
