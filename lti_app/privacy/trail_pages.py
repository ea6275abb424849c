"""The administrator's page of the audit trail, and the trail as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.cohort.day_rules import LONDON
from lti_app.dashboard.export_rules import write_csv
from lti_app.errors import NotHere
from lti_app.privacy.deed_words_rules import KIND_WORDS
from lti_app.privacy.trail_actions import keep_trail_export, keep_trail_read
from lti_app.privacy.trail_reads import TrailEntry, get_trail_page, list_trail_entries
from lti_app.privacy.trail_rules import read_trail_wish
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("audit_trail", __name__)
HEADINGS = ("When, in London", "What happened", "Reason", "Number of the person")


@pages.get("/a/<visit_id>/trail")
@entry.administrator
def show_trail(visit: AdministratorVisit) -> str:
    """The entries that are asked for, a page of them; that they were read is an entry itself."""
    wish = read_trail_wish(request.args)
    page = get_trail_page(organisation_id=visit.organisation_id, programme=get_programme(), wish=wish)
    keep_trail_read(visit, person_id=page.person[0] if page.person else None, now=utc_now())
    root = url_for("audit_trail.show_trail", visit_id=visit.id)
    return render_template("privacy/trail.html", page=page, admin=visit, kinds=KIND_WORDS, root=root)


@pages.post("/a/<visit_id>/trail/export")
@entry.administrator
def export_trail(visit: AdministratorVisit) -> Response:
    """The entries that are asked for as CSV; that they are taken out is recorded first."""
    wish, now = read_trail_wish(request.form), utc_now()
    page = get_trail_page(organisation_id=visit.organisation_id, programme=get_programme(), wish=wish)
    if wish.fault or (wish.who and page.person is None):
        raise NotHere("no such day or person to export")
    person_id = page.person[0] if page.person else None
    keep_trail_export(visit, person_id=person_id, now=now)
    entries = list_trail_entries(
        organisation_id=visit.organisation_id,
        programme=get_programme(),
        wish=wish,
        person_id=person_id,
    )
    answer = Response(stream_with_context(write_csv(_list_lines(entries))), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=audit-trail-{now:%Y-%m-%d}.csv"
    return answer


def _list_lines(entries: Iterable[TrailEntry]) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for one in entries:
        at = f"{one.at.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"
        yield at, one.sentence, one.reason, str(one.person_id or "")
