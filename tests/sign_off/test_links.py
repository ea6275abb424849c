"""A line manager's link: what it opens, for whom, in which browser, and everything for which it is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.mail.code_rules import TRIES_A_CODE
from lti_app.sign_off.visit_records import LineManagerCode, LineManagerLink, LineManagerVisitRecord
from lti_app.sign_off.visit_rules import CODES_A_DAY, CODES_AN_HOUR
from tests.sign_off.scene import Scene, open_desk, press, read_code


def test_a_link_and_the_code_mailed_open_the_desk_with_its_own_people(scene: Scene) -> None:
    scene.name()
    desk = open_desk(scene, scene.make_link())
    assert "Pat Example" in desk.open().text


def test_the_pages_of_a_link_say_whom_a_line_manager_asks(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    for address in (link, f"{link}x"):
        page = scene.app.test_client().get(address).text
        assert "speak to the participant or their trainer" in page and "your trainer" not in page


def test_a_link_opens_again_in_the_same_browser_without_another_code(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    desk = open_desk(scene, link)
    answer = press(desk.client, link)
    assert answer.headers["Location"].startswith("/m/") and "/link/" not in answer.headers["Location"]
    assert len(scene.list_rows(LineManagerCode)) == 1


def test_a_forwarded_link_asks_for_a_code_that_goes_to_the_line_manager_alone(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    open_desk(scene, link)
    stranger = scene.app.test_client()
    assert press(stranger, link).headers["Location"].endswith("/code")
    answer = press(stranger, f"{link}/code", code="000000")
    assert answer.status_code == 422 and "not right" in answer.text
    assert scene.list_refusals() == ["wrong code"]


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    press(scene.app.test_client(), link)
    other = scene.app.test_client()
    other.set_cookie("__Host-browser", "x" * 43)
    assert press(other, f"{link}/code", code=read_code(scene)).status_code == 422
    assert scene.list_refusals() == ["code spent or expired"]


def test_a_code_is_used_up_by_its_tries(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    client = scene.app.test_client()
    press(client, link)
    code = read_code(scene)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(TRIES_A_CODE):
        assert press(client, f"{link}/code", code=wrong).status_code == 422
    assert press(client, f"{link}/code", code=code).status_code == 422
    assert scene.list_refusals()[-1] == "code spent or expired"


def test_a_code_expires_and_works_once(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    client = scene.app.test_client()
    press(client, link)
    with scene.app.app_context(), transaction() as session:
        session.execute(update(LineManagerCode).values(expires_at=utc_now()))
    assert press(client, f"{link}/code", code=read_code(scene)).status_code == 422
    press(client, link)
    code = read_code(scene)
    assert press(client, f"{link}/code", code=f" {code[:3]} {code[3:]} ").status_code == 303
    assert press(client, f"{link}/code", code=code).status_code == 422


def test_codes_are_mailed_so_often_an_hour_and_so_often_a_day(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    client = scene.app.test_client()
    for _ in range(CODES_AN_HOUR):
        assert press(client, link).status_code == 303
    assert press(client, link).status_code == 429
    with scene.app.app_context(), transaction() as session:
        session.execute(update(LineManagerCode).values(made_at=utc_now() - timedelta(hours=2)))
        one = scene.list_rows(LineManagerCode)[0]
        for _ in range(CODES_A_DAY - CODES_AN_HOUR):
            session.add(
                LineManagerCode(
                    link_id=one.link_id,
                    browser_digest="b",
                    digest="d",
                    made_at=one.made_at - timedelta(hours=2),
                    expires_at=one.expires_at,
                )
            )
    stopped = press(client, link)
    assert stopped.status_code == 410 and "stopped" in stopped.text and "tomorrow" in stopped.text
    assert client.get(link).status_code == 410


def test_a_new_link_brings_no_new_guesses_and_no_more_mails(scene: Scene) -> None:
    """Participant and trainer can make links, and must not guess at codes that go to the line manager."""
    scene.name()
    client = scene.app.test_client()
    for _ in range(CODES_AN_HOUR):
        assert press(client, scene.make_link()).status_code == 303
    scene.name(post="Team manager again")
    assert press(client, scene.make_link()).status_code == 429
    assert len(scene.list_rows(LineManagerCode)) == CODES_AN_HOUR
    scene.name(name="Robin Vale", address="robin@northmoor.gov.uk")
    assert press(client, scene.make_link()).status_code == 303, "another line manager is asked for theirs"


def test_looking_at_a_link_changes_nothing_and_names_nobody(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    before = [str(vars(one)) for one in scene.list_rows(LineManagerLink)]
    for _ in range(3):
        answer = scene.app.test_client().get(link)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
        assert "Morgan" not in answer.text and "Pat Example" not in answer.text
        assert "morgan.lee@" not in answer.text
    assert scene.list_rows(LineManagerCode) == []
    after = scene.list_rows(LineManagerLink)
    assert len(after) == len(before) and after[0].used_at is None and after[0].browser_digest is None


def shut(
    scene: Scene, link: str, status: int, words: str, reason: str, client: FlaskClient | None = None
) -> None:
    """Hold a refusal to its status, its words and its line on the trail; reading and pressing alike."""
    client = client or scene.app.test_client()
    for answer in (client.get(link), press(client, link)):
        assert answer.status_code == status
        assert words in answer.text
    assert scene.list_refusals()[-1] == reason
    assert scene.list_rows(LineManagerVisitRecord) == []


def test_an_expired_link_is_refused(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    with scene.app.app_context(), transaction() as session:
        session.execute(update(LineManagerLink).values(expires_at=utc_now()))
    shut(scene, link, 410, "This link has expired", "link expired")


def test_a_newer_link_ends_the_one_before(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    scene.make_link()
    shut(scene, link, 410, "This link has been replaced", "link ended")


def test_a_link_whose_line_manager_was_ended_is_refused(scene: Scene) -> None:
    scene.name()
    link = scene.make_link()
    assert scene.decide("end").status_code == 303
    shut(scene, link, 410, "not the confirmed line manager any more", "line manager no longer confirmed")


@pytest.mark.parametrize("place", [-1, -20, 12])
def test_a_link_that_was_tampered_with_is_refused(scene: Scene, place: int) -> None:
    scene.name()
    link = scene.make_link()
    characters = list(link.removeprefix("/m/link/"))
    characters[place] = "A" if characters[place] != "A" else "B"
    shut(scene, "/m/link/" + "".join(characters), 404, "not one of ours", "link tampered with")


@pytest.mark.parametrize("token", ["x", "1-2.3", "999999999-x.y", "-.", "1", "٣-x.y", "1" * 5000])
def test_nonsense_in_place_of_a_link_is_refused(scene: Scene, token: str) -> None:
    answer = scene.app.test_client().get(f"/m/link/{token}")
    assert answer.status_code == 404 and "not one of ours" in answer.text


def test_a_new_link_or_another_line_manager_closes_the_desk_at_once(scene: Scene) -> None:
    scene.name()
    for change in (scene.make_link, lambda: scene.name(name="Robin Vale", address="robin@northmoor.gov.uk")):
        desk = open_desk(scene, scene.make_link())
        assert desk.open().status_code == 200
        change()
        answer = desk.open()
        assert answer.status_code == 401 and "Your desk has closed" in answer.text


def test_an_address_of_the_desk_opens_nothing_in_another_browser(scene: Scene) -> None:
    scene.name()
    desk = open_desk(scene, scene.make_link())
    for client in (scene.app.test_client(), scene.trainer, scene.writer.client):
        assert client.get(desk.root).status_code == 401


def test_a_desk_closes_when_idle_and_when_its_time_is_over(scene: Scene) -> None:
    scene.name()
    for column in ("seen_at", "ends_at"):
        desk = open_desk(scene, scene.make_link())
        with scene.app.app_context(), transaction() as session:
            at = utc_now() - timedelta(hours=3)
            session.execute(update(LineManagerVisitRecord).values({column: at}))
        assert desk.open().status_code == 401
