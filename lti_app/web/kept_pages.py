"""Pages written once for all to whom they say the same; what is each visit's own is put into its place each time.

A page is written for a visit whose own words are marks that nobody can guess, and kept under everything that went
into it: the page's whole value, the visit's role, the address. So nothing of one person's can stand in it.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from flask import current_app, render_template, request
from markupsafe import escape

from lti_app.activity.page_rules import ActivityPage
from lti_app.launch.visit_rules import NOBODY, Visit
from lti_app.web.security import get_csp_nonce

KEPT_AT_MOST = 500
"""How many pages one process keeps, of some 20 kB each; with the next it begins anew."""

_PREFIX = f"kept{secrets.token_hex(12)}"
_MARKS = re.compile(_PREFIX + "([a-z]+)")
_ID, _CSRF, _COHORT, _PERSON, _BACK, _NONCE, _STORE = (
    _PREFIX + name for name in ("id", "csrf", "cohort", "person", "back", "nonce", "store")
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def render_kept(template: str, *, page: ActivityPage, visit: Visit, store_key: str) -> str:
    """What `render_template` would give for this page and visit."""
    kept: dict[object, list[str]] = current_app.extensions.setdefault("kept_pages", {})
    path = request.path.replace(visit.id, _ID)
    key = (template, path, *_list_sides(visit), page)
    pieces = kept.get(key)
    if pieces is None:
        anyone = _make_anyone(visit)
        html = render_template(
            template, page=page, visit=anyone, request_path=path, csp_nonce=_NONCE, store_key=_STORE
        )
        if len(kept) >= KEPT_AT_MOST:
            kept.clear()
        pieces = kept[key] = _MARKS.split(html)
    own = {
        "id": visit.id,
        "csrf": visit.csrf_token,
        "cohort": visit.cohort_title,
        "person": visit.person_name,
        "back": visit.return_url or "",
        "nonce": get_csp_nonce(),
        "store": store_key,
    }
    written = {name: escape(text) for name, text in own.items()}
    filled = pieces.copy()
    filled[1::2] = [written[name] for name in pieces[1::2]]
    return "".join(filled)


def _list_sides(visit: Visit) -> tuple[object, ...]:
    """What `_make_anyone` leaves of a visit."""
    return (
        visit.kind,
        visit.role,
        visit.organisation_id,
        visit.activity_key,
        visit.shown_as,
        bool(visit.person_name),
        bool(visit.cohort_title),
        bool(visit.return_url),
    )


def _make_anyone(visit: Visit) -> Visit:
    """The visit with marks for what is its own; what decides a page's words besides stays as it is."""
    return Visit(
        id=_ID,
        kind=visit.kind,
        role=visit.role,
        organisation_id=visit.organisation_id,
        deployment_row_id=0,
        platform_id=0,
        person_id=NOBODY,
        cohort_id=0,
        placement_id=None,
        activity_key=visit.activity_key,
        person_name=_PERSON if visit.person_name else "",
        cohort_title=_COHORT if visit.cohort_title else "",
        return_url=_BACK if visit.return_url else None,
        document_target=None,
        deep_link=None,
        csrf_token=_CSRF,
        seen_at=_LONG_AGO,
        ends_at=_LONG_AGO,
        shown_as=visit.shown_as,
    )
