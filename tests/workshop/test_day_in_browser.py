"""The workshop's day in real browsers: one trainer on a phone, and a participant whose open page follows."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.journeys.looking import run_axe
from tests.served import bring_in, serve_app
from tests.workshop.days import Day, Person

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}
WITHIN = 2000
PAGES = (
    "cohort",
    "workshops",
    "workshop/m1-w4",
    "workshop/m1-w4/run-sheet",
    "workshop/m1-w4/questions",
    "calendar",
    "waivers",
)


@dataclass
class Room:
    """The service on an address of this machine, and a browser."""

    day: Day
    address: str
    browser: Browser

    def enter(self, person: Person) -> BrowserContext:
        """A phone in which the person's visit is open."""
        context = self.browser.new_context(viewport=PHONE)
        bring_in(context.new_page(), address=self.address, client=person.client)
        return context

    def open(self, context: BrowserContext, person: Person, address: str) -> Page:
        """A page of the person's visit."""
        page = context.new_page()
        page.goto(f"{self.address}{person.root}/{address}")
        return page


@pytest.fixture
def room(day: Day, browser: Browser) -> Iterator[Room]:
    """The day's service where a browser can reach it."""
    with serve_app(day.app) as address:
        yield Room(day, address, browser)
        for context in browser.contexts:
            context.close()


def test_the_trainers_pages_are_accessible_and_fit_on_a_phone(room: Room) -> None:
    room.day.join("Ana")
    context = room.enter(room.day.trainer)
    for address in PAGES:
        page = room.open(context, room.day.trainer, address)
        found = run_axe(page)
        assert (address, found) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        if os.environ.get("SHOTS"):
            name = address.replace("/", "-")
            page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}.png", full_page=True)
        page.close()


def test_a_release_appears_on_a_participants_open_page_within_two_seconds(room: Room) -> None:
    ana = room.day.join("Ana")
    mine = room.open(room.enter(ana), ana, "activity/live")
    theirs = room.open(room.enter(room.day.trainer), room.day.trainer, "workshop/m1-w4")
    mine.evaluate("window.unreloaded = true")

    theirs.get_by_role("button", name="Release the next part").click()
    expect(mine.get_by_text("A new part is here")).to_be_visible(timeout=WITHIN)

    expect(theirs.get_by_text("It is given out")).to_be_visible()
    assert mine.evaluate("window.unreloaded")
    theirs.get_by_role("button", name="Take it back").click()
    expect(mine.get_by_text("A new part is here")).to_have_count(0, timeout=2 * WITHIN)


def test_what_is_given_out_while_a_page_is_still_on_its_way_appears_on_it(room: Room) -> None:
    ana = room.day.join("Ana")
    mine = room.enter(ana).new_page()

    def give_out_first(route: Route) -> None:
        room.day.trainer.send(
            "workshop/m1-w4/give", {"activity": "live", "part": "one", "task": ""}, at="workshop/m1-w4"
        )
        route.continue_()

    mine.route("**/workshop-live*", give_out_first)
    mine.goto(f"{room.address}{ana.root}/activity/live")
    expect(mine.get_by_text("A new part is here")).to_be_visible(timeout=2 * WITHIN)


def test_a_tap_whose_answer_is_lost_is_not_said_to_have_done_nothing(room: Room) -> None:
    page = room.open(room.enter(room.day.trainer), room.day.trainer, "workshop/m1-w4")

    def lose_the_answer(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/give", lose_the_answer)
    page.get_by_role("button", name="Release the next part").click()
    state = page.locator("#giving ~ [data-live-state]")
    expect(state).to_contain_text("What stands here now is how it is")
    expect(page.locator("#live-giving")).to_contain_text("Given out")


def test_a_mark_that_the_network_drops_is_named_kept_and_sent_later(room: Room) -> None:
    room.day.join("Ana")
    context = room.enter(room.day.trainer)
    page = room.open(context, room.day.trainer, "workshop/m1-w4")
    state = page.locator("[data-register-state]")
    context.set_offline(True)
    page.get_by_role("button", name="Release the next part").click()
    expect(page.locator("#giving ~ [data-live-state]")).to_contain_text("this tap may not have been taken")
    page.get_by_role("button", name=re.compile("^Present")).click()
    expect(state).to_contain_text("1 mark has not been sent: Ana")

    context.set_offline(False)
    expect(state).to_contain_text("Saved: Ana, present")
    expect(page.get_by_role("button", name=re.compile("^✓ Present"))).to_be_focused()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("[data-row-state]")).to_have_text("Not marked")


def test_a_tick_on_the_run_sheet_is_saved_as_it_is_made(room: Room) -> None:
    context = room.enter(room.day.trainer)
    page = room.open(context, room.day.trainer, "workshop/m1-w4/run-sheet")
    page.get_by_role("checkbox").first.check()
    expect(page.locator("[data-sheet-state]").first).to_have_text("Saved. 1 of 1 conveyed")
    page.reload()
    expect(page.get_by_role("checkbox").first).to_be_checked()
