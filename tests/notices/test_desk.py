"""A line manager chooses the weekly mail at their desk: to the confirmed address, counts alone, stopped there too."""

from __future__ import annotations

from sqlalchemy import update

from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.mail.records import Mail
from lti_app.notices.records import WeeklyChoice
from lti_app.notices.worker import queue_weekly_mails
from lti_app.sign_off.naming_records import LineManagerRecord
from tests.notices.test_weekly import MONDAY
from tests.sign_off.conftest import app, scene  # fixtures
from tests.sign_off.scene import MANAGERS_ADDRESS, Scene, open_desk

__all__ = ["app", "scene"]


def test_a_line_manager_is_told_how_many_words_wait_and_stops_it_at_the_desk(scene: Scene) -> None:
    scene.name()
    desk = open_desk(scene, scene.make_link())
    assert desk.send("/notices", do="start").status_code == 303
    assert "m•••••@northmoor.gov.uk" in desk.open("/notices").text

    assert queue_weekly_mails(scene.app, now=MONDAY) == 1
    assert queue_weekly_mails(scene.app, now=MONDAY) == 0
    mail = scene.list_rows(Mail)[-1]
    assert mail.address == MANAGERS_ADDRESS
    assert "1 entry check is still to be finished." in mail.text
    assert "Pat" not in mail.text and "/m/link/" not in mail.text and mail.unsubscribe_url

    assert desk.send("/notices", do="stop").status_code == 303
    assert scene.list_rows(WeeklyChoice)[0].address is None


def test_a_line_manager_who_is_none_any_more_is_not_mailed(scene: Scene) -> None:
    scene.name()
    open_desk(scene, scene.make_link()).send("/notices", do="start")
    with scene.app.app_context(), transaction() as session:
        session.execute(update(LineManagerRecord).values(ended_at=utc_now(), state="ended"))
    assert queue_weekly_mails(scene.app, now=MONDAY) == 0
