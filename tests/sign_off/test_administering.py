"""An administrator names, confirms and changes line managers as a trainer does, in their own organisation alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_app.cohort.records import Cohort
from lti_app.privacy.trail_records import TrailLine
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from tests.administration.coming_in import accept, become_administrator, desk_of, invite
from tests.builders import csrf_of, make_lms
from tests.counting import count_statements
from tests.dashboard.crowds import add_crowd
from tests.portfolio.filling import fill
from tests.sign_off.scene import NAMED, OWN_ADDRESS, SIGNED, Scene, of, open_desk


@dataclass
class Office:
    """An administrator at work on the scene's one participant."""

    scene: Scene
    client: FlaskClient
    root: str

    @property
    def about(self) -> str:
        """The administrator's page about the participant's line manager."""
        (cohort,) = self.scene.list_rows(Cohort)
        return f"{self.root}/line-managers/{cohort.id}/people/{self.scene.writer.person_id}"

    def show(self, path: str = "") -> str:
        """The page about the participant, or another of the administrator's."""
        answer = self.client.get(f"{self.root}/{path}" if path else self.about)
        assert answer.status_code == 200, answer.text
        return answer.text

    def name(self, **fields: str) -> TestResponse:
        """The administrator names a line manager."""
        return self.client.post(
            self.about, data={**NAMED, "csrf_token": csrf_of(self.show("people")), **fields}
        )

    def decide(self, decision: str, **fields: str) -> TestResponse:
        """The administrator confirms, declines, ends, or sends a link."""
        token = csrf_of(self.show("people"))
        return self.client.post(f"{self.about}/{decision}", data={"csrf_token": token, **fields})


@pytest.fixture
def office(scene: Scene) -> Office:
    """An administrator who came by invitation, in a browser of their own."""
    desk = become_administrator(scene.app, scene.app.test_client())
    return Office(scene, desk.client, desk.root)


def test_an_administrator_names_from_the_list_and_it_is_kept_who_confirmed(office: Office) -> None:
    cohorts = office.show("line-managers")
    listed = re.search(rf'href="{office.root}/(line-managers/\d+)"', cohorts)
    assert listed is not None
    assert office.about in office.show(listed[1])
    assert office.name().status_code == 303
    (kept,) = office.scene.list_rows(LineManagerRecord)
    assert (kept.state, kept.confirmed_by) == (NamingState.CONFIRMED, "Sanjay Patel, administrator")
    (line,) = office.scene.list_rows(TrailLine)
    assert (line.deed, line.by_person_id) == ("line manager confirmed", None)
    assert line.by_administrator_id is not None and line.person_id == office.scene.writer.person_id
    assert "Confirmed by Sanjay Patel, administrator" in office.scene.trainer.get(office.scene.about).text


def test_the_same_rules_hold_as_for_a_trainer(office: Office) -> None:
    assert "own address" in office.name(address=OWN_ADDRESS).text
    assert "not one of your organisation" in office.name(address="morgan@agency.example").text
    assert "another person with the same name" in office.name(name="Example, Pat").text
    assert office.scene.list_rows(LineManagerRecord) == []


def test_a_proposal_is_confirmed_or_declined_changed_and_ended_by_an_administrator(office: Office) -> None:
    scene = office.scene
    scene.propose()
    (proposal,) = scene.list_rows(LineManagerRecord)
    assert re.search(r">Nobody named</th>(?s:.*)>1</td>\s*<td[^>]*>0</td>", office.show("line-managers"))
    assert "Proposed by Pat Example" in office.show()
    assert office.decide("confirm", naming=str(proposal.id)).status_code == 303
    scene.propose(name="Robin Vale", address="robin@northmoor.gov.uk")
    assert office.decide("decline").status_code == 303
    assert office.name(name="Sam Ford", address="sam@northmoor.gov.uk").status_code == 303
    assert office.decide("end").status_code == 303
    states = [one.state for one in scene.list_rows(LineManagerRecord)]
    assert states == [NamingState.ENDED, NamingState.DECLINED, NamingState.ENDED]
    deeds = [one.deed for one in scene.list_rows(TrailLine) if one.by_administrator_id is not None]
    assert (
        deeds
        == [
            "line manager confirmed",
            "line manager declined",
            "line manager ended",
            "line manager confirmed",
            "line manager ended",
        ][: len(deeds)]
    )
    assert len(deeds) == 5


