"""The files themselves: what a reader finds in a PDF and a Word document, hostile texts, and how long it takes."""

from __future__ import annotations

import io
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import click
import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from flask import Flask

from lti_app.database import read_only
from lti_app.documents.naming_rules import FROM_RIGHT, NOTE, name_unshown
from lti_app.documents.portfolio_reads import make_portfolio
from lti_app.documents.reads import FONT, get_letters
from lti_app.portfolio.assembly_rules import assemble_contents
from lti_app.portfolio.choice_rules import Choice
from lti_app.portfolio.contents_rules import Contents, KeptRemark
from lti_app.portfolio.document_rules import DocumentForm
from lti_app.portfolio.gathering_records import gather
from lti_app.portfolio.kind_rules import Concern
from tests.portfolio.filling import Writer, fill

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)
HOSTILE = (
    '#set text(red) #read("/etc/passwd") $x^2$ *bold* _it_ @ref <label> `raw` \\n \\u{41} // no comment /* nor this */'
    "\n= no heading\n- no list\n\n😀 שלום مرحبا 漢字 \u202e\x0b\x00 Zoë’s “naïve” façade – ﬁne"
)
ON_A_SLOW_MACHINE = 10.0


def make_contents(writer: Writer, *, all_of_it: bool = True) -> Contents:
    """Everything that the writer may hand over, put together; two concerns mapped, feedback on the first piece."""
    with writer.app.app_context(), read_only() as session:
        programme = writer.app.extensions["programme"]
        gathered = gather(session, person_id=writer.person_id, programme=programme)
    refs = [one.entry.ref for one in gathered if all_of_it or one.is_offered]
    made = assemble_contents(
        gathered=gathered,
        choice=Choice(frozenset(refs), concerns={refs[1]: (Concern.LEGAL,), refs[-1]: (Concern.DELAY,)}),
        person_name="Pat #Example",
        cohort_title="Cohort *One*",
        programme_title=programme.title,
    )
    remarks = (KeptRemark("Well argued.", NOW, "the child’s own words"), KeptRemark("Thank you.", NOW))
    return replace(made, entries=(replace(made.entries[0], remarks=remarks), *made.entries[1:]))


def make_pdf(contents: Contents) -> pikepdf.Pdf:
    """The portfolio's PDF, opened."""
    made = make_portfolio(contents, form=DocumentForm.PDF, standing="Handed over", now=NOW)
    return pikepdf.open(io.BytesIO(made))


def list_tags(pdf: pikepdf.Pdf) -> set[str]:
    """The kinds of element in the document's structure."""
    tags: set[str] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                tags.add(str(one.S))
            if "/K" in one:
                waiting.append(one.K)
    return tags


