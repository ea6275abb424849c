"""The line manager hears by mail that something waits: once a day for a person, naming nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from lti_app.activity.answers_rules import Answers, write_answers
from lti_app.activity.records import Submission
from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.gate.records import Waiver
from lti_app.mail.records import Mail
from lti_app.privacy.trail_records import TrailLine
from lti_app.programme.model import Discussion
from lti_app.sign_off.telling_actions import tell_of_portfolio, tell_of_work
from tests.activity.browsing import make_enough, read_hidden
from tests.builders import csrf_of, make_app, make_lms, make_settings
from tests.databases import sqlite_url
from tests.mail.rooms import send, smtp_settings
from tests.mail.sink import MailSink
from tests.portfolio.filling import fill
from tests.sign_off.scene import MANAGERS_ADDRESS, NAMED, SIGNED, Desk, Scene, make_scene, of

AGREEMENT = ("m1-w1", "learning-agreement")


@pytest.fixture
def mailing(tmp_path: Path, sink: MailSink) -> Iterator[Scene]:
    """A service that sends through it, and a confirmed line manager."""
    settings = make_settings(tmp_path, DATABASE_URL=sqlite_url(tmp_path), **smtp_settings(sink))
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register()
        made = make_scene(app, lms)
        made.name()
        yield made


def draw_up(scene: Scene) -> None:
    """The participant submits the learning agreement on its page."""
    activity, task = AGREEMENT
    page = f"{scene.writer.root}/activity/{activity}/task/{task}"
    asks = scene.app.extensions["programme"].find_activity(activity).find_task(task).asks
    with scene.app.app_context(), transaction() as session:
        for key in ("", task):
            session.add(
                Waiver(
                    cohort_id=scene.writer.cohort_id,
                    activity_key=activity,
                    task_key=key,
                    reason="For this test",
                    set_at=utc_now(),
                )
            )
    hidden = read_hidden(scene.writer.client.get(page).text)
    sent = scene.writer.client.post(page, data=hidden | make_enough(asks) | {"do": "submit"})
    assert sent.status_code == 303, sent.text


def tell_again(scene: Scene, days: float) -> bool:
    """Whether a mail is written for the portfolio so many days from now."""
    with scene.app.app_context():
        return tell_of_portfolio(person_id=scene.writer.person_id, now=utc_now() + timedelta(days=days))


def tell(scene: Scene, ref: tuple[str, str]) -> bool:
    """Whether a mail is written for what stands of a task."""
    programme = scene.app.extensions["programme"]
    with scene.app.app_context():
        return tell_of_work(person_id=scene.writer.person_id, programme=programme, ref=ref, now=utc_now())


def test_an_agreement_and_a_portfolio_of_one_day_come_as_one_mail_without_a_name(
    mailing: Scene, sink: MailSink
) -> None:
    draw_up(mailing)
    fill(mailing.writer)
    assert mailing.writer.hand_over().status_code == 200
    send(mailing.app)
    (mail,) = sink.list_to(MANAGERS_ADDRESS)
    assert "waits for your word" in mail.text and "ask the trainer" in mail.text
    for unsaid in ("Pat", "Example", "Morgan", "Some words", "/m/link/"):
        assert unsaid not in mail.text
    assert not tell_again(mailing, 0.9)
    assert tell_again(mailing, 1.1)


def test_the_mail_says_until_when_the_link_that_is_out_works(scene: Scene) -> None:
    scene.name()
    scene.make_link()
    fill(scene.writer, only=("/".join(AGREEMENT),))
    assert tell(scene, AGREEMENT)
    assert "with the link that you were sent last. It works until" in scene.read_mail()


def test_the_mail_knows_of_the_link_that_came_with_another_of_their_people(scene: Scene) -> None:
    other = scene.app.test_client()
    scene.lms.enter(other, sub="sub-other", name="Olu Other")
    about = scene.about.replace(f"/{scene.writer.person_id}/", f"/{scene.writer.person_id + 2}/")
    token = csrf_of(scene.trainer.get(about).text)
    assert scene.trainer.post(about, data={**NAMED, "csrf_token": token}).status_code == 303
    assert scene.trainer.post(f"{about}/link", data={"csrf_token": token}).status_code == 200
    scene.name()
    fill(scene.writer, only=("/".join(AGREEMENT),))
    assert tell(scene, AGREEMENT)
    assert "with the link that you were sent last. It works until" in scene.read_mail()


@pytest.mark.parametrize(("role", "is_told"), [("My line manager", True), ("A colleague", False)])
def test_a_discussion_is_told_of_where_it_was_had_with_the_line_manager(
    scene: Scene, role: str, is_told: bool
) -> None:
    scene.name()
    programme = scene.app.extensions["programme"]
    ref = next(
        (activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if isinstance(task.asks, Discussion)
    )
    fill(scene.writer, only=("/".join(ref),))
    with scene.app.app_context(), transaction() as session:
        answers = Answers((("role", role), ("outcome", "What came of it.")))
        session.execute(update(Submission).values(answers=write_answers(answers)))
    assert tell(scene, ref) is is_told


def test_nobody_is_told_of_what_asks_for_no_word_or_has_it(desk: Desk, scene: Scene) -> None:
    fill(scene.writer, only=("/".join(AGREEMENT), "m1-w1/experience"))
    assert not tell(scene, ("m1-w1", "experience"))
    assert desk.send(of(scene, f"work/{'/'.join(AGREEMENT)}"), **SIGNED, decision="agree").status_code == 303
    assert not tell(scene, AGREEMENT)
    assert not tell_again(scene, 0), "nothing was handed over"


def test_a_line_manager_who_is_only_proposed_hears_nothing(scene: Scene) -> None:
    scene.propose()
    draw_up(scene)
    assert scene.list_rows(Mail) == []


def test_a_service_without_mail_tells_nobody(mailless: Scene) -> None:
    mailless.name()
    draw_up(mailless)
    assert mailless.list_rows(Mail) == []
    assert not [one for one in mailless.list_rows(TrailLine) if "told" in one.deed]
