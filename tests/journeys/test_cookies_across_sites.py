"""Every way round blocked cookies, in a real browser, between two sites over https."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Playwright, expect

from tests.browsers import FLAGS, PATIENCE_MS, find_browser
from tests.journeys.conftest import DESK
from tests.journeys.steps_activity import expect_page
from tests.journeys.steps_lms import WEEK_ONE, frame_of
from tests.journeys.two_sites import TwoSites, run_two_sites

TWO_SITES = ("--host-resolver-rules=MAP *.test 127.0.0.1", "--ignore-certificate-errors")
# Chromium's own settings: 1 blocks cookies of other sites in frames; Partitioned ones are no such cookies to it.
BLOCK_THIRD_PARTY = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}


def block_in_frames(sites: TwoSites) -> dict[str, object]:
    """Settings of a browser that keeps nothing at all of the service while it is shown by the LMS."""
    pair = f"{sites.tool_url},{sites.lms_url}"
    exceptions = {"cookies": {pair: {"setting": 2}}}
    return {"profile": {"content_settings": {"exceptions": exceptions}, "cookie_controls_mode": 1}}


@contextmanager
def open_browser(
    playwright: Playwright, folder: Path, preferences: Mapping[str, object]
) -> Iterator[BrowserContext]:
    """A browser with these settings, as a person has made them."""
    profile = folder / "Default"
    profile.mkdir(parents=True)
    (profile / "Preferences").write_text(json.dumps(preferences))
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=find_browser(),
        args=[*FLAGS, *TWO_SITES],
        ignore_https_errors=True,
        viewport=DESK,
        locale="en-GB",
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


KEEPS = "document.cookie = 'kept=1; Secure; SameSite=None%s'; document.cookie"
"""What a page in a frame finds of a cookie that it has just set."""


def open_in_frame(page: Page, sites: TwoSites) -> Frame:
    """Sign in as a participant and open week one inside the course page."""
    link = sites.stack.lms.place("m1-w1", WEEK_ONE)
    page.goto(f"{sites.lms_url}/as/4")
    page.goto(f"{sites.lms_url}/link/{link}")
    return frame_of(page)


MORE_STORES = [pytest.param(one, marks=pytest.mark.long) for one in ("lti_storage", "lti_silent")]


@pytest.fixture(scope="module", params=["", "_parent", *MORE_STORES])
def sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSites]:
    """The two sites with an LMS that keeps no data for tools, or does in its page, in a frame, or only says so."""
    with run_two_sites(tmp_path_factory.mktemp("sites"), storage_target=request.param) as running:
        yield running


@pytest.fixture(autouse=True)
def anew(sites: TwoSites) -> None:
    """Nothing is done yet."""
    sites.stack.begin_anew()


def test_where_every_cookie_is_blocked_one_click_opens_a_new_window(
    playwright: Playwright, sites: TwoSites, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with open_browser(playwright, tmp_path / "profile", block_in_frames(sites)) as context:
        frame = open_in_frame(context.new_page(), sites)
        expect_page(frame, "One more step")
        assert frame.evaluate(KEEPS % "; Partitioned") == ""
        assert sites.stack.count("visits") == 0
        proved = sites.storage_target in {"_parent", "lti_storage"}
        question = frame.get_by_text("Go on only if that is right.")
        expect(question).to_be_visible(visible=not proved)
        with context.expect_page() as opened:
            frame.get_by_role("button", name="Open in a new window").click()
        expect_page(opened.value, WEEK_ONE)
        reason = "proved by platform storage" if proved else "confirmed by the person"
        assert [line for line in sites.read_log() if line.endswith(reason)]
        assert sites.stack.count("visits") == 1


@pytest.mark.parametrize("sites", ["_parent"], indirect=True)
def test_a_partitioned_cookie_carries_the_visit_where_third_party_cookies_are_blocked(
    playwright: Playwright, sites: TwoSites, tmp_path: Path
) -> None:
    with open_browser(playwright, tmp_path / "profile", BLOCK_THIRD_PARTY) as context:
        page = context.new_page()
        frame = open_in_frame(page, sites)
        expect_page(frame, WEEK_ONE)
        assert frame.evaluate(KEEPS % "") == ""
        assert frame.evaluate(KEEPS % "; Partitioned") == "kept=1"
        assert (sites.stack.count("visits"), sites.stack.count("tickets")) == (1, 0)
        page.reload()
        expect_page(frame_of(page), WEEK_ONE)
        assert sites.stack.count("visits") == 2


@pytest.mark.parametrize("sites", ["_parent"], indirect=True)
def test_opened_top_level_as_on_a_phone_it_needs_no_frame(
    playwright: Playwright, sites: TwoSites, tmp_path: Path
) -> None:
    with open_browser(playwright, tmp_path / "profile", BLOCK_THIRD_PARTY) as context:
        page = context.new_page()
        link = sites.stack.lms.place("m1-w1", WEEK_ONE)
        page.goto(f"{sites.lms_url}/as/4")
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{sites.lms_url}/mod/lti/launch.php?id={link}&container=4")
        expect_page(page, WEEK_ONE)
        assert page.url.startswith(sites.tool_url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
