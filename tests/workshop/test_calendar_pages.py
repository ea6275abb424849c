"""The trainer's calendar and waivers: set, previewed, refused where they are wrong, and what they open."""

from __future__ import annotations

import pytest

from lti_app.cohort.calendar_form_rules import read_calendar_form
from tests.activity.browsing import list_page_faults, read_faults, read_hidden
from tests.workshop.days import Day

CALENDAR = "calendar"
WAIVERS = "waivers"


def typed(name: str, day: int, month: int, year: int) -> dict[str, str]:
    """A date as it is typed into three fields."""
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def test_a_calendar_is_kept_and_each_weeks_date_shown(day: Day) -> None:
    fields = {
        "policy": "calendar",
        "pauses": "1",
        **typed("start", 4, 1, 2027),
        **typed("pause-1-first", 10, 1, 2027),
        **typed("pause-1-last", 16, 1, 2027),
        **typed("workshop-m1-w4", 21, 1, 2027),
    }
    answer = day.trainer.send(CALENDAR, {**fields, "do": "save"})
    page = day.trainer.client.get(answer.headers["Location"]).text
    assert list_page_faults(page) == []
    assert "The calendar is kept" in page
    assert "Opens Monday 4 January 2027" in page
    assert "Opens Monday 18 January 2027" in page
    assert "Workshop on Thursday 21 January 2027" in page
    assert "21 January 2027" in day.trainer.open("workshops").text
    ana = day.join("Ana")
    assert ana.open("activity/m1-w2").status_code == 403


def test_a_preview_shows_the_dates_and_keeps_nothing(day: Day) -> None:
    fields = {"policy": "in order", "pauses": "1", **typed("start", 4, 1, 2027), "do": "preview"}
    page = day.trainer.send(CALENDAR, fields).text
    assert "nothing of this is saved yet" in page
    assert "Opens Monday 11 January 2027" in page
    assert list_page_faults(page) == []
    assert "Opens Monday" not in day.trainer.open(CALENDAR).text


def test_room_for_another_break_is_given_without_losing_what_is_typed(day: Day) -> None:
    fields = {"policy": "open", "pauses": "1", **typed("start", 4, 1, 2027), "do": "add"}
    page = day.trainer.send(CALENDAR, fields).text
    assert "Break 2: first day" in page
    assert 'name="start-year" type="text" inputmode="numeric" value="2027"' in page


def test_room_for_a_break_is_given_beside_a_day_that_can_never_be(day: Day) -> None:
    fields = {**typed("start", 4, 1, 2027), **typed("pause-1-first", 4, 1, 2027)}
    for wrong in (typed("start", 4, 1, 9999), typed("pause-1-last", 31, 12, 9999)):
        answer = day.trainer.send(CALENDAR, {"policy": "open", "pauses": "1", "do": "add", **fields, **wrong})
        assert answer.status_code == 200
        assert 'value="9999"' in answer.text


def test_a_day_that_another_trainer_has_moved_is_not_moved_back_unseen(day: Day) -> None:
    fields = {"policy": "in order", "pauses": "1", **typed("start", 4, 1, 2027)}
    day.trainer.send(CALENDAR, {**fields, **typed("workshop-m1-w4", 21, 1, 2027), "do": "save"})
    mine = read_hidden(day.trainer.open(CALENDAR).text)
    tom = day.join("Tom Trainer", trainer=True)
    moved = {**fields, **read_hidden(tom.open(CALENDAR).text), **typed("workshop-m1-w4", 28, 1, 2027)}
    assert tom.send(CALENDAR, {**moved, "do": "save"}).status_code == 303

    stale = {**fields, **typed("workshop-m1-w4", 21, 1, 2027), **typed("pause-1-first", 15, 2, 2027)}
    stale |= {**typed("pause-1-last", 19, 2, 2027), "seen": mine["seen"]}
    preview = day.trainer.send(CALENDAR, {**stale, "do": "preview"})
    assert read_hidden(preview.text)["seen"] == mine["seen"]
    refused = day.trainer.send(CALENDAR, {**stale, "do": "save"})
    assert refused.status_code == 422
    assert "has been changed since you opened this page" in read_faults(refused.text)[0]
    assert list_page_faults(refused.text) == []
    assert "Workshop on Thursday 28 January 2027" in day.trainer.open(CALENDAR).text
    again = {**stale, "seen": read_hidden(refused.text)["seen"], "do": "save"}
    assert day.trainer.send(CALENDAR, again).status_code == 303


