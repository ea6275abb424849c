"""A workshop's day on screen at once: one trainer and three participants, at a desk's width and at a phone's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from lti_app.clock import utc_now
from tests.browsers import PATIENCE_MS
from tests.journeys.conftest import DESK
from tests.journeys.stack import Stack
from tests.journeys.steps_activity import go_to
from tests.journeys.steps_lms import AMINA, TOM, open_link
from tests.journeys.steps_programme import Timetable, set_calendar
from tests.journeys.walker import Walker

PHONE: ViewportSize = {"width": 360, "height": 740}
GRACE, TRAINER = 6, 3
FIRST_PART = "a[href$='/activity/bradley/part/one']"
WIDTHS = (pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone"))


@dataclass(frozen=True, slots=True)
class Room:
    """Four browsers: the trainer's, and the participants' by their number in the LMS."""

    stack: Stack
    trainer: Page
    participants: dict[int, Page]


@pytest.fixture(params=WIDTHS)
def room(request: pytest.FixtureRequest, stack: Stack, browser: Browser) -> Iterator[Room]:
    """Everybody in the room, each with the page open that they have on the day."""
    week, case = stack.lms.place("m1-w4", "Workshop One"), stack.lms.place("bradley", "Bradley")
    walker = Walker(stack.lms, stack.tool_url, str(TRAINER))
    set_calendar(walker, week, Timetable.after(utc_now().date()), "open")
    walker.close()
    with ExitStack() as open_browsers:
        pages = {}
        for person in (TRAINER, AMINA, TOM, GRACE):
            context = browser.new_context(viewport=request.param, locale="en-GB")
            open_browsers.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            pages[person] = open_link(
                context.new_page(), stack.lms, week if person == TRAINER else case, person
            )
        trainer = pages.pop(TRAINER)
        go_to(trainer, "workshop/m1-w4")
        yield Room(stack, trainer, pages)


def test_a_part_reaches_every_screen_and_the_register_the_gradebook(room: Room) -> None:
    for page in room.participants.values():
        expect(page.locator(FIRST_PART)).to_have_count(0)
        page.evaluate("window.unreloaded = true")

    room.trainer.get_by_role("button", name=re.compile("^Release the next part")).first.click()
    expect(room.trainer.get_by_text("It is given out").first).to_be_visible()
    for page in room.participants.values():
        expect(page.get_by_text("A new part is here")).to_be_visible()
        expect(page.locator(FIRST_PART).first).to_be_visible()
        assert page.evaluate("window.unreloaded")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    mark(room.trainer, "Present", "Amina Rahman")
    mark(room.trainer, "Not here", "Tom Llewellyn")
    room.trainer.get_by_text("Agreed catch-up for Grace Osei").click()
    room.trainer.get_by_label("What was agreed with Grace Osei, and why").fill("In court; we meet on Friday")
    room.trainer.get_by_role("button", name=re.compile(r"^Record the catch-up\s+of Grace Osei")).click()
    expect(room.trainer.get_by_text("In court; we meet on Friday").first).to_be_visible()
    assert wait_for_grades(room) == {AMINA: 100, GRACE: 100}


def mark(page: Page, presence: str, name: str) -> None:
    """Tap a mark in the register, and wait until it stands."""
    page.get_by_role("button", name=re.compile(rf"^{presence}\s*: {name}")).click()
    expect(page.get_by_role("button", name=re.compile(rf"^✓ {presence}\s*: {name}"))).to_be_visible()


def wait_for_grades(room: Room) -> dict[int, float]:
    """Who has a grade for the workshop, once two have."""
    for _ in range(200):
        grades = {
            one["user_id"]: one["final"]
            for one in room.stack.lms.grades()
            if one["resource_id"] == "m1-w4" and one["final"] is not None
        }
        if len(grades) > 1:
            return grades
        room.trainer.wait_for_timeout(100)
    return {}
