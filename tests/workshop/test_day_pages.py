"""The trainer's page of a workshop's day: what is given out, taken back and marked, and what open pages are told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lti_app.activity.records import CompletionRecord
from lti_app.database import read_only
from lti_app.workshop.records import Attendance
from tests.activity.browsing import list_page_faults, read_hidden
from tests.workshop.days import Day

FIRST = {"activity": "live", "part": "one", "task": ""}
SECOND = {"activity": "live", "part": "two", "task": ""}
DAY = "workshop/m1-w4"


def test_the_workshops_day_is_for_trainers_alone_at_both_its_addresses(day: Day) -> None:
    ana = day.join("Ana")
    assert ana.open(DAY).status_code == 404
    assert day.trainer.open("workshop/workshop-1").status_code == 200
    assert day.trainer.open("workshop/m1-w1").status_code == 404
    page = day.trainer.open(DAY).text
    assert list_page_faults(page) == []
    assert "Ana" in page


def test_one_tap_gives_out_the_next_part_and_another_the_one_after(day: Day) -> None:
    before = day.trainer.open(DAY).text
    assert before.count("Release the next part") == 1
    after = day.trainer.send(f"{DAY}/give", FIRST, at=DAY)
    assert after.status_code == 303
    page = day.trainer.client.get(after.headers["Location"]).text
    assert "It is given out" in page
    assert "by Tara Teacher" in page
    assert 'name="part" value="two"' in page
    assert list_page_faults(page) == []
    day.trainer.send(f"{DAY}/give", SECOND, at=DAY)
    assert "Release the next part" not in day.trainer.open(DAY).text


def test_what_no_release_opens_cannot_be_given_out(day: Day) -> None:
    wrong = {"activity": "m1-w1", "part": "", "task": ""}
    assert day.trainer.send(f"{DAY}/give", wrong, at=DAY).status_code == 404


def test_what_nobody_opened_is_taken_back(day: Day) -> None:
    day.trainer.send(f"{DAY}/give", FIRST, at=DAY)
    answer = day.trainer.send(f"{DAY}/take-back", FIRST, at=DAY)
    page = day.trainer.client.get(answer.headers["Location"]).text
    assert "It is taken back" in page
    assert "Take it back" not in page


def test_a_case_stays_given_out_once_somebody_has_opened_one_of_its_tasks(day: Day) -> None:
    case = {"activity": "part-2", "part": "", "task": ""}
    day.trainer.send("calendar", {"policy": "open", "pauses": "1", "do": "save"})
    ana = day.join("Ana")
    read = "activity/part-1/task/read"
    ana.client.post(
        f"{ana.root}/{read}", data={**read_hidden(ana.open(read).text), "text": "I", "do": "submit"}
    )
    assert ana.open("activity/part-2/task/work").status_code == 403
    day.trainer.send(f"{DAY}/give", case, at=DAY)
    day.trainer.open("activity/part-2/task/work")
    assert day.trainer.send(f"{DAY}/take-back", case, at=DAY).status_code == 303
    day.trainer.send(f"{DAY}/give", case, at=DAY)
    assert ana.open("activity/part-2/task/work").status_code == 200
    answer = day.trainer.send(f"{DAY}/take-back", case, at=DAY)
    assert (answer.status_code, "1 person has opened it already" in answer.text) == (409, True)


def test_open_pages_are_told_what_is_given_out_and_nothing_while_it_is_as_it_was(day: Day) -> None:
    ana = day.join("Ana")
    first = ana.open("given-out")
    assert first.json == {"given": []}
    same = ana.open("given-out", **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    day.trainer.send(f"{DAY}/give", FIRST, at=DAY)
    told = ana.open("given-out", **{"If-None-Match": first.headers["ETag"]})
    assert told.status_code == 200
    assert told.json is not None
    assert [one["address"] for one in told.json["given"]] == [f"{ana.root}/activity/live"]


def test_another_cohorts_releases_are_not_told(day: Day) -> None:
    day.trainer.send(f"{DAY}/give", FIRST, at=DAY)
    other = day.app.test_client()
    claim = "https://purl.imsglobal.org/spec/lti/claim/context"
    root = day.lms.enter(other, sub="elsewhere", **{claim: {"id": "another", "title": "Another"}})
    assert other.get(f"{root}/given-out").json == {"given": []}


def test_one_tap_marks_a_person_and_completes_their_week_four(day: Day) -> None:
    day.join("Ana")
    number = day.number_of("Ana")
    answer = day.trainer.send(f"{DAY}/register/{number}", {"presence": "present"}, at=DAY)
    assert answer.headers["Location"].endswith(f"{DAY}#person-{number}")
    page = day.trainer.open(DAY).text
    assert "✓ Present" in page
    assert list_page_faults(page) == []
    with day.app.app_context(), read_only() as session:
        completed = session.scalars(
            select(CompletionRecord.activity_key).where(CompletionRecord.person_id == number)
        ).all()
    assert "live" in completed


def test_a_mark_made_by_mistake_is_undone(day: Day) -> None:
    day.join("Ana")
    address = f"{DAY}/register/{day.number_of('Ana')}"
    day.trainer.send(address, {"presence": "absent"}, at=DAY)
    assert "✓ Not here" in day.trainer.open(DAY).text
    day.trainer.send(address, {"presence": "undo"}, at=DAY)
    page = day.trainer.open(DAY).text
    assert "Not marked" in page
    assert "✓" not in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_catch_up_needs_a_reason_and_says_so_where_it_is_missing(day: Day, reason: str) -> None:
    day.join("Ana")
    number = day.number_of("Ana")
    sent = {"presence": "agreed catch-up", "reason": reason}
    answer = day.trainer.send(f"{DAY}/register/{number}", sent, at=DAY)
    assert answer.status_code == 422
    assert f'href="#reason-{number}"' in answer.text
    assert list_page_faults(answer.text) == []


def test_an_agreed_catch_up_is_kept_with_its_reason(day: Day) -> None:
    day.join("Ana")
    sent = {"presence": "agreed catch-up", "reason": "In court that day; joins the May cohort"}
    day.trainer.send(f"{DAY}/register/{day.number_of('Ana')}", sent, at=DAY)
    assert "In court that day; joins the May cohort" in day.trainer.open(DAY).text


def test_the_pages_script_gets_the_row_alone(day: Day) -> None:
    day.join("Ana")
    address = f"{DAY}/register/{day.number_of('Ana')}"
    answer = day.trainer.send(address, {"presence": "present"}, at=DAY, Accept="application/json")
    assert answer.json is not None
    assert answer.json["presence"] == "present"
    assert "✓ Present" in answer.json["row"]
    assert "<h1" not in answer.json["row"]


def test_an_unknown_mark_and_somebody_elses_participant_are_refused(day: Day) -> None:
    day.join("Ana")
    number = day.number_of("Ana")
    assert day.trainer.send(f"{DAY}/register/{number}", {"presence": "late"}, at=DAY).status_code == 400
    assert day.trainer.send(f"{DAY}/register/9999", {"presence": "present"}, at=DAY).status_code == 404


def test_who_has_deferred_since_the_page_was_opened_is_not_marked(day: Day) -> None:
    day.join("Ana")
    number = day.number_of("Ana")
    left = {
        "standing": "deferred",
        "on-day": "1",
        "on-month": "10",
        "on-year": "2026",
        "reason": "Secondment",
    }
    standing = f"cohort/people/{number}/standing"
    assert day.trainer.send(standing, left).status_code == 303
    tap = {"presence": "present"}
    answer = day.trainer.send(f"{DAY}/register/{number}", tap, at=standing, Accept="application/json")
    assert answer.status_code == 404
    with day.app.app_context(), read_only() as session:
        assert session.scalars(select(Attendance)).all() == []


def test_a_tap_that_comes_late_does_not_undo_what_another_trainer_marked_after_it(day: Day) -> None:
    day.join("Ana")
    address = f"{DAY}/register/{day.number_of('Ana')}"
    day.join("Tom Trainer", trainer=True).send(address, {"presence": "present"}, at=DAY)
    for tap in ("absent", "undo"):
        late = {"presence": tap, "seconds-ago": "600"}
        answer = day.trainer.send(address, late, at=DAY, Accept="application/json")
        assert answer.json is not None
        assert (answer.json["presence"], answer.json["stands"]) == ("present", True)
        assert "by Tom Trainer" in answer.json["row"]
    again = {"presence": "absent", "seconds-ago": "0"}
    answer = day.trainer.send(address, again, at=DAY, Accept="application/json")
    assert answer.json is not None
    assert (answer.json["presence"], answer.json["stands"]) == ("absent", False)
    own = {"presence": "present", "seconds-ago": "600"}
    answer = day.trainer.send(address, own, at=DAY, Accept="application/json")
    assert answer.json is not None
    assert (answer.json["presence"], answer.json["stands"]) == ("present", False)
