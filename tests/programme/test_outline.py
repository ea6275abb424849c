"""The pack holds what the Module 1 outline and the overview ask for, each thing once and in its place."""

from __future__ import annotations

from typing import TypeVar

import pytest

from lti_app.programme.model import (
    Activity,
    Agreement,
    Asks,
    Confirm,
    Programme,
    Rate,
    Readers,
    ReflectOn,
    RespondToEach,
    Source,
    Task,
    Views,
    Write,
)
from lti_app.programme.prose import count_words
from lti_app.programme.reader import load_programme
from tests.programme.packs import PACK

AnyAsks = TypeVar("AnyAsks", bound=Asks)
OUTLINED = {"m1-w1": 9, "m1-w2": 7}
OUTCOMES = {"m1-w1": 3, "m1-w2": 2}
STUDIES_IN_THE_CASE = {"case-part-4/when-it-ended", "case-part-6/questions-asked"}
TITLES = {
    "m1-w1": "An Introduction to the Achieving Permanence Programme",
    "m1-w2": "Critical Themes and Issues",
}
READERS = {
    ("m1-w1", "introduction"): Readers.NOBODY,
    ("m1-w1", "portfolio-guidance"): Readers.NOBODY,
    ("m1-w1", "experience"): Readers.TRAINER,
    ("m1-w1", "engagement"): Readers.TRAINER,
    ("m1-w1", "strengths"): Readers.TRAINER,
    ("m1-w1", "self-evaluation"): Readers.LINE_MANAGER_IF_HANDED_OVER,
    ("m1-w1", "study-plan"): Readers.LINE_MANAGER_AND_TRAINER,
    ("m1-w1", "learning-agreement"): Readers.LINE_MANAGER_AND_TRAINER,
    ("m1-w1", "child-of-the-state"): Readers.NOBODY,
    ("m1-w2-vignettes", "read"): Readers.NOBODY,
    ("m1-w2-vignettes", "first-responses"): Readers.NOBODY,
    ("m1-w2-vignettes", "reflection"): Readers.TRAINER,
    ("m1-w2", "views-of-others"): Readers.TRAINER,
    ("m1-w2", "reflective-study"): Readers.TRAINER,
    ("m1-w2", "blogs"): Readers.NOBODY,
    ("m1-w2", "workshop-questions"): Readers.TRAINER,
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(PACK)


def list_tasks_of_week(programme: Programme, key: str) -> list[Task]:
    """The tasks of a week and of the case activities that it includes."""
    week = programme.activities[key]
    shown: list[Activity] = [week, *(programme.activities[case] for case in week.includes)]
    return [task for activity in shown for task in activity.tasks]


def get_asks(programme: Programme, activity: str, task: str, kind: type[AnyAsks]) -> AnyAsks:
    """What a task asks for, which must be of that kind."""
    found = programme.activities[activity].find_task(task)
    assert found is not None
    assert isinstance(found.asks, kind)
    return found.asks


def test_module_one_has_every_aim_key_question_and_outcome(programme: Programme) -> None:
    module = programme.modules[0]
    assert (module.number, module.title) == (1, "Permanence: Every Child’s Right")
    assert (len(module.aims), len(module.key_questions), len(module.outcomes)) == (9, 11, 10)
    lines = [*module.aims, *module.key_questions, *module.outcomes]
    assert {line.source for line in lines} == {Source.OUTLINE}
    assert len({line.text for line in lines}) == 30


@pytest.mark.parametrize("week", OUTLINED)
def test_a_week_has_every_essential_task_of_the_outline_once_and_nothing_besides(
    programme: Programme, week: str
) -> None:
    tasks = list_tasks_of_week(programme, week)
    expected = {f"{week}-{number}" for number in range(1, OUTLINED[week] + 1)}
    assert sorted(task.outline or "" for task in tasks) == sorted(expected)
    assert all(task.essential and task.source == Source.OUTLINE for task in tasks)


@pytest.mark.parametrize("week", OUTCOMES)
def test_a_week_has_its_title_and_outcomes(programme: Programme, week: str) -> None:
    activity = programme.activities[week]
    assert activity.title == TITLES[week]
    assert len(activity.outcomes) == OUTCOMES[week]


def test_each_task_says_who_may_read_it(programme: Programme) -> None:
    found = {
        (key, str(task.key)): task.readers for key, one in programme.activities.items() for task in one.tasks
    }
    assert {key: found[key] for key in READERS} == READERS


def test_six_vignettes_are_read_then_responded_to_then_reflected_on(programme: Programme) -> None:
    vignettes = get_asks(programme, "m1-w2-vignettes", "first-responses", RespondToEach).vignettes
    things = get_asks(programme, "m1-w2-vignettes", "read", Confirm).things
    assert len({vignette.key for vignette in vignettes}) == 6
    assert [(thing.key, thing.text) for thing in things] == [(one.key, one.text) for one in vignettes]
    assert all(150 <= count_words(vignette.text.markdown) <= 240 for vignette in vignettes)
    assert {vignette.source for vignette in vignettes} == {Source.PACK}
    responses = get_asks(programme, "m1-w2-vignettes", "reflection", ReflectOn).task
    assert (responses.activity, responses.task) == ("m1-w2-vignettes", "first-responses")
    assert responses in programme.activities["m1-w2-vignettes"].tasks[2].opens_after
    assert responses in programme.activities["m1-w2"].tasks[0].opens_after


def test_the_agreement_holds_ten_undertakings_and_eight_commitments(programme: Programme) -> None:
    agreement = get_asks(programme, "m1-w1", "learning-agreement", Agreement)
    assert (len(set(agreement.undertakings)), len(set(agreement.commitments))) == (10, 8)
    assert agreement.asks_briefing_theme


def test_the_self_evaluation_covers_the_five_concerns_and_the_entry_areas(programme: Programme) -> None:
    strands = get_asks(programme, "m1-w1", "self-evaluation", Rate).strands
    keys = {strand.key for strand in strands}
    assert 8 <= len(strands) <= 10
    assert keys >= {
        *("permanence-options", "legal-process", "without-delay", "transition-and-support", "disruption"),
        *("whole-family-assessment", "direct-work", "analysis-and-decisions", "court"),
    }


def test_every_reflective_study_has_at_most_five_hundred_words_and_is_one_to_be_reviewed(
    programme: Programme,
) -> None:
    studies = [
        task.asks
        for activity in programme.activities.values()
        for task in activity.tasks
        # Two stand in the continuing case, under names of their own.
        if task.key == "reflective-study" or f"{activity.key}/{task.key}" in STUDIES_IN_THE_CASE
    ]
    assert len(studies) == 9
    assert set(studies) == {Write(max_words=500, reviewed=True)}


def test_one_view_of_another_person_is_enough(programme: Programme) -> None:
    assert get_asks(programme, "m1-w2", "views-of-others", Views).minimum == 1


def test_the_four_blogs_are_places_for_the_organisation_and_none_is_invented(programme: Programme) -> None:
    blogs = get_asks(programme, "m1-w2", "blogs", Confirm).things
    assert len({blog.place_key for blog in blogs}) == 4
    assert not [blog for blog in blogs if blog.text or blog.citation or not blog.place_key]


def test_the_introduction_and_the_portfolio_guidance_are_texts_of_the_pack(programme: Programme) -> None:
    for key in ("introduction", "portfolio-guidance"):
        (thing,) = get_asks(programme, "m1-w1", key, Confirm).things
        assert thing.text is not None
        assert 600 <= count_words(thing.text.markdown) <= 900


def test_where_the_sources_disagree_a_trainer_note_says_what_was_chosen(programme: Programme) -> None:
    notes = [note.markdown for note in programme.activities["m1-w2"].trainer_notes]
    assert any("The workshop is in week four" in note for note in notes)
