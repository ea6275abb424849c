"""A line manager's desk holds their own people, and of them what is theirs to read; nobody and nothing else."""

from __future__ import annotations

from lti_app.privacy.records import Look
from tests.builders import CLAIM, csrf_of
from tests.lti.forge import MENTOR
from tests.portfolio.filling import fill
from tests.sign_off.scene import NAMED, Desk, Scene, of

AGREEMENT = "m1-w1/learning-agreement"


def test_a_line_manager_reads_what_is_theirs_to_read_and_the_look_is_kept(desk: Desk, scene: Scene) -> None:
    fill(scene.writer)
    programme = scene.app.extensions["programme"]
    for activity in programme.activities.values():
        for task in activity.tasks:
            answer = desk.open(of(scene, f"work/{activity.key}/{task.key}"))
            if task.readers.value == "line manager and trainer":
                assert answer.status_code == 200
                assert f"{activity.key}/{task.key}: Some words." in answer.text
            else:
                assert f"{activity.key}/{task.key}: Some words." not in answer.text
    looks = scene.list_rows(Look)
    assert looks and all(one.looker_id is None and one.line_manager_id is not None for one in looks)


def test_a_person_of_another_line_manager_is_not_on_the_desk(desk: Desk, scene: Scene) -> None:
    other = scene.app.test_client()
    scene.lms.enter(other, sub="sub-other", name="Olu Other")
    for number in (scene.writer.person_id + 1, scene.writer.person_id + 2, 999_999):
        for path in ("", "/entry", f"/work/{AGREEMENT}", "/portfolio"):
            answer = desk.open(f"/people/{number}{path}")
            assert answer.status_code == 404 and "not on your desk" in answer.text
            assert "Olu" not in answer.text
    assert set(scene.list_refusals()) == {"not on their desk"}


def test_a_line_manager_of_two_people_has_one_desk(desk: Desk, scene: Scene) -> None:
    other = scene.app.test_client()
    scene.lms.enter(other, sub="sub-other", name="Olu Other")
    token = scene.trainer.get(scene.about).text.split('csrf_token" value="')[1][:64]
    about = scene.about.replace(f"/{scene.writer.person_id}/", f"/{scene.writer.person_id + 2}/")
    named = {**NAMED, "address": "Morgan.Lee@NORTHMOOR.gov.uk", "csrf_token": token}
    assert scene.trainer.post(about, data=named).status_code == 303
    page = desk.open().text
    assert "Olu Other" in page and "Pat Example" in page


def test_a_mentors_launch_opens_the_same_desk_where_learning_site_and_trainer_agree(scene: Scene) -> None:
    scene.name()
    for address, mentored, opens in (
        (NAMED["address"], "sub-Pat Example", True),
        ("somebody.else@northmoor.gov.uk", "sub-Pat Example", False),
        (NAMED["address"], "sub-nobody", False),
    ):
        client = scene.app.test_client()
        claims = {CLAIM + "roles": [MENTOR], CLAIM + "role_scope_mentor": [mentored]}
        root = scene.lms.enter(client, sub=f"mentor {address}", name="Morgan Lee", email=address, **claims)
        answer = client.post(f"{root}/desk", data={"csrf_token": csrf_of(client.get(f"{root}/desk").text)})
        assert answer.status_code == 303
        page = client.get(answer.headers["Location"]).text
        assert ("You are the confirmed line manager" in page) is opens
        assert ("Nobody here has you as their confirmed line manager" in page) is not opens
