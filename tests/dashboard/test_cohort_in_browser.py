"""The trainer's pages of a cohort in a real browser: accessible, within a narrow window, and of use by keyboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.builders import TestLms
from tests.dashboard.crowds import add_crowd
from tests.databases import sqlite_url
from tests.journeys.looking import run_axe
from tests.served import serve_app
from tests.workshop.days import Day, join
from tests.workshop.test_day_in_browser import Room

pytestmark = pytest.mark.browser
NARROW, WIDE = 320, 1280
PAGES = (
    "cohort",
    "cohort?state=Stuck&sort=since",
    "cohort?q=nobody-of-that-name",
    "cohort/charts",
    "cohort/messages",
    "cohort/people/{person}",
    "placements",
    "as-participant",
)
PREVIEWS = ("~new/programme", "~open/activity/m1-w1", "~new/activity/m1-w1/task/experience")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: what is seen does not depend on the database, and the pages' own tests run on both."""
    return sqlite_url(tmp_path)


@pytest.fixture
def room(app: Flask, lms: TestLms, browser: Browser) -> Iterator[Room]:
    """A cohort of sixty where a browser can reach it."""
    day = Day(app, lms, join(app, lms, "Tara Teacher", trainer=True))
    with serve_app(app) as address:
        yield Room(day, address, browser)
        for context in browser.contexts:
            context.close()


def look(page: Page, name: str) -> list[str]:
    """What is wrong with a page as it stands, at two widths."""
    faults = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        # Once is enough for axe: the same things stand at both widths.
        faults += run_axe(page) if width == NARROW else []
        reached = page.evaluate("document.documentElement.scrollWidth")
        if reached > width:
            faults.append(f"{width}: scrolls sideways to {reached}")
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return faults


def test_the_trainers_pages_are_accessible_at_any_width(app: Flask, room: Room) -> None:
    join(app, room.day.lms, "Ana")
    crowd = add_crowd(app, people=60)
    trainer = room.day.trainer
    context = room.enter(trainer)
    faults = {}
    for address in (*PAGES, *PREVIEWS):
        page = context.new_page()
        end = address.format(person=crowd.person_ids[27])
        glue = "" if end.startswith("~") else "/"
        page.goto(f"{room.address}{trainer.root}{glue}{end}")
        name = "".join(one if one.isalnum() else "-" for one in address)
        if found := look(page, name):
            faults[address] = found
        page.close()
    assert faults == {}


def test_the_table_scrolls_by_keyboard_and_a_message_is_copied(app: Flask, room: Room) -> None:
    join(app, room.day.lms, "Ana")
    add_crowd(app, people=60)
    trainer = room.day.trainer
    context = room.enter(trainer)
    page = room.open(context, trainer, "cohort")
    page.set_viewport_size({"width": NARROW, "height": 800})
    scroll = page.locator(".app-scroll").first
    scroll.focus()
    page.keyboard.press("ArrowRight")
    expect(scroll).not_to_have_js_property("scrollLeft", 0)
    page.get_by_role("link", name="Furthest week worked on").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_have_count(1)
    page.get_by_role("searchbox", name="Name").or_(page.get_by_label("Name", exact=True)).first.fill("emile")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(6)

    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = room.open(context, trainer, "cohort/messages")
    page.get_by_role("button", name="Copy subject of message 1", exact=True).click()
    expect(page.locator("[data-copied]")).to_contain_text("subject of message 1")
    subject = page.locator("#subject-1").input_value()
    assert subject
    assert page.evaluate("navigator.clipboard.readText()") == subject


def test_a_trainer_walks_through_the_preview_and_leaves_it(room: Room) -> None:
    trainer = room.day.trainer
    page = room.open(room.enter(trainer), trainer, "as-participant")
    page.get_by_role("link", name="Start with everything open").click()
    page.get_by_role("link", name="Week 1").first.click()
    banner = page.get_by_role("region", name="Preview")
    expect(banner).to_contain_text("You see this as a participant, with everything open")
    page.locator(".govuk-task-list__link").first.click()
    expect(banner).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Something went wrong here")
    page.go_back()
    banner.get_by_role("link", name="Leave the preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("See it as a participant")
