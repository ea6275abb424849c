"""Reads what stands before the modules of a pack: its own file, entry, coverage, support, and the overlay of places."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.programme.forms import CoverageForm, EntryForm, OverlayForm, ProgrammeForm
from lti_app.programme.lines import read_lines
from lti_app.programme.model import ActivityKey, CoverageRow, CoverageTable, Entry, Module, Programme, Prose
from lti_app.programme.places import list_places
from lti_app.programme.shelf import OVERLAY, Shelf

_PROGRAMME = "programme.toml"


@dataclass(frozen=True, slots=True)
class Front:
    """The forms before the modules; each None where the pack has none, or where it could not be read."""

    form: ProgrammeForm | None
    entry: EntryForm | None
    coverage: CoverageForm | None
    support: Prose | None
    overlay: OverlayForm | None

    @property
    def module_folders(self) -> tuple[str, ...]:
        """The folders of the modules, in order."""
        return self.form.modules if self.form else ()


def read_front(shelf: Shelf, *, has_overlay: bool) -> Front:
    """What stands before the modules."""
    form = shelf.read_form(_PROGRAMME, ProgrammeForm)
    overlay = shelf.read_form(OVERLAY, OverlayForm) if has_overlay else None
    if form is None:
        return Front(None, None, None, None, overlay)
    return Front(
        form=form,
        entry=shelf.read_form(form.entry, EntryForm) if form.entry else None,
        coverage=shelf.read_form(form.coverage, CoverageForm) if form.coverage else None,
        support=shelf.read_text_of(_PROGRAMME, form.support, headings=False) if form.support else None,
        overlay=overlay,
    )


def build_programme(front: Front, version: str, modules: tuple[Module, ...]) -> Programme | None:
    """The whole programme; None where its own file could not be read."""
    if front.form is None:
        return None
    by_key = {str(activity.key): activity for module in modules for activity in module.activities}
    return Programme(
        key=front.form.key,
        title=front.form.title,
        version=version,
        modules=modules,
        activities=by_key,
        support=front.support,
        trainer_boundary=front.form.trainer_boundary or "",
        entry=_build_entry(front.entry) if front.entry else None,
        places=list_places(by_key.values(), front.overlay.places if front.overlay else {}),
        overlay=front.overlay.organisation if front.overlay else None,
        coverage=_build_coverage(front.coverage) if front.coverage else (),
        also={str(also): ActivityKey(activity.key) for activity in by_key.values() for also in activity.also},
    )


def _build_entry(form: EntryForm) -> Entry:
    return Entry(
        requirements=read_lines(form.requirements),
        evidence=read_lines(form.evidence),
        assumed_knowledge=read_lines(form.assumed_knowledge),
        expectations=read_lines(form.expectations),
        undertakings=read_lines(form.undertakings),
        commitments=read_lines(form.commitments),
    )


def _build_coverage(form: CoverageForm) -> tuple[CoverageTable, ...]:
    tables = (
        (table, (CoverageRow(row.says, row.places, row.service) for row in table.rows))
        for table in form.tables
    )
    return tuple(CoverageTable(table.key, table.title, tuple(rows)) for table, rows in tables)
