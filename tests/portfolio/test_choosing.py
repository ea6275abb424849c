"""What may be handed over and what never, what is ticked at first, and that a choice and its map are kept."""

from __future__ import annotations

import re

from flask import Flask

from lti_app.portfolio.kind_rules import PortfolioKind, decide_is_offered, decide_kind
from lti_app.programme.model import (
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Feedback,
    FinalRating,
    Rate,
    Readers,
    RespondToEach,
)
from tests.activity.browsing import list_page_faults
from tests.builders import TestLms
from tests.portfolio.filling import Writer, fill, join, list_tasks

NEVER = Confirm | ChooseReading | RespondToEach | ConfirmReflection


def list_boxes(page: str, *, ticked: bool = False) -> set[str]:
    """The pieces that a page offers, or those of them that are ticked."""
    boxes = re.findall(r'name="pieces" type="checkbox" value="([^"]+)"( checked)?', page)
    return {ref for ref, mark in boxes if mark or not ticked}


def test_notes_first_responses_childhood_and_private_writing_are_never_offered(full: Writer) -> None:
    offered = list_boxes(full.open("choose").text)
    for activity, task in list_tasks(full.app.extensions["programme"]):
        never = isinstance(task.asks, NEVER) or task.readers is Readers.NOBODY
        assert (f"{activity.key}/{task.key}" in offered) is not never, task.key
    assert "m1-w1/self-evaluation" in offered


def test_what_only_the_participant_reads_is_not_ticked_before_they_tick_it(full: Writer) -> None:
    ticked = list_boxes(full.open("choose").text, ticked=True)
    assert "m1-w1/learning-agreement" in ticked
    for activity, task in list_tasks(full.app.extensions["programme"]):
        if isinstance(task.asks, Rate | FinalRating | Feedback):
            assert f"{activity.key}/{task.key}" not in ticked


def test_a_private_task_is_no_kind_of_evidence_whatever_it_asks(app: Flask) -> None:
    for _, task in list_tasks(app.extensions["programme"]):
        if task.readers is Readers.NOBODY:
            assert decide_kind(task) is None
            assert not decide_is_offered(task)
        elif decide_kind(task) is PortfolioKind.SELF_EVALUATION:
            assert not decide_is_offered(task)


def test_a_choice_is_kept_and_what_may_not_be_handed_over_is_not_in_it(full: Writer) -> None:
    said = full.choose("m1-w1/self-evaluation", "m1-w2-vignettes/first-responses", "m9-w9/nothing")
    assert "Your choice is saved" in said.text
    assert list_boxes(full.open("choose").text, ticked=True) == {"m1-w1/self-evaluation"}
    assert "vignettes/first-responses: Some words." not in full.open("preview").text


def test_work_that_comes_after_the_choice_is_new_and_not_in_it(writer: Writer) -> None:
    fill(writer, only=("m1-w1/learning-agreement",))
    writer.choose("m1-w1/learning-agreement")
    fill(writer, only=("m1-w2/reflective-study",))
    page = writer.open("choose?by=kind").text
    assert list_boxes(page, ticked=True) == {"m1-w1/learning-agreement"}
    assert "New" in page
    assert "1 piece came since you chose" in writer.open().text


def test_pieces_are_mapped_to_the_five_concerns(full: Writer) -> None:
    full.choose("m1-w1/learning-agreement", "m1-w2/reflective-study")
    boxes = ["m1-w2/reflective-study:legal", "m1-w2/reflective-study:delay", "m1-w1/goals:legal", "x:y", "z"]
    assert "2 of 5 shown" in full.send("concerns", {"concerns": boxes}, at="concerns").text
    preview = full.open("preview").text
    assert preview.count('href="#entry-m1-w2_reflective-study"') == 2
    assert "Nothing was mapped to this concern." in preview
    assert "0 of 5 shown" in full.send("concerns", {"concerns": []}, at="concerns").text


def test_self_evaluations_stand_side_by_side(full: Writer) -> None:
    full.choose("m1-w1/self-evaluation", "m4-w6/final-self-evaluation")
    page = full.open("preview").text
    row = re.search(r'<th scope="row".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert row[0].index("m1-w1/self-evaluation: Some") < row[0].index("m4-w6/final-self-evaluation: Some")
    full.choose("m4-w6/final-self-evaluation")
    assert "At the start" not in full.open("preview").text


def test_the_pages_are_whole_and_the_participant_s_alone(app: Flask, lms: TestLms, full: Writer) -> None:
    other = join(app, lms, "Olu Other")
    for address in ("", "choose", "choose?by=kind", "concerns", "preview"):
        answer = full.open(address)
        assert answer.status_code == 200
        assert list_page_faults(answer.text) == []
        assert full.client.get(other.address(address)).status_code == 401
    assert "There is nothing to choose from yet" in other.open().text
