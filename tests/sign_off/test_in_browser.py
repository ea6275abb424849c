"""A line manager without an account, from the mail to the verification, in a browser at both widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from lti_app.database import read_only
from lti_app.sign_off.records import find_verification
from tests.browsers import PATIENCE_MS
from tests.builders import make_app, make_lms, make_settings
from tests.databases import sqlite_url
from tests.journeys.looking import Looked
from tests.mail.rooms import send, smtp_settings
from tests.mail.sink import MailSink
from tests.portfolio.filling import fill
from tests.served import serve_app
from tests.sign_off.scene import MANAGERS_ADDRESS, SIGNED, Scene, make_scene

pytestmark = pytest.mark.browser


@pytest.fixture
def mailing(tmp_path: Path, sink: MailSink) -> Iterator[Scene]:
    """A participant with everything submitted and a portfolio handed over, and a confirmed line manager."""
    settings = make_settings(tmp_path, DATABASE_URL=sqlite_url(tmp_path), **smtp_settings(sink))
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        scene = make_scene(app, lms)
        scene.name()
        fill(scene.writer)
        scene.writer.hand_over()
        yield scene


@pytest.fixture
def address(mailing: Scene) -> Iterator[str]:
    """Where a browser reaches that service, which knows its own address."""
    app: Flask = mailing.app
    with serve_app(app) as here:
        app.extensions["settings"] = replace(app.extensions["settings"], public_url=here)
        yield here


def read_mail(scene: Scene, sink: MailSink, pattern: str) -> re.Match[str]:
    """What the newest mail to the line manager says, once it has been sent."""
    send(scene.app)
    found = re.search(pattern, sink.list_to(MANAGERS_ADDRESS)[-1].text)
    assert found is not None
    return found


def sign(page: Page, button: str) -> None:
    """Fill in words and signature, and press the button."""
    page.get_by_role("textbox", name=re.compile("own words|Anything to add|Your words")).fill(SIGNED["words"])
    page.get_by_label("Your post").fill("Service manager")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("alert")).to_contain_text("Your word is recorded")


def come_in(page: Page, scene: Scene, sink: MailSink, looked: Looked) -> None:
    """From the link's page to the desk, with a wrong code first."""
    looked.look("the link", page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Open your desk").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    looked.look("a wrong code", page)
    page.get_by_label("Code").fill(read_mail(scene, sink, r"Your code is (\d{3} \d{3})")[1])
    page.get_by_role("button", name="Open your desk").click()
    looked.look("the desk", page)
    page.get_by_role("link", name="Pat Example").click()
    looked.look("one person", page)


def record_and_agree(page: Page, looked: Looked) -> None:
    """The entry check with every line, and the learning agreement."""
    page.get_by_role("link", name="Open Entry check").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    looked.look("the entry check", page)
    sign(page, "Record and sign")
    page.get_by_role("link", name="Open Draw up your learning agreement").click()
    page.get_by_label("Yes, I have read it and agree to it").check()
    looked.look("the agreement", page)
    sign(page, "Sign")


def verify(page: Page, looked: Looked) -> None:
    """The portfolio, refused while something is missing, then verified."""
    page.get_by_role("link", name="Open Portfolio").click()
    page.get_by_role("button", name="Sign the verification").click()
    expect(page.get_by_role("alert")).to_contain_text("Confirm that the portfolio is satisfactory")
    looked.look("what is missing", page)
    for box in page.get_by_role("checkbox").all():
        box.check()
    sign(page, "Sign the verification")
    page.get_by_role("link", name="Open Portfolio").click()
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()
    looked.look("the verification", page)


def test_a_line_manager_comes_from_the_mail_to_the_verification(
    mailing: Scene, address: str, sink: MailSink, browser: Browser
) -> None:
    looked = Looked()
    mailing.decide("mail")
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(read_mail(mailing, sink, rf"{address}/m/link/\S+")[0])
    come_in(page, mailing, sink, looked)
    record_and_agree(page, looked)
    verify(page, looked)
    with mailing.app.app_context(), read_only() as session:
        kept = find_verification(session, person_id=mailing.writer.person_id)
    assert kept is not None and kept.post == "Service manager" and kept.void_at is None
    page.get_by_role("button", name="Close your desk").click()
    expect(page.get_by_role("heading", name="Your desk is closed")).to_be_visible()
    context.close()
    assert looked.faults == {}
