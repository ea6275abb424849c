"""A cohort's states as a file: CSV as it is read from the database, or a workbook of strings alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

from flask import Blueprint, Response, request, send_file, stream_with_context

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.export_actions import keep_export
from lti_app.dashboard.export_reads import list_export_lines
from lti_app.dashboard.export_rules import ExportKind, write_csv
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("export", __name__)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STRINGS_ALONE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@pages.post("/v/<visit_id>/cohort/export")
@entry.visitor(Role.TRAINER)
def export_cohort(visit: Visit) -> Response:
    """The states of everybody in the cohort as a file; that it is taken is recorded first."""
    asked, now = request.form.get("kind", ""), utc_now()
    if asked not in set(ExportKind):
        raise NotHere("no such export")
    kind = ExportKind(asked)
    keep_export(visit=visit, kind=kind, now=now)
    lines = list_export_lines(cohort_id=visit.cohort_id, programme=get_programme(), now=now)
    name = f"cohort-{now:%Y-%m-%d}.{kind.value}"
    if kind is ExportKind.XLSX:
        return send_file(_write_workbook(lines), XLSX_TYPE, as_attachment=True, download_name=name)
    answer = Response(stream_with_context(write_csv(lines)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _write_workbook(lines: Iterable[Sequence[str]]) -> IO[bytes]:
    """A workbook with a cell of text for each text, whatever it begins with; the file goes when it is closed."""
    # It takes long to load, and few ask for a workbook.
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    book = xlsxwriter.Workbook(file, STRINGS_ALONE)
    sheet = book.add_worksheet("Cohort")
    sheet.freeze_panes(1, 1)
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text)
    book.close()
    file.seek(0)
    return file