def list_fonts(pdf: pikepdf.Pdf) -> set[str]:
    """The names of the fonts that are embedded in the document."""
    found = set()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            assert any(key in one for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found.add(str(one.FontName).partition("+")[2])
    return found


def test_a_pdf_has_language_title_tags_headings_outline_and_the_shipped_font(full: Writer) -> None:
    with make_pdf(make_contents(full)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.docinfo["/Title"] == "Portfolio: Pat #Example"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        with pdf.open_metadata() as said:
            assert said["pdfuaid:part"] == "1"
        assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/Link"} <= list_tags(pdf)
        with pdf.open_outline() as outline:
            first = outline.root[0]
            assert first.title == "Portfolio: Pat #Example"
            titles = [one.title for one in first.children]
        assert titles[:2] == ["The five concerns", "Self-evaluations"]
        assert "Real-life case study" in titles
        fonts = list_fonts(pdf)
        assert fonts
        assert all(name.startswith(FONT.replace(" ", "")) for name in fonts), fonts


def test_what_a_person_wrote_is_never_markup_in_a_pdf(writer: Writer) -> None:
    fill(writer, words=HOSTILE.replace("\x00", ""), only=("m1-w2/reflective-study", "m1-w1/self-evaluation"))
    with make_pdf(make_contents(writer)) as pdf:
        assert len(pdf.pages) <= 4
        assert "/Formula" not in list_tags(pdf)
        with pdf.open_outline() as outline:
            titles = str([one.title for one in outline.root[0].children])
        assert "no heading" not in titles


def test_what_the_fonts_cannot_show_stands_there_by_name() -> None:
    letters = get_letters() | FROM_RIGHT
    assert name_unshown("Well done 😀👍🏽!", letters) == "Well done [grinning face][thumbs up sign]!"
    assert name_unshown("שלום and مرحبا", letters) == "שלום and مرحبا"
    assert name_unshown("before 漢字 漢字\n漢 after", letters) == f"before {NOTE} after"
    assert name_unshown("a\u200d\ufeffb\u3000c \ufe0f", letters) == "ab c "
    assert name_unshown({"one": ["é", "e\u0301"], "two": 3}, letters) == {"one": ["é", "é"], "two": 3}


def test_every_letter_that_is_said_to_be_shown_is_shown(writer: Writer) -> None:
    shown = [one for one in sorted(FROM_RIGHT) if unicodedata.category(one) != "Mn"]
    fill(writer, words=" ".join(shown), only=("m1-w2/reflective-study",))
    contents = make_contents_of_one(writer)
    with make_pdf(contents) as pdf:
        assert any(name.startswith("SourceSans3") for name in list_fonts(pdf))


def make_contents_of_one(writer: Writer) -> Contents:
    """The contents where a single piece was submitted."""
    with writer.app.app_context(), read_only() as session:
        programme = writer.app.extensions["programme"]
        gathered = gather(session, person_id=writer.person_id, programme=programme)
    choice = Choice(frozenset(one.entry.ref for one in gathered))
    return assemble_contents(
        gathered=gathered, choice=choice, person_name="", cohort_title="", programme_title=""
    )


def test_an_empty_portfolio_is_a_document_too(app: Flask) -> None:
    empty = Contents("", "", "", (), ())
    with make_pdf(empty) as pdf:
        assert pdf.docinfo["/Title"] == "Portfolio"
    assert make_portfolio(empty, form=DocumentForm.DOCX, standing="", now=NOW).startswith(b"PK")


def test_a_word_document_has_real_styles_headings_language_title_and_marked_tables(full: Writer) -> None:
    made = make_portfolio(
        make_contents(full), form=DocumentForm.DOCX, standing="Handed over on 3 May", now=NOW
    )
    document = Document(io.BytesIO(made))
    assert document.core_properties.title == "Portfolio: Pat #Example"
    assert document.core_properties.language == "en-GB"
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "Quote"} <= styles
    headings = [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ]
    assert headings[:2] == ["The five concerns", "Self-evaluations"]
    assert len(document.tables) >= 2
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_a_word_document_takes_any_text(writer: Writer) -> None:
    fill(writer, words=HOSTILE, only=("m1-w2/reflective-study", "m1-w1/self-evaluation"))
    made = make_portfolio(make_contents(writer), form=DocumentForm.DOCX, standing="", now=NOW)
    texts = "\n".join(one.text for one in Document(io.BytesIO(made)).paragraphs)
    assert '#set text(red) #read("/etc/passwd") $x^2$' in texts
    assert "😀 שלום مرحبا 漢字" in texts
    assert "\u202e" not in texts
    assert "\x0b" not in texts


@pytest.mark.parametrize("form", list(DocumentForm))
def test_a_portfolio_of_28_weeks_is_made_in_two_seconds(
    writer: Writer, form: DocumentForm, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(writer, words="A sentence of nine words about children and families. " * 45)
    began = time.perf_counter()
    contents = make_contents(writer)
    gathered_in = time.perf_counter() - began
    began = time.perf_counter()
    made = make_portfolio(contents, form=form, standing="Handed over", now=NOW)
    made_in = time.perf_counter() - began
    pages = len(pikepdf.open(io.BytesIO(made)).pages) if form is DocumentForm.PDF else 0
    with capsys.disabled():
        of = f"{contents.total} pieces of 400 words" + (f", {pages} pages" if pages else "")
        said = f"portfolio as {form.value}: {of}: gathered in {gathered_in:.2f} s, made in {made_in:.2f} s"
        click.echo(f"\n{said}, {len(made):,} bytes")
    assert contents.total > 60
    # The figure that counts is printed; the ceiling only catches what grows out of all proportion on a busy machine.
    assert gathered_in + made_in < ON_A_SLOW_MACHINE
