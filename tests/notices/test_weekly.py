"""The weekly mail from choosing it to leaving it, through the pages and a real mail server."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from lti_app.clock import utc_now
from lti_app.cohort.calendar_records import WorkshopDay
from lti_app.cohort.records import Cohort, Membership
from lti_app.database import read_only, transaction
from lti_app.mail.records import Mail
from lti_app.notices.records import WeeklyChoice
from lti_app.notices.weekly_rules import ChoiceState
from lti_app.notices.worker import queue_weekly_mails
from tests.mail.rooms import send
from tests.mail.sink import MailSink
from tests.workshop.days import Day, Person

ADDRESS = "ana@northmoor.example"


def next_monday(*, after: datetime, at: int = 8) -> datetime:
    """A Monday morning in London's winter or summer, at least a week away."""
    day = after.date() + timedelta(days=14 - after.weekday())
    return datetime(day.year, day.month, day.day, at, tzinfo=UTC)


MONDAY = next_monday(after=datetime.now(UTC))


def ask(person: Person, sink: MailSink, app: Flask, address: str = ADDRESS) -> str:
    """Ask for the mail; the code that arrives."""
    answer = person.send("notices", {"do": "ask", "address": address})
    assert answer.status_code == 303, answer.text
    send(app)
    found = re.search(r"Your code is (\d{6})", sink.list_to(address)[-1].text)
    assert found is not None
    return found[1]


def choose(person: Person, sink: MailSink, app: Flask, address: str = ADDRESS) -> None:
    """Choose the mail, code and all."""
    code = ask(person, sink, app, address)
    assert person.send("notices", {"do": "confirm", "code": code}).status_code == 303
    sink.received.clear()


def hold_workshop(app: Flask, on: date) -> None:
    """Give the cohort's workshop its day: from then on something waits."""
    with app.app_context(), transaction() as session:
        cohort_id = session.scalars(select(Cohort.id)).one()
        session.add(WorkshopDay(cohort_id=cohort_id, workshop_key="m1-w4", held_on=on))


def get_choice(app: Flask) -> WeeklyChoice:
    """The one choice that there is."""
    with app.app_context(), read_only() as session:
        choice = session.scalars(select(WeeklyChoice)).one()
        session.expunge(choice)
        return choice


def send_mondays(app: Flask) -> None:
    """Let a worker of that Monday send what is due then."""
    with app.app_context(), transaction() as session:
        session.execute(update(Mail).values(due_at=utc_now()))
    send(app)


@pytest.fixture
def ana(day: Day) -> Person:
    """A participant, with a workshop five days after the Monday."""
    person = day.join("Ana Child")
    hold_workshop(day.app, MONDAY.date() + timedelta(days=5))
    return person


def test_nobody_is_mailed_who_has_not_chosen_it(app: Flask, ana: Person) -> None:
    assert "Go on" in ana.open("notices").text
    assert queue_weekly_mails(app, now=MONDAY) == 0


def test_the_mail_comes_on_monday_once_and_says_no_more_than_it_may(
    app: Flask, ana: Person, sink: MailSink
) -> None:
    choose(ana, sink, app)
    assert "a•••••@northmoor.example" in ana.open("notices").text
    assert queue_weekly_mails(app, now=MONDAY - timedelta(hours=3)) == 0
    assert queue_weekly_mails(app, now=MONDAY) == 1
    assert queue_weekly_mails(app, now=MONDAY + timedelta(hours=5)) == 0
    send_mondays(app)
    (one,) = sink.received
    assert one.to == ADDRESS
    assert one.subject == "1 thing waits for you in Achieving Permanence"
    assert "The workshop ‘m1-w4’ is on Saturday" in one.text
    assert "Ana" not in one.text and "Tara" not in one.text
    assert queue_weekly_mails(app, now=MONDAY + timedelta(days=7)) == 0  # the workshop is over
    assert queue_weekly_mails(app, now=MONDAY + timedelta(days=7)) == 0


def test_the_trainers_mail_adds_up_their_courses(app: Flask, day: Day, ana: Person, sink: MailSink) -> None:
    choose(day.trainer, sink, app, "tara@northmoor.example")
    assert queue_weekly_mails(app, now=MONDAY) == 1
    send_mondays(app)
    assert "The workshop ‘m1-w4’ is on Saturday" in sink.received[0].text
    assert "no place yet" not in sink.received[0].text


def test_one_click_leaves_without_signing_in_and_the_address_is_forgotten(
    app: Flask, ana: Person, sink: MailSink
) -> None:
    choose(ana, sink, app)
    queue_weekly_mails(app, now=MONDAY)
    send_mondays(app)
    head = str(sink.received[0].message["List-Unsubscribe"])
    path = urlsplit(head.strip("<>")).path
    assert head.strip("<>") in sink.received[0].text

    stranger = app.test_client()
    assert "Stop the mail" in stranger.get(path).text
    assert get_choice(app).state is ChoiceState.ON
    answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "has stopped" in answer.text
    kept = get_choice(app)
    assert (kept.state, kept.address, kept.asked_address) == (ChoiceState.OFF, None, None)
    assert stranger.post(path).status_code == 200
    assert queue_weekly_mails(app, now=MONDAY + timedelta(days=7)) == 0
    assert stranger.get(path[:-1] + ("0" if path[-1] != "0" else "1")).status_code == 404