def test_an_administrator_reads_how_things_stand_and_nothing_that_was_written(office: Office) -> None:
    scene = office.scene
    office.name()
    fill(scene.writer)
    scene.writer.hand_over()
    desk = open_desk(scene, scene.make_link())
    ticks = {"tick.satisfactory": "yes", "tick.consistent": "yes"}
    assert desk.send(of(scene, "portfolio"), **SIGNED, **ticks).status_code == 303
    entry = {**SIGNED, "words": "No supervision since May."}
    assert desk.send(of(scene, "entry"), **entry).status_code == 303
    told = scene.trainer.get(scene.about).text
    assert SIGNED["words"] in told and entry["words"] in told and "Not yet: " in told
    page = office.show()
    assert entry["words"] not in page and "Not yet: " not in page
    assert "Verified" in page and "Morgan Lee, Team manager" in page
    assert SIGNED["words"] not in page and "satisfactory" not in page
    withdrawn = desk.send(of(scene, "portfolio/withdraw"), reason="A reason for two alone.")
    assert withdrawn.status_code == 303
    page = office.show()
    assert "No longer holds" in page and "A reason for two alone" not in page


def test_an_administrator_mails_a_link(office: Office) -> None:
    office.name()
    assert office.decide("mail").status_code == 303
    assert "/m/link/" in office.scene.read_mail()


def test_without_mail_an_administrator_gets_no_link_as_it_alone_would_open_the_desk(mailless: Scene) -> None:
    desk = become_administrator(mailless.app, mailless.app.test_client())
    office = Office(mailless, desk.client, desk.root)
    office.name()
    assert "a trainer of the course makes the link" in office.show()
    assert office.decide("link").status_code == 404
    assert mailless.make_link()


def test_an_administrator_of_another_organisation_is_refused(office: Office) -> None:
    scene = office.scene
    scene.propose()
    before = [(one.id, one.state) for one in scene.list_rows(LineManagerRecord)]
    with make_lms(scene.app, issuer="https://lms.eastmere.example", client_id="two") as other:
        other.register("Eastmere Council")
    desk = become_administrator(scene.app, scene.app.test_client(), "Eastmere Council")
    foreign = Office(scene, desk.client, desk.root)
    assert "Pat Example" not in foreign.show("line-managers")
    assert foreign.client.get(foreign.about).status_code == 404
    assert foreign.client.get(foreign.about.partition("/people")[0]).status_code == 404
    answers = [foreign.name(), *(foreign.decide(word, naming="1") for word in ("confirm", "decline", "end"))]
    answers += [foreign.decide("mail"), foreign.decide("link")]
    assert {one.status_code for one in answers} == {404}
    assert [(one.id, one.state) for one in scene.list_rows(LineManagerRecord)] == before


def test_nobody_confirms_their_own_line_manager_by_way_of_an_invitation(scene: Scene) -> None:
    same_browser = become_administrator(scene.app, scene.writer.client)
    namesake = desk_of(
        client := scene.app.test_client(), accept(client, invite(scene.app), name="Example Pat")
    )
    for desk in (same_browser, namesake):
        answer = Office(scene, desk.client, desk.root).name()
        assert answer.status_code == 422
        assert "nobody confirms their own line manager" in answer.text
    assert scene.list_rows(LineManagerRecord) == []


def test_the_administrators_pages_need_a_visit_and_a_token(office: Office) -> None:
    stranger = office.scene.app.test_client()
    assert stranger.get(office.about).status_code == 401
    assert office.client.post(office.about, data=NAMED).status_code == 403
    assert office.scene.list_rows(LineManagerRecord) == []


def test_the_cohorts_take_as_many_statements_for_a_crowd_as_for_one(office: Office) -> None:
    listed = f"line-managers/{office.scene.list_rows(Cohort)[0].id}"

    def count() -> list[int]:
        return [
            count_statements(office.scene.app, partial(office.show, page))
            for page in ("line-managers", listed)
        ]

    count()
    before = count()
    add_crowd(office.scene.app, people=60)
    assert count() == before
    assert re.search(r">61</td>\s*<td[^>]*>0</td>\s*<td[^>]*>61</td>", office.show("line-managers"))
