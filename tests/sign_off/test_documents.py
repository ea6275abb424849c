"""The portfolio as handed over, as a file for the line manager: theirs alone, and every look kept."""

from __future__ import annotations

import io

import pikepdf
import pytest
from docx import Document

from lti_app.privacy.records import Look
from tests.portfolio.filling import fill
from tests.sign_off.scene import Desk, Scene, of

AGREEMENT = "m1-w1/learning-agreement"
FILES = ("portfolio.pdf", "portfolio.docx")


def hand_over(scene: Scene, words: str) -> None:
    """The participant hands over one piece with these words."""
    fill(scene.writer, only=(AGREEMENT,), words=words)
    assert scene.writer.hand_over().status_code == 200


def test_the_portfolio_is_downloaded_as_handed_over_and_each_look_is_kept(desk: Desk, scene: Scene) -> None:
    hand_over(scene, "As it was handed over.")
    fill(scene.writer, only=(AGREEMENT,), words="Written since.")
    page = desk.open(of(scene, "portfolio")).text
    before = len(scene.list_rows(Look))
    for name in FILES:
        assert f'href="{desk.root}{of(scene, name)}"' in page
    answers = [desk.open(of(scene, name)) for name in FILES]
    assert {one.headers["Cache-Control"] for one in answers} == {"no-store"}
    with pikepdf.open(io.BytesIO(answers[0].data)) as document:
        assert document.Root.Lang == "en-GB"
    texts = [paragraph.text for paragraph in Document(io.BytesIO(answers[1].data)).paragraphs]
    whole = "\n".join(texts)
    assert "As it was handed over." in whole and "Written since." not in whole
    assert "Portfolio 1, handed over on" in whole
    looks = scene.list_rows(Look)[before:]
    assert [(one.role, one.tasks) for one in looks] == [("line manager", "portfolio/1")] * 2


@pytest.mark.parametrize("name", FILES)
def test_there_is_no_file_of_a_portfolio_that_was_never_handed_over_or_taken_back(
    desk: Desk, scene: Scene, name: str
) -> None:
    assert desk.open(of(scene, name)).status_code == 404
    hand_over(scene, "Words.")
    scene.writer.send("take-back", {}, at="choose")
    assert desk.open(of(scene, name)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_the_file_of_another_line_managers_person_is_refused_and_on_the_trail(
    desk: Desk, scene: Scene, name: str
) -> None:
    answer = desk.open(f"/people/{scene.writer.person_id + 1}/{name}")
    assert answer.status_code == 404 and "not on your desk" in answer.text
    assert scene.list_refusals() == ["not on their desk"]
