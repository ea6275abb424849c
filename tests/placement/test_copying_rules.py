"""Which old link a copied link comes from, by history, activity and title, and what is taken over."""

from __future__ import annotations

import pytest

from lti_app.placement.copying_rules import NewLink, OldLink, TakenOver, decide_taken_over
from lti_app.placement.grading_rules import Grading

PROGRESS, NONE = Grading.PROGRESS, Grading.NONE
OLD = (
    OldLink("1", "Week One", "m1-w1", PROGRESS),
    OldLink("2", "By hand", "m1-w2", None),
    OldLink("3", "Twice", "m1-w3", NONE),
    OldLink("4", "Twice", "m1-w4", PROGRESS),
)


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        (NewLink("Renamed", None, None, ("9", "2")), TakenOver("m1-w2", None)),
        (NewLink("Renamed", None, None, ("4", "3")), TakenOver("m1-w4", PROGRESS)),
        (NewLink("Week One", "m1-w1", None, ()), TakenOver(None, PROGRESS)),
        (NewLink("By hand", None, None, ()), TakenOver("m1-w2", None)),
        (NewLink("Twice", None, None, ()), TakenOver(None, None)),
        (NewLink("", None, None, ()), TakenOver(None, None)),
        (NewLink("Week One", "m1-w1", NONE, ()), TakenOver(None, None)),
        (NewLink("Unknown", "m9-w9", None, ()), TakenOver(None, None)),
    ],
    ids=[
        "history",
        "nearest first",
        "same activity",
        "same title",
        "unclear title",
        "no title",
        "set here",
        "new",
    ],
)
def test_a_copied_link_takes_what_its_original_had(link: NewLink, taken: TakenOver) -> None:
    assert decide_taken_over(link=link, old=OLD) == taken
