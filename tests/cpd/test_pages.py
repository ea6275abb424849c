"""The records of a participant: begun from their work, saved as typed, taken away, deleted and brought back."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import docx
import pytest
from flask import Flask
from sqlalchemy import select

from lti_app.clock import utc_now
from lti_app.cohort.day_rules import london_day
from lti_app.cpd.actions import DELETED_KEPT, clear_deleted_records
from lti_app.cpd.records import CpdRecord
from lti_app.cpd.source_rules import decide_is_source
from lti_app.database import read_only
from lti_app.programme.model import Programme, TaskRef
from tests.activity.browsing import Browsing, finish, list_page_faults
from tests.builders import CLAIM, INSTRUCTOR, TestLms, csrf_of
from tests.certificate.finishing import Holder, join

FILLED = {
    "type": "Reflection",
    "description": "A study of my own practice",
    "date-day": "1",
    "date-month": "3",
    "date-year": "2026",
    "learnt": "To ask earlier",
    "impact": "Children are heard",
    "peer": "",
}


@pytest.fixture
def programme(app: Flask) -> Programme:
    """The pack's programme."""
    pack: Programme = app.extensions["programme"]
    return pack


@pytest.fixture
def writer(app: Flask, lms: TestLms) -> Holder:
    """A participant who has done everything."""
    made = join(app, lms)
    made.finish()
    return made


