"""Certificate and CPD records in a real browser: checked by the address in the document, accessible, narrow."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.administration.coming_in import become_administrator
from tests.browsers import PATIENCE_MS
from tests.builders import TOOL, TestLms, make_app, make_lms, make_settings
from tests.certificate.finishing import Holder, join
from tests.certificate.test_document import list_links
from tests.databases import sqlite_url
from tests.journeys.looking import run_axe
from tests.served import bring_in, serve_app

pytestmark = pytest.mark.browser
WIDTHS = (1280, 320)


@dataclass
class Scene:
    """The service on an address of this machine, a browser, and somebody who has everything."""

    app: Flask
    lms: TestLms
    address: str
    browser: Browser
    holder: Holder
    contexts: list[BrowserContext] = field(default_factory=list)

    def visit_unknown(self) -> BrowserContext:
        """A browser that nobody has used yet."""
        context = self.browser.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        return context

    def enter(self, client: FlaskClient) -> BrowserContext:
        """A browser in which the client's visits are open."""
        context = self.visit_unknown()
        bring_in(context.new_page(), address=self.address, client=client)
        return context

    def look(self, page: Page, name: str) -> None:
        """Hold the page to axe, and to each width."""
        found = run_axe(page)
        assert (name, found) == (name, [])
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if os.environ.get("SHOTS"):
                page.screenshot(path=Path(os.environ["SHOTS"]) / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def scene(tmp_path: Path, browser: Browser) -> Iterator[Scene]:
    """The whole service, where a browser can reach it."""
    settings = make_settings(tmp_path, DATABASE_URL=sqlite_url(tmp_path))
    with make_app(settings) as app, make_lms(app) as lms, serve_app(app) as address:
        lms.register()
        made = Scene(app, lms, address, browser, join(app, lms))
        yield made
        for context in made.contexts:
            context.close()


def test_a_certificate_is_earned_checked_by_its_address_and_withdrawn(scene: Scene) -> None:
    holder = scene.holder
    mine = scene.enter(holder.person.client).new_page()
    own_page = f"{scene.address}{holder.person.root}/certificate"
    mine.goto(own_page)
    expect(mine.get_by_text("Waits for your trainer.").first).to_be_visible()
    scene.look(mine, "certificate-waiting")

    holder.finish()
    mine.reload()
    scene.look(mine, "certificate-ready")
    mine.get_by_label("Your name, as it should stand on the certificate").fill("")
    mine.get_by_role("button", name="Issue my certificate").click()
    expect(mine.get_by_role("alert")).to_contain_text("Enter your name")
    scene.look(mine, "certificate-fault")
    mine.get_by_label("Your name, as it should stand on the certificate").fill("Ana María Participant")
    mine.get_by_role("button", name="Issue my certificate").click()
    expect(mine.get_by_text("You have completed Achieving Permanence.")).to_be_visible()
    scene.look(mine, "certificate-held")

    with mine.expect_download() as downloading:
        mine.get_by_role("link", name="Certificate (PDF)").click()
    (address,) = list_links(pikepdf.open(io.BytesIO(downloading.value.path().read_bytes())))
    assert address.startswith(f"{TOOL}/certificates/AP-")
    public = f"{scene.address}{address.removeprefix(TOOL)}"
    stranger = scene.visit_unknown().new_page()
    stranger.goto(public)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    assert "Ana" not in stranger.content() and "Northmoor" not in stranger.content()
    scene.look(stranger, "public-valid")

    withdraw(scene, address.rpartition("/")[2])
    stranger.goto(public)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This certificate was withdrawn")
    scene.look(stranger, "public-withdrawn")
    mine.goto(own_page)
    expect(mine.get_by_text("Issued by mistake.")).to_be_visible()
    expect(mine.get_by_role("link", name="Certificate (PDF)")).to_have_count(0)
    scene.look(mine, "certificate-withdrawn")


def withdraw(scene: Scene, number: str) -> None:
    """Withdraw a certificate as the administrator, looking at each page."""
    desk = become_administrator(scene.app, scene.app.test_client())
    page = scene.enter(desk.client).new_page()
    page.goto(f"{scene.address}{desk.root}/certificates")
    scene.look(page, "administration-certificates")
    page.get_by_role("link", name=f"Withdraw {number}").click()
    page.get_by_role("button", name="Withdraw the certificate").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the reason")
    scene.look(page, "administration-withdraw")
    page.get_by_label("Why is it withdrawn?").fill("Issued by mistake.")
    page.get_by_role("button", name="Withdraw the certificate").click()
    expect(page.get_by_role("cell", name="Withdrawn on")).to_be_visible()


def test_a_number_is_typed_and_found_unknown(scene: Scene) -> None:
    page = scene.visit_unknown().new_page()
    page.goto(f"{scene.address}/certificates")
    scene.look(page, "public-form")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the number of the certificate")
    page.get_by_label("Number of the certificate").fill("ap 2026 7k3m 9qx4")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No certificate has this number")
    scene.look(page, "public-unknown")


def test_a_cpd_record_is_begun_saved_by_itself_copied_deleted_and_brought_back(scene: Scene) -> None:
    scene.holder.finish()
    page = scene.enter(scene.holder.person.client).new_page()
    page.goto(f"{scene.address}{scene.holder.person.root}/cpd")
    page.get_by_role("button", name="Begin a record from ‘Write your reflective study’").first.click()
    learnt = page.get_by_label("What you learnt", exact=True)
    learnt.fill("To ask earlier")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    scene.look(page, "cpd-record")

    page.get_by_role("button", name="Copy ‘What you learnt’").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "To ask earlier"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The record is saved")).to_be_visible()
    expect(learnt).to_have_value("To ask earlier")

    page.get_by_role("button", name="Delete this record").click()
    expect(page.get_by_text("The record was deleted")).to_be_visible()
    scene.look(page, "cpd-records")
    page.get_by_role("button", name="Undo").click()
    expect(learnt).to_have_value("To ask earlier")
