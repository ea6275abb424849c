"""The preview for authors: each state by its link, faults all at once, and a reload when a file changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.test import Client

from lti_app.database import close_connections
from tests.content_preview.serving import Preview
from tests.content_preview.states import State, list_lines
from tests.programme.packs import copy_pack
from tests.served import serve_app

HOME = "http://127.0.0.1:8010"
QUESTION = "module-1/m1-w1/strengths.md"
SAID = {
    State.OPEN: "Save and come back later",
    State.CLOSED: "is not open to you yet",
    State.DRAFT: "Saved at",
    State.SUBMITTED: "What you submitted",
    State.RETURNED: "what the brother would want",
    State.COMPLETE: "What you submitted",
    State.ERROR: "There is a problem",
    State.TRAINER: "You are looking at a preview",
}


@contextmanager
def preview_of(pack: Path, folder: Path, address: str = HOME) -> Iterator[Preview]:
    """A preview whose connections are closed when the block ends."""
    preview = Preview(pack, folder, address=address)
    try:
        yield preview
    finally:
        preview.watched.end()
        if preview.scene is not None:
            with preview.scene.app.app_context():
                close_connections()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack to spoil."""
    return copy_pack(tmp_path)


@pytest.fixture
def preview(pack: Path, tmp_path: Path) -> Iterator[Preview]:
    """A preview of it."""
    with preview_of(pack, tmp_path / "kept") as made:
        yield made


def open_page(preview: Preview, way: str) -> str:
    """The page that a link leads to."""
    return Client(preview).get(way, base_url=HOME, follow_redirects=True).get_data(as_text=True)


@pytest.mark.parametrize(("state", "words"), SAID.items())
def test_each_state_of_a_task_is_a_link(preview: Preview, state: State, words: str) -> None:
    page = open_page(preview, f"/preview/{state}/m1-w1/task/strengths")
    assert words in page
    assert 'src="/preview/reload.js" data-version="1"' in page


def test_every_link_of_the_list_opens_its_page(preview: Preview) -> None:
    assert preview.scene is not None
    listed = open_page(preview, "/")
    client = Client(preview)
    for _, lines in list_lines(preview.scene.programme):
        for state, way in [link for line in lines for link in line.links()]:
            assert f'href="{way}"' in listed
            answer = client.get(way, base_url=HOME, follow_redirects=True)
            assert answer.status_code == (403 if state is State.CLOSED else 200), way


def test_faults_stand_on_one_page_until_the_pack_can_be_read_again(preview: Preview, pack: Path) -> None:
    question, before = pack / QUESTION, (pack / QUESTION).read_text()
    question.unlink()
    (pack / "module-1/m1-w1/stray.md").write_text("Nothing uses this.\n")
    assert preview.watched.look()
    page = open_page(preview, "/preview/open/m1-w1")
    assert "2 faults" in page
    assert QUESTION in page
    assert "module-1/m1-w1/stray.md" in page
    assert 'data-version="2"' in page
    (pack / "module-1/m1-w1/stray.md").unlink()
    question.write_text(before.replace("#", "", 1) + "\nA sentence that is new.\n")
    assert preview.watched.look()
    assert not preview.watched.look()
    assert "A sentence that is new." in open_page(preview, "/preview/open/m1-w1/task/strengths")


def test_a_pack_that_cannot_be_read_at_first_is_shown_once_it_can(pack: Path, tmp_path: Path) -> None:
    module = pack / "module-1/module.toml"
    before = module.read_text()
    module.write_text("title = \n")
    with preview_of(pack, tmp_path / "kept") as preview:
        assert "is not TOML" in open_page(preview, "/")
        module.write_text(before)
        preview.watched.look()
        assert "Preview of the pack" in open_page(preview, "/")


def test_nobody_but_this_machine_is_answered(preview: Preview) -> None:
    client = Client(preview)
    for host in ("http://example.org", "http://192.0.2.1:8010"):
        assert client.get("/", base_url=host).status_code == 403


def test_a_page_shows_itself_anew_when_its_text_is_saved(
    pack: Path, tmp_path: Path, browser: Browser
) -> None:
    with preview_of(pack, tmp_path / "kept") as preview, serve_app(preview) as served:
        preview.watched.watch()
        page = browser.new_page()
        page.goto(f"{served}/preview/open/m1-w1/task/strengths")
        address = page.url
        (pack / QUESTION).write_text("Say what you are good at, and how you know.\n")
        expect(page.get_by_text("Say what you are good at, and how you know.")).to_be_visible()
        assert page.url == address
        page.close()