def test_a_late_start_of_nobody_at_all_is_refused(day: Day) -> None:
    day.join("Ana")
    for nobody, status in (("", 422), ("9" * 30, 422), ("99999", 404)):
        sent = {"person": nobody, **typed("late", 11, 1, 2027)}
        assert day.trainer.send(f"{CALENDAR}/late", sent, at=CALENDAR).status_code == status


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"policy": ""}, "Choose in what order the weeks open"),
        (typed("start", 31, 2, 2027), "The first day must be a real date"),
        ({"policy": "calendar"}, "without it no week would open"),
        (typed("pause-1-first", 1, 2, 2027), "Enter the last day of break 1"),
        (
            {**typed("pause-1-first", 9, 2, 2027), **typed("pause-1-last", 1, 2, 2027)},
            "Break 1 ends before it begins",
        ),
        (
            {**typed("start", 4, 1, 2027), **typed("workshop-m1-w4", 1, 1, 2027)},
            "is before the programme starts",
        ),
        (
            {"pauses": "2", **typed("pause-2-first", 9, 2, 2027), **typed("pause-2-last", 1, 2, 2027)},
            "Break 2 ends before it begins",
        ),
        (
            {**typed("pause-1-first", 9, 2, 2027), **typed("pause-1-last", 9, 2, 2099)},
            "Break 1 is longer than a year",
        ),
    ],
)
@pytest.mark.parametrize("wish", ["save", "preview"])
def test_what_is_wrong_with_a_calendar_is_said_beside_its_field(
    day: Day, fields: dict[str, str], told: str, wish: str
) -> None:
    answer = day.trainer.send(CALENDAR, {"policy": "in order", "pauses": "1", "do": wish, **fields})
    assert answer.status_code == 422
    assert any(told in fault for fault in read_faults(answer.text)), read_faults(answer.text)
    assert list_page_faults(answer.text) == []


def test_any_words_in_a_calendar_are_read_without_fault() -> None:
    form = {"policy": "x", "pauses": "١٢", "start-day": "१", "start-month": "-1", "start-year": "9" * 50}
    read = read_calendar_form(form, workshops=(("w", "W"),))
    assert [field for field, _ in read.faults] == ["policy", "start-day"]
    assert read.pauses == 1


def test_a_late_starter_has_dates_of_their_own_until_taken_back(day: Day) -> None:
    day.join("Ana")
    number = day.number_of("Ana")
    day.trainer.send(CALENDAR, {"policy": "calendar", "pauses": "1", **typed("start", 4, 1, 2027)})
    late = {"person": str(number), **typed("late", 11, 1, 2027), "do": "set"}
    answer = day.trainer.send(f"{CALENDAR}/late", late, at=CALENDAR)
    page = day.trainer.client.get(answer.headers["Location"].partition("#")[0]).text
    assert "Each week’s dates for Ana" in page
    assert "Opens Monday 4 January 2027" not in page
    day.trainer.send(f"{CALENDAR}/late", {"person": str(number), "do": "remove"}, at=CALENDAR)
    assert "Ana, from" not in day.trainer.open(CALENDAR).text
    wrong = day.trainer.send(f"{CALENDAR}/late", {"do": "set"}, at=CALENDAR)
    assert wrong.status_code == 422
    assert list_page_faults(wrong.text) == []


def test_a_waiver_opens_for_one_person_with_its_reason_and_can_be_ended(day: Day) -> None:
    ana, ben = day.join("Ana"), day.join("Ben")
    assert ana.open("activity/m1-w2").status_code == 403
    sent = {"who": str(day.number_of("Ana")), "what": "m1-w2", "reason": "On leave in week two"}
    answer = day.trainer.send(WAIVERS, sent)
    page = day.trainer.client.get(answer.headers["Location"]).text
    assert list_page_faults(page) == []
    assert "On leave in week two" in page
    assert (ana.open("activity/m1-w2").status_code, ben.open("activity/m1-w2").status_code) == (200, 403)
    day.trainer.send(f"{WAIVERS}/1/end", {}, at=WAIVERS)
    assert ana.open("activity/m1-w2").status_code == 403


def test_a_waiver_needs_a_person_a_thing_and_a_reason(day: Day) -> None:
    answer = day.trainer.send(WAIVERS, {})
    assert answer.status_code == 422
    assert len(read_faults(answer.text)) == 3
    assert list_page_faults(answer.text) == []
    nobody = {"who": "999", "what": "m1-w2", "reason": "x"}
    assert day.trainer.send(WAIVERS, nobody).status_code == 404


def test_the_calendar_and_waivers_are_for_trainers_alone(day: Day) -> None:
    ana = day.join("Ana")
    assert [ana.open(one).status_code for one in (CALENDAR, WAIVERS, "workshops")] == [404] * 3
