"""A portfolio as a Word document: real styles and headings, its language, its title, tables with their heads marked."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row

from lti_app.documents.unwritable_rules import drop_unwritable

INK = RGBColor(0x0C, 0x4A, 0x50)
LANGUAGE = "en-GB"
FACE = "Arial"
Paragraphs = Sequence[Sequence[str]]


def write_docx(values: Mapping[str, Any], *, now: datetime) -> bytes:
    """The Word document of a portfolio laid out by `portfolio/layout_rules.lay_out`."""
    document = Document()
    _set_styles(document)
    _set_properties(document, values, now)
    document.add_heading(drop_unwritable(values["title"]), level=0)
    for what, said in values["about"]:
        line = document.add_paragraph()
        line.add_run(f"{what}: ").bold = True
        line.add_run(drop_unwritable(said))
    _add_concerns(document, values["concerns"])
    if values["comparisons"]:
        document.add_heading("Self-evaluations", level=1)
    for comparison in values["comparisons"]:
        _add_comparison(document, comparison)
    for section in values["sections"]:
        document.add_heading(section["heading"], level=1)
        for entry in section["entries"]:
            _add_entry(document, entry)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_styles(document: OpenDocument) -> None:
    """One face, dark headings, and the language of all that is written."""
    styles = document.styles
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet", "Quote"):
        style = styles[name]
        if not isinstance(style, ParagraphStyle):
            raise TypeError(f"{name} is no style of paragraphs")
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        style.font.name = FACE
        if name.startswith(("Title", "Heading")):
            style.font.color.rgb = INK
    styles["Normal"].font.size = Pt(11)
    language = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    language.set(qn("w:val"), LANGUAGE)


def _set_properties(document: OpenDocument, values: Mapping[str, Any], now: datetime) -> None:
    properties = document.core_properties
    properties.title = drop_unwritable(values["title"])
    properties.author = drop_unwritable(values["name"])
    properties.subject = drop_unwritable(values["programme"])
    properties.language = LANGUAGE
    properties.comments = ""
    properties.created = properties.modified = now.replace(tzinfo=None)


def _add_concerns(document: OpenDocument, concerns: Sequence[Mapping[str, Any]]) -> None:
    document.add_heading("The five concerns", level=1)
    document.add_paragraph(
        "What shows each concern of the Knowledge and Skills Statement Achieving Permanence (2016), "
        "as the participant has mapped it."
    )
    table = _add_table(document, ["Concern", "Shown by"], describes="The five concerns, and what shows each")
    for concern in concerns:
        cells = _add_row(table)
        cells[0].text = concern["words"]
        titles = [drop_unwritable(one["title"]) for one in concern["shown_by"]]
        cells[1].text = "\n".join(titles) or "Nothing was mapped to this concern."


def _add_comparison(document: OpenDocument, comparison: Mapping[str, Any]) -> None:
    document.add_heading(drop_unwritable(comparison["title"]), level=2)
    ends = [end for end in ("first", "last") if comparison[end]]
    names = {"first": "At the start", "last": "At the end"}
    heads = ["Strand", *(f"{names[end]}, {comparison[end]}" for end in ends)]
    table = _add_table(document, heads, describes=f"{comparison['title']}, strand by strand")
    for strand in comparison["strands"]:
        cells = _add_row(table)
        cells[0].text = drop_unwritable(strand["title"])
        for cell, end in zip(cells[1:], ends, strict=True):
            _fill(cell, strand[end]["rating"] or "Not rated", strand[end]["note"])


def _add_entry(document: OpenDocument, entry: Mapping[str, Any]) -> None:
    document.add_heading(drop_unwritable(entry["title"]), level=2)
    document.add_paragraph(drop_unwritable(entry["place"]))
    if entry["question"]:
        document.add_heading("The question", level=3)
        _add_words(document, entry["question"], style="Quote")
    for part in entry["parts"]:
        document.add_heading(drop_unwritable(part["heading"]), level=3)
        _add_words(document, part["detail"], style="Quote")
        _add_words(document, part["text"])
    if entry["remarks"]:
        document.add_heading("Feedback from the trainer", level=3)
    for remark in entry["remarks"]:
        _add_words(document, remark["about"], style="Quote")
        _add_words(document, remark["text"])
        document.add_paragraph(remark["at"])


def _add_words(document: OpenDocument, paragraphs: Paragraphs, *, style: str | None = None) -> None:
    # Where none is named it is Normal; to look that up costs more than the rest of the paragraph.
    for lines in paragraphs:
        document.add_paragraph(drop_unwritable("\n".join(lines)), style=style)


def _add_table(document: OpenDocument, heads: Sequence[str], *, describes: str) -> Table:
    """A table whose first row is marked as its head, and whose purpose is said to those who cannot see it."""
    table: Table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    row = table.rows[0]
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(marked)
    for cell, head in zip(row.cells, heads, strict=True):
        _fill(cell, head, [])
    for name, text in (("w:tblCaption", describes), ("w:tblDescription", describes)):
        said = OxmlElement(name)
        said.set(qn("w:val"), drop_unwritable(text))
        table._tbl.tblPr.append(said)
    return table


def _add_row(table: Table) -> tuple[_Cell, ...]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    return row.cells


def _fill(cell: _Cell, bold: str, paragraphs: Paragraphs) -> None:
    cell.paragraphs[0].add_run(drop_unwritable(bold)).bold = True
    for lines in paragraphs:
        cell.add_paragraph(drop_unwritable("\n".join(lines)))
