"""The certificate as PDF: tagged, in English, in the shipped font, with its number, its code and its address."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
import segno
from flask import Flask

from lti_app.documents.certificate_reads import draw_code
from lti_app.documents.letters_rules import STAND_IN
from lti_app.documents.reads import FOLDER, FONT, list_unshown, replace_unshown
from tests.builders import TOOL, TestLms
from tests.certificate.finishing import join


@pytest.fixture
def document(app: Flask, lms: TestLms) -> tuple[str, pikepdf.Pdf]:
    """A number, and its certificate."""
    holder = join(app, lms)
    holder.finish()
    number = holder.issue("Ana #emph[O’Brien] $x$")
    answer = holder.person.open("certificate/certificate.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert f'filename="certificate-{number}.pdf"' in answer.headers["Content-Disposition"]
    return number, pikepdf.open(io.BytesIO(answer.data))


def list_tags(node: pikepdf.Object) -> list[tuple[str, str]]:
    """The tags under a node of the structure tree, with their alternative texts."""
    found = []
    if isinstance(node, pikepdf.Array):
        return [tag for one in node for tag in list_tags(one)]
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append((str(node.S), str(node.get("/Alt", ""))))
        if "/K" in node:
            found += list_tags(node.K)
    return found


def list_links(pdf: pikepdf.Pdf) -> list[str]:
    """Where the document's links lead."""
    return [str(one.A.URI) for page in pdf.pages for one in page.get("/Annots", [])]


def test_the_certificate_is_an_accessible_document(document: tuple[str, pikepdf.Pdf]) -> None:
    number, pdf = document
    assert pdf.Root.Lang == "en-GB" and pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Title"]) == "Certificate of Completion: Achieving Permanence"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    tags = list_tags(pdf.Root.StructTreeRoot.K)
    assert [one for one, _ in tags if re.fullmatch(r"/H\d", one)] == ["/H1", "/H2"]
    (alt,) = [alt for one, alt in tags if one == "/Figure"]
    assert alt.endswith(f"{TOOL}/certificates/{number}")
    assert len(pdf.pages) == 1


def test_the_certificate_has_the_shipped_font_alone(document: tuple[str, pikepdf.Pdf]) -> None:
    fonts = {str(one.BaseFont) for page in document[1].pages for one in page.Resources.Font.values()}
    assert fonts and all(FONT.replace(" ", "") in one for one in fonts)
    assert (FOLDER / "fonts" / "OFL.txt").read_text().count("SIL OPEN FONT LICENSE")


def test_link_and_code_lead_to_the_public_page(document: tuple[str, pikepdf.Pdf], app: Flask) -> None:
    number, pdf = document
    (address,) = list_links(pdf)
    assert address == f"{TOOL}/certificates/{number}"
    modules = segno.make(address, error="m", micro=False)
    width = modules.symbol_size(scale=4, border=4)[0]
    assert f'width="{width}"' in draw_code(address)
    assert app.test_client().get(address.removeprefix(TOOL)).status_code == 200


def test_no_character_stops_a_document() -> None:
    assert list_unshown("Zoë – Ngũgĩ ’ № Ж ế") == ()
    assert list_unshown("a😀b王😀") == ("😀", "王")
    assert replace_unshown({"a": ["b😀\n", 1, None]}) == {"a": [f"b{STAND_IN}\n", 1, None]}


def test_only_the_shipped_files_are_in_the_fonts_folder() -> None:
    names = sorted(Path(one).name for one in (FOLDER / "fonts").iterdir())
    assert names == [
        "OFL.txt",
        *(
            f"SourceSans3_{one}.ttf"
            for one in ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
        ),
    ]