def test_the_button_on_the_page_stops_it_too(app: Flask, ana: Person, sink: MailSink) -> None:
    choose(ana, sink, app)
    assert ana.send("notices", {"do": "stop"}).status_code == 303
    assert get_choice(app).address is None
    assert queue_weekly_mails(app, now=MONDAY) == 0


def test_an_address_is_proved_before_anything_is_mailed_to_it(
    app: Flask, ana: Person, sink: MailSink
) -> None:
    code = ask(ana, sink, app)
    assert queue_weekly_mails(app, now=MONDAY) == 0
    wrong = f"{(int(code) + 1) % 10**6:06}"
    answer = ana.send("notices", {"do": "confirm", "code": wrong})
    assert answer.status_code == 422 and "not the code" in answer.text
    for _ in range(4):
        ana.send("notices", {"do": "confirm", "code": wrong})
    answer = ana.send("notices", {"do": "confirm", "code": code})
    assert answer.status_code == 422 and "no longer works" in answer.text
    assert get_choice(app).state is ChoiceState.ASKED


def test_a_code_ends_with_its_half_hour(app: Flask, ana: Person, sink: MailSink) -> None:
    code = ask(ana, sink, app)
    with app.app_context(), transaction() as session:
        session.execute(update(WeeklyChoice).values(code_ends_at=utc_now()))
    assert ana.send("notices", {"do": "confirm", "code": code}).status_code == 422


def test_five_codes_a_day_are_enough(app: Flask, ana: Person, sink: MailSink) -> None:
    for _ in range(5):
        assert ana.send("notices", {"do": "ask", "address": ADDRESS}).status_code == 303
    answer = ana.send("notices", {"do": "ask", "address": ADDRESS})
    assert answer.status_code == 422 and "tomorrow" in answer.text
    send(app)
    assert len(sink.received) == 5


@pytest.mark.parametrize("address", ["", "ana", "a@b.example\r\nBcc: c@d.example", "Ana <a@b.example>"])
def test_what_is_no_address_is_refused_in_words(app: Flask, ana: Person, address: str) -> None:
    answer = ana.send("notices", {"do": "ask", "address": address})
    assert answer.status_code == 422 and "Enter one e-mail address" in answer.text
    with app.app_context(), read_only() as session:
        assert session.scalars(select(Mail)).all() == []


def test_the_address_that_the_lms_knows_needs_no_code(app: Flask, day: Day, sink: MailSink) -> None:
    client = app.test_client()
    root = day.lms.enter(client, sub="sub-pat", name="Pat", email="Pat@Northmoor.Example")
    pat = Person(client, root)
    assert pat.send("notices", {"do": "ask", "address": "pat@northmoor.example"}).status_code == 303
    assert get_choice(app).state is ChoiceState.ON
    send(app)
    assert sink.received == []


def test_whoever_chooses_on_a_monday_hears_the_week_after(app: Flask, ana: Person, sink: MailSink) -> None:
    choose(ana, sink, app)
    with app.app_context(), transaction() as session:
        session.execute(update(WeeklyChoice).values(last_week=MONDAY.date()))
    assert queue_weekly_mails(app, now=MONDAY) == 0


def test_workers_at_once_and_a_restart_make_one_mail(app: Flask, ana: Person, sink: MailSink) -> None:
    choose(ana, sink, app)
    with ThreadPoolExecutor(4) as threads:
        queued = sum(threads.map(lambda _one: queue_weekly_mails(app, now=MONDAY), range(4)))
    assert queued == 1
    send_mondays(app)
    assert queue_weekly_mails(app, now=MONDAY + timedelta(minutes=1)) == 0
    send_mondays(app)
    assert len(sink.received) == 1


def test_nobody_who_has_left_is_mailed(app: Flask, ana: Person, sink: MailSink) -> None:
    choose(ana, sink, app)
    with app.app_context(), transaction() as session:
        session.execute(update(Membership).values(left_at=utc_now()))
    assert queue_weekly_mails(app, now=MONDAY) == 0


def test_the_first_pages_say_what_waits_and_offer_the_mail(app: Flask, day: Day, ana: Person) -> None:
    hold_again = MONDAY.date() - timedelta(days=MONDAY.date().toordinal() - utc_now().date().toordinal() - 3)
    with app.app_context(), transaction() as session:
        session.execute(update(WorkshopDay).values(held_on=hold_again))
    for page in (ana.open("programme").text, day.trainer.open("cohort").text):
        assert "What waits for you" in page
        assert "The workshop ‘m1-w4’ is on" in page
        assert "mailed to you once a week" in page
    with app.app_context(), transaction() as session:
        session.execute(update(WorkshopDay).values(held_on=MONDAY.date() + timedelta(days=400)))
    assert "Nothing waits for you just now" in ana.open("programme").text
