"""All 28 weeks and every case, by three people on real processes whose clock moves: `make journey`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lti_app.clock import utc_now
from lti_app.gate.weeks_rules import list_weeks
from lti_app.programme.model import ActivityKind, Programme
from lti_app.programme.reader import load_programme
from tests.demo.places import ROOT
from tests.journeys.stack import Stack, run_stack
from tests.journeys.steps_certificate import (
    check_certificate,
    find_certificate_is_withheld,
    issue_certificate,
    keep_certificate,
)
from tests.journeys.steps_line_manager import (
    LineManager,
    find_number,
    hand_portfolio_over,
    make_link,
    name_line_manager,
    wait_for_line_manager,
)
from tests.journeys.steps_lms import AMINA
from tests.journeys.steps_programme import Timetable, hold_workshop, place_everything, set_calendar
from tests.journeys.walker import Surfer, Walker
from tests.journeys.working_through import Participant

PATIENCE_SECONDS = 120
TRAINER, NAME = "3", "Amina Rahman"


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[Stack]:
    """A service and an LMS of this journey's own: it leaves them months ahead."""
    with run_stack(tmp_path) as stack:
        yield stack


@dataclass
class Story:
    """Everybody who takes part, and what they hold on to."""

    stack: Stack
    programme: Programme
    timetable: Timetable
    trainer: Walker
    amina: Participant
    line_manager: LineManager
    given: int = 0

    def make_link(self, week: str) -> str:
        """A link for the line manager, of the trainer's visit of that week."""
        root = self.trainer.launch(self.amina.links[week]).root
        return make_link(self.trainer, root, self.line_manager.person)


def begin(stack: Stack) -> Story:
    """Everything is placed, and the cohort has its days."""
    programme = load_programme(ROOT / "content" / "achieving-permanence")
    timetable = Timetable.after(utc_now().date())
    trainer = Walker(stack.lms, stack.tool_url, TRAINER)
    links = place_everything(trainer)
    assert links.keys() == {*programme.activities}
    set_calendar(trainer, links["m1-w1"], timetable, "in order")
    amina = Participant(Walker(stack.lms, stack.tool_url, str(AMINA)), programme, links)
    assert amina.sees_open("m1-w1")
    root = trainer.launch(links["m1-w1"]).root
    wait_for_line_manager(trainer, root)
    line_manager = LineManager(Surfer(stack.tool_url), find_number(trainer, root, NAME))
    name_line_manager(trainer, root, line_manager.person)
    line_manager.record_entry(make_link(trainer, root, line_manager.person))
    return Story(stack, programme, timetable, trainer, amina, line_manager)


def live_through(story: Story, number: int) -> None:
    """One week, from its Monday to whatever is left of it when all is done."""
    weeks = list_weeks(programme=story.programme)
    week = weeks[number - 1]
    story.stack.clock.go_to(story.timetable.week(number))
    assert story.amina.sees_open(week.key)
    if number < len(weeks):
        assert not story.amina.sees_open(weeks[number].key)
    story.amina.work_through(week)
    if week.kind is ActivityKind.WORKSHOP:
        story.stack.clock.go_to(story.timetable.workshop(number))
        story.given += hold_workshop(story.trainer, story.amina.links[week.key], week.key, NAME)
        story.amina.work_through(week)
    assert story.amina.list_left(week) == []


def wait_for_grades(story: Story, keys: set[str]) -> dict[str, float | None]:
    """What stands in the gradebook, once all of `keys` do or patience ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        rows = story.stack.lms.grades()
        found = {row["resource_id"]: row["final"] for row in rows if row["user_id"] == AMINA}
        if all(found.get(key) == 100 for key in keys) or time.monotonic() > until:
            return found
        time.sleep(0.2)


def end_the_programme(story: Story) -> None:
    """The portfolio is handed over and verified; the certificate waits for that word, and for nothing else."""
    amina = story.amina.walker
    root = story.amina.enter("portfolio")
    hand_portfolio_over(amina, root)
    find_certificate_is_withheld(amina, root)
    story.line_manager.verify(story.make_link("m4-w7"))
    address = issue_certificate(amina, root, NAME)
    check_certificate(Surfer(story.stack.tool_url), address, NAME)
    keep_certificate(amina, root)


def test_the_whole_programme_is_lived_through_and_ends_in_the_gradebook(moving: Stack) -> None:
    began = time.monotonic()
    story = begin(moving)
    for number in range(1, 29):
        if number == 8:
            set_calendar(story.trainer, story.amina.links["m2-w1"], story.timetable, "calendar")
        live_through(story, number)
        if number == 1:
            assert moving.lms.find_grade("m1-w1", AMINA) != 100
            story.line_manager.agree(story.make_link("m1-w1"), "m1-w1", "learning-agreement")
    end_the_programme(story)
    keys = {*story.programme.activities}
    grades = wait_for_grades(story, keys)
    assert {key: grades.get(key) for key in keys} == dict.fromkeys(keys, 100)
    people = (story.amina.walker, story.trainer, story.line_manager.surfer)
    print(
        f"28 weeks in {time.monotonic() - began:.0f} s: {story.amina.launches} launches, "
        f"{len(story.amina.done)} tasks, {story.amina.read} parts read, {story.given} given out, "
        f"{len(keys)} grades of 100, {sum(one.requests for one in people)} requests"
    )
