"""The trainer's list of a cohort's line managers: proposals first, and as many statements for many as for one."""

from __future__ import annotations

import re

from lti_app.sign_off.listing_rules import (
    PAGE_SIZE,
    ListWish,
    NamedState,
    Standing,
    cut_page,
    decide_named_state,
    read_list_wish,
)
from lti_app.sign_off.naming_rules import NamingState
from tests.counting import count_statements
from tests.dashboard.crowds import add_crowd
from tests.sign_off.scene import Scene, open_desk

NOBODY, PROPOSED, CONFIRMED = NamedState.NOBODY, NamedState.PROPOSED, NamedState.CONFIRMED


def show(scene: Scene, query: str = "") -> str:
    """The page's text."""
    answer = scene.trainer.get(f"{scene.root}/cohort/line-managers{query}")
    assert answer.status_code == 200
    return answer.text


def test_a_proposal_waits_on_the_list_and_the_notice_leads_to_it(scene: Scene) -> None:
    assert "Nobody named (1)" in show(scene) and "Nobody yet" in show(scene)
    scene.propose()
    cohort = scene.trainer.get(f"{scene.root}/cohort").text
    found = re.search(r'href="([^"]+)">1 line manager was proposed', cohort)
    assert found is not None
    page = scene.trainer.get(found[1]).text
    assert "Proposed, to be confirmed (1)" in page
    assert "Morgan Lee, Team manager" in page and "Look at the proposal" in page
    assert scene.about in page
    assert f'href="{scene.root}/cohort/line-managers"' in cohort


def test_the_list_tells_what_became_of_a_confirmed_line_managers_link(scene: Scene) -> None:
    scene.name()
    assert "No link is out" in show(scene)
    scene.decide("mail")
    assert re.search(r"Link mailed on [^.]+\. Not used yet", show(scene))
    open_desk(scene, scene.make_link())
    assert re.search(r"Link made to copy on [^.]+\. Used on ", show(scene))
    assert "Everybody has a line manager" in show(scene, "?show=nobody")


def test_a_proposal_beside_a_confirmed_line_manager_is_shown_with_both(scene: Scene) -> None:
    scene.name()
    scene.propose(name="Ada Other", address="ada.other@northmoor.gov.uk")
    page = show(scene, "?show=proposed")
    assert "Morgan Lee, Team manager" in page and "Ada Other, Team manager" in page


def test_a_participant_does_not_see_the_list(scene: Scene) -> None:
    answer = scene.writer.client.get(f"{scene.writer.root}/cohort/line-managers")
    assert answer.status_code == 404


def test_the_list_takes_as_many_statements_for_a_crowd_as_for_one(scene: Scene) -> None:
    scene.name()
    scene.decide("mail")
    before = count_statements(scene.app, lambda: show(scene))
    add_crowd(scene.app, people=PAGE_SIZE + 10)
    assert count_statements(scene.app, lambda: show(scene)) == before <= 8
    page = show(scene)
    assert "Page 1 of 2" in page and f"Nobody named ({PAGE_SIZE + 10})" in page
    assert "Morgan Lee" in show(scene, "?page=2"), "who is confirmed comes last"


def test_what_there_is_to_do_comes_first_and_then_the_name() -> None:
    people = [
        Standing(1, "zoe", PROPOSED),
        Standing(2, "ben", CONFIRMED),
        Standing(3, "cara", NOBODY),
        Standing(4, "ana", NOBODY),
    ]
    cut = cut_page(people, ListWish())
    assert [one.person_id for one in cut.people] == [1, 4, 3, 2]
    assert cut.counts == {PROPOSED: 1, NOBODY: 2, CONFIRMED: 1}
    assert [one.person_id for one in cut_page(people, ListWish(NOBODY, 9)).people] == [4, 3]


def test_what_an_address_cannot_ask_for_is_as_if_it_had_not_been_asked() -> None:
    assert read_list_wish({"show": "proposed", "page": "2"}) == ListWish(PROPOSED, 2)
    for told in ({}, {"show": "all", "page": "0"}, {"page": "-1"}, {"page": "9" * 40}, {"page": "²"}):
        assert read_list_wish(told) == ListWish()


def test_a_proposal_waits_even_where_another_line_manager_is_confirmed() -> None:
    assert decide_named_state([NamingState.CONFIRMED, NamingState.PROPOSED]) is PROPOSED
    assert decide_named_state([NamingState.CONFIRMED]) is CONFIRMED
    assert decide_named_state([]) is NOBODY
