"""A line manager's desk holds their own people, and of them what is theirs to read; nobody and nothing else."""

from __future__ import annotations

from lti_app.cohort.name_rules import NO_NAMES
from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.organisation.records import Organisation
from lti_app.privacy.records import Look
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.statement_records import SignedStatement
from tests.builders import CLAIM, csrf_of
from tests.lti.forge import MENTOR
from tests.portfolio.filling import fill
from tests.sign_off.scene import NAMED, SIGNED, Desk, Scene, of

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


def name_for_another(scene: Scene) -> tuple[int, str]:
    """The number of a second participant who has the same line manager now, and the trainer's page about it."""
    scene.lms.enter(scene.app.test_client(), sub="sub-other", name="Olu Other")
    other = scene.writer.person_id + 2
    token = csrf_of(scene.trainer.get(scene.about).text)
    about = scene.about.replace(f"/{scene.writer.person_id}/", f"/{other}/")
    named = {**NAMED, "address": "Morgan.Lee@NORTHMOOR.gov.uk", "csrf_token": token}
    assert scene.trainer.post(about, data=named).status_code == 303
    return other, about


def test_a_line_manager_of_two_people_has_one_desk(desk: Desk, scene: Scene) -> None:
    name_for_another(scene)
    page = desk.open().text
    assert "Olu Other" in page and "Pat Example" in page


def test_who_has_another_line_manager_now_is_off_the_open_desk_at_once(desk: Desk, scene: Scene) -> None:
    other, about = name_for_another(scene)
    entry = desk.open(f"/people/{other}/entry")
    assert entry.status_code == 200
    token = csrf_of(scene.trainer.get(about).text)
    assert scene.trainer.post(f"{about}/end", data={"csrf_token": token}).status_code == 303
    page = desk.open().text
    assert "Pat Example" in page and "Olu Other" not in page
    for path in ("", "/entry", "/portfolio", "/portfolio.pdf", f"/work/{AGREEMENT}"):
        assert desk.open(f"/people/{other}{path}").status_code == 404
    signed = {**SIGNED, "csrf_token": csrf_of(entry.text)}
    assert desk.client.post(f"{desk.root}/people/{other}/entry", data=signed).status_code == 404
    assert scene.list_rows(SignedStatement) == []


def test_the_same_mailbox_in_another_organisation_has_another_desk(desk: Desk, scene: Scene) -> None:
    (own,) = scene.list_rows(LineManagerRecord)
    with scene.app.app_context(), transaction() as session:
        session.add(Organisation(id=77, name="Southmoor Council", created_at=own.named_at))
        session.flush()
        person = Person(id=77, organisation_id=77, issuer="https://s.example", subject="s", names=NO_NAMES)
        person.created_at = own.named_at
        session.add(person)
        session.flush()
        kept = {name: getattr(own, name) for name in ("state", "name", "post", "address", "named_at")}
        session.add(
            LineManagerRecord(organisation_id=77, person_id=77, address_digest=own.address_digest, **kept)
        )
    assert "Pat Example" in desk.open().text and "Participant 77" not in desk.open().text
    assert desk.open("/people/77").status_code == 404
    assert desk.open("/people/77/portfolio").status_code == 404


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
