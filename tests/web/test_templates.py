"""Every template, shown with values: valid HTML, one heading, a title, and only what the reader may use."""

from __future__ import annotations

import html5lib
import pytest

from tests.web.samples import SAMPLES, Sample, build_front_door

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def show(name: str) -> str:
    """The text of that sample's page."""
    response = build_front_door().test_client().get(f"/samples/{name}")
    assert response.status_code == 200
    return response.text


@every_sample
def test_a_page_is_valid_html_with_a_title_one_heading_and_one_main_part(sample: Sample) -> None:
    parser = html5lib.HTMLParser(strict=True)

    document = parser.parse(show(sample.name))

    assert document.get("lang") == "en-GB"
    title = document.find(f".//{NAMESPACE}title")
    assert title is not None
    assert title.text.endswith(" – Achieving Permanence")
    assert not title.text.startswith(" –")
    assert len(document.findall(f".//{NAMESPACE}h1")) == 1
    assert [main.get("id") for main in document.findall(f".//{NAMESPACE}main")] == ["main-content"]


@every_sample
def test_no_two_things_on_a_page_share_an_id_and_every_reference_leads_somewhere(sample: Sample) -> None:
    document = html5lib.parse(show(sample.name))

    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in document.iter():
        for name in ("for", "aria-describedby", "aria-labelledby", "data-selects-all", "data-opens-window"):
            for target in (element.get(name) or "").split():
                assert target in ids, (name, target)
        if (element.get("href") or "").startswith("#"):
            assert element.get("href")[1:] in ids


@every_sample
def test_every_page_leads_to_help_privacy_and_accessibility(sample: Sample) -> None:
    text = show(sample.name)

    for address in ("/help", "/privacy", "/accessibility"):
        assert f'href="{address}"' in text


def test_a_participant_has_their_ways_about_and_the_way_back() -> None:
    text = show("error-in-visit")

    assert "Amina Osei" in text
    assert "(participant)" in text
    assert 'href="/v/vis-1/activity/m1-w1"' in text
    assert 'href="/v/vis-1/programme"' in text
    assert 'href="https://moodle.council.test/mod/lti/return.php?course=7" target="_top"' in text
    assert "/cohort" not in text


def test_a_trainer_has_theirs() -> None:
    text = show("cohort")

    assert 'href="/v/vis-1/cohort"' in text
    assert 'href="/v/vis-1/programme"' in text


def test_the_foot_of_a_page_sends_nobody_to_themselves() -> None:
    assert "speak to your trainer or line manager" in show("error-in-visit")
    assert "ask whoever runs your learning site" in show("cohort")
    assert "speak to your trainer" not in show("cohort")


def test_the_picker_leads_nowhere_but_forward_or_back() -> None:
    text = show("picker")

    assert 'aria-label="Menu"' not in text
    assert 'name="csrf_token" value="csrf-sample"' in text
    assert 'name="cancel"' in text


def test_the_picker_offers_one_choice_or_several_as_the_lms_allows() -> None:
    assert show("picker").count('type="checkbox" id="activity') == 7
    assert show("picker-one").count('type="radio" id="activity') == 7
    assert "Everything in this module" not in show("picker-one")


def test_the_picker_keeps_what_was_chosen_and_says_what_is_placed_already() -> None:
    text = show("picker")

    assert 'value="m1-w2" aria-describedby="activity-2-hint" checked' in text
    assert text.count("Already in this course") == 1


def test_an_empty_cohort_says_why_and_what_to_check() -> None:
    text = show("cohort-empty")

    assert "Nobody has opened an activity yet" in text
    assert "<table" not in text


def test_a_grade_that_can_be_sent_again_has_a_button_and_one_that_waits_has_none() -> None:
    assert show("cohort").count(">Send again<") == 1
