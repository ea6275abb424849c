"""Documents: made outside the request, once, fetched by their owner alone, gone after a day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.portfolio.document_actions import begin_document, list_documents_to_make
from lti_app.portfolio.document_records import LEASE, MOST_KEPT, MadeDocument
from lti_app.portfolio.document_rules import KEPT_FOR, DocumentForm
from lti_app.portfolio.worker import make_document, make_documents
from tests.activity.browsing import list_page_faults
from tests.builders import TestLms
from tests.logs import listening
from tests.portfolio.filling import Writer, join


def ask(writer: Writer, form: str = "pdf", which: str = "now") -> str:
    """Ask for a document; its address within the portfolio."""
    answer = writer.send("documents", {"which": which, "form": form}, at="")
    found = re.search(r"documents/\d+", answer.request.path)
    assert found is not None, answer.text
    assert list_page_faults(answer.text) == []
    return found[0]


def state_of(writer: Writer, address: str) -> str:
    """How the document stands, as the page's script is told."""
    return str(writer.open(address, Accept="application/json").get_json()["state"])


def test_a_document_waits_is_made_and_fetched(full: Writer) -> None:
    address = ask(full)
    assert state_of(full, address) == "waiting"
    assert "Look again" in full.open(address).text
    assert full.open(f"{address}/file").status_code == 404
    assert make_documents(full.app) == 1
    assert state_of(full, address) == "made"
    assert "Download the PDF" in full.open(address).text
    file = full.open(f"{address}/file")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == "attachment; filename=portfolio.pdf"
    assert "no-store" in file.headers["Cache-Control"]
    assert make_documents(full.app) == 0


def test_what_was_handed_over_is_made_as_it_was_then(full: Writer) -> None:
    full.choose("m1-w2/reflective-study")
    full.hand_over()
    full.choose("m1-w1/learning-agreement")
    address = ask(full, "docx", which="1")
    assert "Portfolio 1, handed over on" in full.open(address).text
    make_documents(full.app)
    assert full.open(f"{address}/file").data.startswith(b"PK")


def test_asking_twice_makes_one_while_it_is_on_its_way(full: Writer) -> None:
    assert ask(full) == ask(full)
    assert ask(full, "docx") != ask(full)
    make_documents(full.app)
    assert len({ask(full), ask(full)}) == 1


def test_one_worker_alone_makes_it_and_a_lost_one_is_made_again(full: Writer) -> None:
    ask(full)
    now = utc_now()
    with full.app.app_context():
        assert begin_document(document_id=1, now=now) is not None
        assert begin_document(document_id=1, now=now) is None
        assert list_documents_to_make(now=now) == []
        assert list_documents_to_make(now=now + LEASE) == [1]
        assert begin_document(document_id=1, now=now + LEASE) is not None


def test_both_what_it_is_made_of_and_the_document_are_sealed(full: Writer) -> None:
    ask(full)
    columns = "SELECT source, made FROM made_documents"
    with full.app.app_context(), read_only() as session:
        source, made = session.execute(text(columns)).one()
    assert "Some words" not in source
    assert made is None
    make_document(full.app, document_id=1)
    with full.app.app_context(), read_only() as session:
        source, made = session.execute(text(columns)).one()
        opened = session.scalars(select(MadeDocument.made)).one()
    assert source is None
    assert opened is not None
    assert opened[:20] not in made


def test_it_is_gone_after_a_day(full: Writer) -> None:
    address = ask(full)
    make_documents(full.app)
    with full.app.app_context(), transaction() as session:
        document = session.scalars(select(MadeDocument)).one()
        document.expires_at = document.asked_at - timedelta(seconds=1)
    assert full.open(address).status_code == 404
    assert full.open(f"{address}/file").status_code == 404
    make_documents(full.app)
    with full.app.app_context(), read_only() as session:
        assert session.scalars(select(MadeDocument)).all() == []
    assert timedelta(hours=24) == KEPT_FOR


@pytest.mark.parametrize("source", ["{}", "Some words.", '{"comparisons": [{"Some words.": 1}]}'])
def test_one_that_cannot_be_made_says_so_and_the_log_quotes_nothing_of_it(full: Writer, source: str) -> None:
    address = ask(full)
    with full.app.app_context(), transaction() as session:
        session.scalars(select(MadeDocument)).one().source = source
    with listening() as written:
        make_documents(full.app)
    assert "a document could not be made" in written.getvalue()
    assert "Some words" not in written.getvalue()
    assert state_of(full, address) == "failed"
    assert "It could not be made" in full.open(address).text


def test_nobody_else_fetches_it(app: Flask, lms: TestLms, full: Writer) -> None:
    address = ask(full)
    make_documents(app)
    other = join(app, lms, "Olu Other")
    for way in (address, f"{address}/file"):
        assert other.open(way).status_code == 404
        assert full.client.get(other.address(way)).status_code == 401


def test_only_known_forms_and_portfolios_are_made(full: Writer) -> None:
    for fields in (
        {"which": "now", "form": "exe"},
        {"which": "²", "form": "pdf"},
        {"which": "9" * 40, "form": "pdf"},
        {"which": "7", "form": "pdf"},
        {},
    ):
        assert full.send("documents", dict(fields), at="").status_code == 404


def test_asking_wakes_the_job_consumer_which_makes_it(full: Writer) -> None:
    address = ask(full)
    huey = full.app.extensions["jobs"].huey
    waiting = {}
    while (task := huey.dequeue()) is not None:
        waiting[task.name] = task
    huey.execute(waiting["document"])
    assert state_of(full, address) == "made"


def test_nobody_has_documents_made_without_end(full: Writer) -> None:
    with full.app.app_context(), transaction() as session:
        for _ in range(MOST_KEPT):
            session.add(
                MadeDocument(
                    person_id=full.person_id,
                    form=DocumentForm.PDF,
                    standing="Kept",
                    asked_at=utc_now(),
                    made_at=utc_now(),
                    expires_at=utc_now() + KEPT_FOR,
                )
            )
    answer = full.send("documents", {"which": "now", "form": "pdf"}, at="")
    assert answer.status_code == 429 and "Wait 24 hours" in answer.text