def list_sources(programme: Programme) -> list[TaskRef]:
    """The tasks from whose work a record can be begun."""
    return [
        TaskRef(activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if task.essential and decide_is_source(task)
    ]


def send(writer: Holder, address: str, **fields: str) -> tuple[int, str]:
    """What a form of these pages is answered with: status, and where it leads or what it says."""
    answer = writer.person.client.post(
        f"{writer.person.root}/{address}", data={"csrf_token": writer.token, **fields}
    )
    return answer.status_code, answer.headers.get("Location", "") or answer.text


def begin(writer: Holder, number: int = 0) -> int:
    """Begin a record; its number."""
    ref = list_sources(writer.programme)[number]
    status, where = send(writer, "cpd", **{"from": f"{ref.activity}/{ref.task}"})
    assert status == 303
    return int(where.rpartition("/")[2])


def this_year() -> dict[str, str]:
    """A date in the present CPD year."""
    today = london_day(utc_now())
    return {"date-day": str(today.day), "date-month": str(today.month), "date-year": str(today.year)}


def version_of(writer: Holder, record_id: int) -> str:
    """The version that the record's form carries."""
    found = re.search(r'name="version" value="(\d+)"', writer.person.open(f"cpd/{record_id}").text)
    assert found is not None
    return found[1]


def test_who_has_written_nothing_is_told_how_to_begin(app: Flask, lms: TestLms) -> None:
    page = join(app, lms).person.open("cpd").text
    assert "You have none yet." in page and "As soon as you have submitted" in page
    assert "Nothing is sent anywhere." in page and "0 complete records" in page


def test_a_record_begins_with_title_and_date_and_not_with_the_words(writer: Holder) -> None:
    record_id = begin(writer)
    assert begin(writer) == record_id
    page = writer.person.open(f"cpd/{record_id}").text
    ref = list_sources(writer.programme)[0]
    assert f"‘{writer.programme.get_task(ref).title}’" in page
    assert f'value="{london_day(utc_now()).year}"' in page
    assert "Nothing is sent anywhere" in page and "have none yet" in page
    assert list_page_faults(page) == [] and list_page_faults(writer.person.open("cpd").text) == []


def test_a_submitted_reflective_study_leads_to_a_record(
    app: Flask, lms: TestLms, programme: Programme
) -> None:
    browsing = Browsing(client := app.test_client(), lms.enter(client), programme)
    finish(browsing, "m1-w1")
    finish(browsing, "m1-w2", "m1-w2-vignettes")
    study, other = "m1-w2/reflective-study", "m1-w1/experience"
    assert "Draft a CPD record from it" not in browsing.open_task(other).text
    page = browsing.open_task(study).text
    assert "Draft a CPD record from it" in page and list_page_faults(page) == []
    sent = {"csrf_token": csrf_of(page), "from": study}
    begun = client.post(f"{browsing.root}/cpd", data=sent, follow_redirects=True)
    assert begun.status_code == 200 and "Type of CPD" in begun.text and "My own words" not in begun.text


def test_private_writing_begins_no_record(writer: Holder) -> None:
    private = next(
        f"{one.key}/{task.key}"
        for one in writer.programme.activities.values()
        for task in one.tasks
        if not decide_is_source(task)
    )
    for address in (private, "nothing/at-all", ""):
        assert send(writer, "cpd", **{"from": address})[0] == 404


def test_what_is_saved_is_there_and_counts_in_its_year(writer: Holder) -> None:
    first, second = begin(writer), begin(writer, 1)
    saved = {**FILLED, **this_year(), "version": "1"}
    assert send(writer, f"cpd/{first}", **saved)[0] == 303
    page = writer.person.open("cpd").text
    assert (
        "1 complete record<" in page
        and "One is still missing" in page
        and "Peer reflection is still missing" in page
    )

    assert send(writer, f"cpd/{second}", **{**saved, "peer": "She saw it otherwise"})[0] == 303
    page = writer.person.open("cpd").text
    assert "2 complete records" in page and "still missing" not in page
    assert "may leave this empty" in writer.person.open(f"cpd/{first}").text


def test_what_is_not_complete_is_kept_and_does_not_count(writer: Holder) -> None:
    record_id = begin(writer)
    wrong = {**FILLED, "impact": "", "date-day": "31", "date-month": "2", "version": "1"}
    assert send(writer, f"cpd/{record_id}", **wrong)[0] == 303
    page = writer.person.open(f"cpd/{record_id}").text
    assert "To ask earlier" in page and "Enter a real date" in page and "Still to fill in" in page
    assert "<title>Error: CPD record" in page
    told = writer.person.open(f"cpd/{record_id}?saved=yes").text
    assert "The record is saved, but its date is not right" in told
    assert '<a href="#date-day">Enter a real date' in told and "The record is saved</p>" not in told
    assert "0 complete records" in page


def test_a_year_with_too_many_digits_is_kept_and_named_and_closes_no_page(writer: Holder) -> None:
    record_id = begin(writer)
    assert send(writer, f"cpd/{record_id}", **{**FILLED, "date-year": "2026202620", "version": "1"})[0] == 303
    page = writer.person.open(f"cpd/{record_id}")
    assert page.status_code == 200 and "Enter a real date" in page.text and "To ask earlier" in page.text
    assert writer.person.open("cpd").status_code == 200


def test_the_page_saves_by_itself_and_a_second_tab_overwrites_nothing(writer: Holder) -> None:
    record_id = begin(writer)
    address = f"{writer.person.root}/cpd/{record_id}/draft"
    sent = {"csrf_token": writer.token, **FILLED, "version": "1"}
    answer = writer.person.client.post(address, data=sent)
    assert answer.status_code == 200 and (answer.json or {})["state"] == "saved"
    assert (answer.json or {})["version"] == 2
    assert writer.person.client.post(address, data=sent).status_code == 200

    other = {**sent, "learnt": "Something else"}
    answer = writer.person.client.post(address, data=other)
    assert answer.status_code == 409 and (answer.json or {})["state"] == "conflict"
    status, page = send(writer, f"cpd/{record_id}", **{**other, "version": "1"})
    assert status == 409 and "in another tab" in page and "Something else" in page
    assert "To ask earlier" in writer.person.open(f"cpd/{record_id}").text
    assert send(writer, f"cpd/{record_id}", **{**other, "version": version_of(writer, record_id)})[0] == 303
    assert "Something else" in writer.person.open(f"cpd/{record_id}").text


def test_a_deleted_record_can_be_brought_back_for_thirty_days(app: Flask, writer: Holder) -> None:
    record_id = begin(writer)
    send(writer, f"cpd/{record_id}", **{**FILLED, "version": "1"})
    status, where = send(writer, f"cpd/{record_id}/delete")
    assert status == 303 and where.endswith("deleted=yes")
    assert "The record was deleted" in writer.person.client.get(where).text
    assert writer.person.open(f"cpd/{record_id}").status_code == 404
    assert send(writer, f"cpd/{record_id}", **FILLED)[0] == 404

    assert send(writer, f"cpd/{record_id}/restore")[0] == 303
    assert "To ask earlier" in writer.person.open(f"cpd/{record_id}").text
    send(writer, f"cpd/{record_id}/delete")
    for later, left in ((timedelta(0), 1), (DELETED_KEPT + timedelta(minutes=1), 0)):
        with app.app_context():
            clear_deleted_records(now=utc_now() + later)
            with read_only() as session:
                assert len(session.scalars(select(CpdRecord)).all()) == left


def test_it_can_be_taken_away_as_text_and_as_a_word_document(writer: Holder) -> None:
    record_id = begin(writer)
    send(writer, f"cpd/{record_id}", **{**FILLED, "learnt": "To ask\n=HYPERLINK()\nearlier", "version": "1"})
    text = writer.person.open(f"cpd/{record_id}/record.txt")
    assert text.mimetype == "text/plain" and "What you learnt\nTo ask\n=HYPERLINK()\nearlier" in text.text
    made = writer.person.open(f"cpd/{record_id}/record.docx")
    assert 'filename="cpd-record.docx"' in made.headers["Content-Disposition"]
    document = docx.Document(io.BytesIO(made.data))
    headings = [
        one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"
    ]
    assert headings[:3] == ["Type of CPD", "A short description, and why it matters to you", "Date"]
    assert "1 March 2026" in [one.text for one in document.paragraphs]


def test_the_word_document_keeps_spaces_that_do_not_break_and_drops_what_word_cannot_open(
    writer: Holder,
) -> None:
    record_id = begin(writer)
    pasted = "Part\N{NO-BREAK SPACE}One\x0b, 10\N{THIN SPACE}km\x1b and \N{FAMILY}\N{ZERO WIDTH JOINER}"
    send(writer, f"cpd/{record_id}", **{**FILLED, "learnt": pasted, "version": "1"})
    document = docx.Document(io.BytesIO(writer.person.open(f"cpd/{record_id}/record.docx").data))
    shown = pasted.replace("\x0b", "").replace("\x1b", "")
    assert shown in [one.text for one in document.paragraphs]


def test_nobody_else_comes_to_a_record(app: Flask, lms: TestLms, writer: Holder) -> None:
    record_id = begin(writer)
    other = join(app, lms, "Ben Other")
    for address in ("", "/record.txt", "/record.docx"):
        assert other.person.open(f"cpd/{record_id}{address}").status_code == 404
    for address in ("", "/draft", "/delete", "/restore"):
        assert send(other, f"cpd/{record_id}{address}", **FILLED)[0] == 404
    trainer = app.test_client()
    root = lms.enter(trainer, sub="t1", name="Tara", **{CLAIM + "roles": [INSTRUCTOR]})
    assert trainer.get(f"{root}/cpd").status_code == 404
    assert trainer.get(f"{root}/cpd/{record_id}").status_code == 404
