"""What people do at the practice LMS: sign in, place activities, open them, and look at the gradebook."""

from __future__ import annotations

from playwright.sync_api import Frame, Locator, Page, expect

from tests.practice_lms.server import PracticeLms

Shown = Page | Frame
"""Where the service is seen: a window of its own, or a frame in the course."""

WEEK_ONE = "An Introduction to the Achieving Permanence Programme"
WEEK_TWO = "Critical Themes and Issues"
PLACED_ONE, PLACED_TWO = f"Module 1, Week 1: {WEEK_ONE}", f"Module 1, Week 2: {WEEK_TWO}"
"""What the picker calls the two weeks, and so the course page after it."""

VIGNETTES = "Six vignettes: critical themes and issues"
AMINA, TOM = 4, 5
"""The numbers by which the LMS knows two participants."""


def sign_in(page: Page, lms: PracticeLms, person: str) -> None:
    """Sign in to the LMS by choosing a person on its first page; the course page is shown."""
    page.bring_to_front()
    page.goto(lms.url)
    page.get_by_role("button", name=person).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Achieving Permanence, autumn cohort")


def frame_of(page: Page) -> Frame:
    """The frame in the LMS's page in which the service is shown."""
    handle = page.locator("iframe.tool").element_handle()
    frame = handle.content_frame()
    assert frame is not None
    return frame


def place_with_picker(page: Page, lms: PracticeLms, *titles: str) -> None:
    """Choose activities in the picker's dialogue, as a trainer who is signed in, and save them in the course."""
    page.goto(f"{lms.url}/course")
    page.get_by_role("link", name="Add activities from the programme").click()
    frame = frame_of(page)
    # The page's script shows this box, which moves the others down: nothing is ticked while it does.
    expect(frame.get_by_role("checkbox", name="Everything in this module").first).to_be_visible()
    for title in titles:
        frame.get_by_role("checkbox", name=title, exact=True).check()
    frame.get_by_role("button", name="Place in the course").click()
    page.get_by_role("button", name="Save and return to course").click()
    for title in titles:
        expect(page.get_by_role("heading", level=3, name=title, exact=True)).to_be_visible()


def link_of(page: Page, title: str) -> Locator:
    """An activity in the list of the course page."""
    return page.locator("ol.links > li", has=page.get_by_role("heading", level=3, name=title, exact=True))


def open_here(page: Page, lms: PracticeLms, title: str) -> Frame:
    """Open a link of the course inside the course's own page."""
    page.goto(f"{lms.url}/course")
    link_of(page, title).get_by_role("link", name="Open here").click()
    return frame_of(page)


def open_in_window(page: Page, lms: PracticeLms, title: str) -> Page:
    """Open a link of the course in a new window."""
    page.goto(f"{lms.url}/course")
    with page.expect_popup() as opened:
        link_of(page, title).get_by_role("link", name="Open in a new window").click()
    return opened.value


def open_link(page: Page, lms: PracticeLms, link_id: int, person: str | int) -> Page:
    """Sign in as a person and open a link in this very tab."""
    page.goto(lms.sign_in_address(str(person)))
    page.goto(lms.launch_address(link_id, new_window=True))
    return page


def wait_for_grade(page: Page, lms: PracticeLms, *, key: str, person: int, shown: str) -> None:
    """Wait until the gradebook's page shows a grade to whoever is signed in."""
    item_id = next(item["id"] for item in lms.line_items() if item["resource_id"] == key)
    page.goto(f"{lms.url}/grades")
    value = page.locator(f"#grade-{item_id}-{person} .value")
    for _ in range(60):
        if value.inner_text() == shown:
            break
        with page.expect_response("**/grades"):
            page.reload()
    expect(value).to_have_text(shown)
