"""Who may be named a line manager, by whom; what is refused, and what is kept of it."""

from __future__ import annotations

import pytest

from lti_app.privacy.trail_records import TrailLine
from lti_app.sign_off.naming_records import LineManagerRecord, MailDomains
from lti_app.sign_off.naming_rules import NamingState
from tests.administration.coming_in import become_administrator
from tests.builders import csrf_of
from tests.sign_off.scene import MANAGERS_ADDRESS, NAMED, OWN_ADDRESS, Scene


def states(scene: Scene) -> list[NamingState]:
    """How each naming stands, in the order in which they were made."""
    return [one.state for one in scene.list_rows(LineManagerRecord)]


def test_a_trainer_names_and_it_is_kept_who_confirmed(scene: Scene) -> None:
    assert scene.name().status_code == 303
    (kept,) = scene.list_rows(LineManagerRecord)
    assert kept.state is NamingState.CONFIRMED
    assert (kept.name, kept.address, kept.confirmed_by) == ("Morgan Lee", MANAGERS_ADDRESS, "Tara Teacher")
    assert [one.deed for one in scene.list_rows(TrailLine)] == ["line manager confirmed"]


@pytest.mark.parametrize("address", [OWN_ADDRESS, OWN_ADDRESS.upper(), "pat.example+boss@northmoor.gov.uk"])
def test_a_participants_own_address_is_refused_whoever_names_it(scene: Scene, address: str) -> None:
    for answer in (scene.name(address=address), scene.propose(address=address)):
        assert answer.status_code == 422
        assert "own address" in answer.text
    assert states(scene) == []


def test_an_address_from_outside_needs_a_reason(scene: Scene) -> None:
    outside = "morgan@agency.example"
    answer = scene.name(address=outside)
    assert answer.status_code == 422 and "not one of your organisation" in answer.text
    assert scene.name(address=outside, reason="Seconded from the agency; I rang her.").status_code == 303
    assert "Seconded from the agency" in scene.trainer.get(scene.about).text


def test_somebody_with_the_participants_name_is_looked_at_twice(scene: Scene) -> None:
    answer = scene.name(name="Example, Pat")
    assert answer.status_code == 422 and "another person with the same name" in answer.text
    assert scene.name(name="Example, Pat", looked="yes").status_code == 303


def test_a_proposal_counts_for_nothing_until_a_trainer_confirms_it(scene: Scene) -> None:
    assert scene.propose().status_code == 303
    assert states(scene) == [NamingState.PROPOSED]
    assert scene.decide("link").status_code == 404
    (proposal,) = scene.list_rows(LineManagerRecord)
    assert scene.decide("confirm", naming=str(proposal.id)).status_code == 303
    assert states(scene) == [NamingState.CONFIRMED]


def test_another_proposal_than_the_one_shown_is_not_confirmed(scene: Scene) -> None:
    scene.propose()
    shown = scene.list_rows(LineManagerRecord)[0].id
    scene.propose(name="Robin Vale", address="robin@northmoor.gov.uk")
    answer = scene.decide("confirm", naming=str(shown))
    assert answer.status_code == 422 and "has changed since" in answer.text
    assert states(scene) == [NamingState.ENDED, NamingState.PROPOSED]


def test_a_proposal_is_declined(scene: Scene) -> None:
    scene.propose()
    assert scene.decide("decline").status_code == 303
    assert states(scene) == [NamingState.DECLINED]


def test_a_change_keeps_who_it_was_before(scene: Scene) -> None:
    scene.name()
    scene.propose(name="Robin Vale", address="robin@northmoor.gov.uk")
    scene.name(name="Sam Ford", address="sam@northmoor.gov.uk")
    assert states(scene) == [NamingState.ENDED, NamingState.ENDED, NamingState.CONFIRMED]
    page = scene.trainer.get(scene.about).text
    assert all(name in page for name in ("Morgan Lee", "Robin Vale", "Sam Ford"))
    assert scene.decide("end").status_code == 303
    assert states(scene)[-1] is NamingState.ENDED


def test_everything_that_is_wrong_is_said_at_once(scene: Scene) -> None:
    answer = scene.name(name="", post="", address="nonsense")
    assert answer.status_code == 422
    for words in (
        "Enter the line manager’s name",
        "Enter the line manager’s post",
        "Enter one e-mail address",
    ):
        assert words in answer.text


def test_a_participant_names_nobody_and_sees_no_page_of_a_trainer(scene: Scene) -> None:
    token = csrf_of(scene.writer.client.get(f"{scene.writer.root}/line-manager").text)
    person = f"{scene.writer.root}/cohort/people/{scene.writer.person_id}/line-manager"
    for path in (person, f"{person}/confirm", f"{person}/link", f"{person}/mail"):
        answer = scene.writer.client.post(path, data={**NAMED, "csrf_token": token})
        assert answer.status_code == 404
    assert states(scene) == []


def test_an_administrator_sets_the_organisations_domains(scene: Scene) -> None:
    desk = become_administrator(scene.app, scene.app.test_client(), "Northmoor Council")
    page = desk.client.get(f"{desk.root}/mail-domains")
    assert "northmoor.gov.uk" in page.text
    token = csrf_of(page.text)
    for domains, status in (("agency.example\nwestmoor.gov.uk", 303), ("not a domain", 422)):
        answer = desk.client.post(f"{desk.root}/mail-domains", data={"domains": domains, "csrf_token": token})
        assert answer.status_code == status
    (kept,) = scene.list_rows(MailDomains)
    assert kept.domains.split() == ["agency.example", "westmoor.gov.uk"]
    assert scene.name(address="kim@agency.example").status_code == 303
