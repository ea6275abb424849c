"""Who becomes an administrator: by a one-time link or by an administrator's approval, never by an LMS role."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_app.administration.records import Administrator, Invitation
from lti_app.database import read_only
from tests.administration.coming_in import accept, become_administrator, desk_of, invite
from tests.builders import CLAIM, INSTRUCTOR, LEARNER, TOOL, TestLms, csrf_of

LMS_ADMINISTRATOR = [
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
    INSTRUCTOR,
    "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
]


def _in_roles(roles: list[str]) -> dict[str, Any]:
    return {CLAIM + "roles": roles}


def _ask(client: FlaskClient, lms: TestLms, **claims: Any) -> str:
    """Launch as somebody who may ask, and ask; the visit's address."""
    visit = lms.enter(client, **_in_roles([INSTRUCTOR]), **claims)
    page = client.get(f"{visit}/administration").get_data(as_text=True)
    answer = client.post(f"{visit}/administration/ask", data={"csrf_token": csrf_of(page)})
    assert answer.status_code == 303
    return visit


def test_the_command_prints_a_link_that_works_once(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    printed = app.test_cli_runner().invoke(
        args=["administrator", "invite", "--organisation", "northmoor council"]
    )
    assert printed.exit_code == 0, printed.output
    link = next(word for word in printed.output.split() if word.startswith(TOOL))
    path = link.removeprefix(TOOL)
    shown = client.get(path)
    assert "Northmoor Council" in shown.get_data(as_text=True)
    first = accept(client, path)
    assert first.status_code == 303
    assert "Learning sites" in client.get(first.headers["Location"]).get_data(as_text=True)
    second = accept(app.test_client(), path)
    assert second.status_code == 400
    assert "works once" in second.get_data(as_text=True)


def test_the_database_holds_no_invitation_that_could_be_used(app: Flask, lms: TestLms) -> None:
    secret = invite(app).rpartition("/")[2]
    with app.app_context(), read_only() as session:
        kept = session.scalars(select(Invitation)).one()
        assert secret not in (kept.digest, str(kept.id))
        assert len(kept.digest) == 64


def test_an_organisation_that_is_not_there_has_no_administrators(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["administrator", "invite", "--organisation", "Nowhere"])
    assert printed.exit_code == 1
    assert "no organisation" in printed.output


def test_an_invitation_runs_out(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    path = invite(app, lifetime=timedelta(0))
    assert client.get(path).status_code == 400
    assert accept(client, path).status_code == 400


def test_an_invitation_is_accepted_on_our_own_page_with_a_name(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    path = invite(app)
    assert accept(client, path, origin="https://evil.example").status_code == 400
    unnamed = accept(client, path, name="  ")
    assert unnamed.status_code == 422
    assert "Enter your name" in unnamed.get_data(as_text=True)
    assert accept(client, path).status_code == 303


def test_an_lms_administrator_is_a_trainer_and_nothing_more(client: FlaskClient, lms: TestLms) -> None:
    visit = lms.enter(client, **_in_roles(LMS_ADMINISTRATOR))
    page = client.get(f"{visit}/administration").get_data(as_text=True)
    assert "Ask to administer" in page
    assert "Open the administrator" not in page
    refused = client.post(f"{visit}/administration", data={"csrf_token": csrf_of(page)})
    assert refused.status_code == 404


def test_a_participant_cannot_even_ask(client: FlaskClient, lms: TestLms) -> None:
    visit = lms.enter(client, **_in_roles([LEARNER]))
    assert client.get(f"{visit}/administration").status_code == 404


def test_a_trainer_asks_and_an_administrator_approves(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    visit = _ask(client, lms)
    assert "You asked" in client.get(f"{visit}/administration").get_data(as_text=True)
    desk = become_administrator(app, app.test_client())
    assert "asked" in desk.show("people")
    assert desk.send("people/requests/1/approve").status_code == 303
    page = client.get(f"{visit}/administration").get_data(as_text=True)
    opened = client.post(f"{visit}/administration", data={"csrf_token": csrf_of(page)})
    assert opened.status_code == 303
    assert "Learning sites" in desk_of(client, opened).show("sites")


def test_the_way_stays_open_in_later_launches_in_any_role(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    _ask(client, lms)
    become_administrator(app, app.test_client()).send("people/requests/1/approve")
    other = app.test_client()
    visit = lms.enter(other, **_in_roles([LEARNER]))
    assert "Open the administrator" in other.get(f"{visit}/administration").get_data(as_text=True)


def test_whoever_came_by_invitation_can_say_that_the_asking_person_is_them(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    assert "Make sure that you can come back" in desk.show("people")
    _ask(client, lms)
    assert desk.send("people/requests/1/me").status_code == 303
    assert "Make sure that you can come back" not in desk.show("people")
    with app.app_context(), read_only() as session:
        kept = session.scalars(select(Administrator)).one()
        assert kept.person_id is not None


def test_a_declined_request_is_gone_and_can_be_made_again(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, app.test_client())
    _ask(client, lms)
    assert desk.send("people/requests/1/decline").status_code == 303
    assert "Nobody is asking" in desk.show("people")
    _ask(client, lms)
    assert "Nobody is asking" not in desk.show("people")


def test_an_administrator_invites_another_and_the_link_is_shown_once(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    desk = become_administrator(app, client)
    shown = desk.send("people/invite").get_data(as_text=True)
    found = re.search(r"/administration/invitation/[\w-]+", shown)
    assert found is not None
    path = found[0]
    assert path not in desk.show("people")
    assert accept(app.test_client(), path, name="Ruth Cartwright").status_code == 303
    assert "Ruth Cartwright" in desk.show("people")


def test_a_removed_administrator_is_out_at_once_and_nobody_removes_themselves(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    first = become_administrator(app, client)
    second = become_administrator(app, app.test_client())
    assert second.send("people/1/end").status_code == 303
    assert client.get(f"{first.root}/sites").status_code == 401
    assert second.send("people/2/end").status_code == 404
    assert second.show("sites")


def test_a_removed_administrator_does_not_come_back_by_an_invitation_of_their_own(
    app: Flask, client: FlaskClient, lms: TestLms
) -> None:
    first = become_administrator(app, client)
    second = become_administrator(app, app.test_client())
    paths = [
        re.findall(r"/administration/invitation/[\w-]+", one.send("people/invite").get_data(as_text=True))[0]
        for one in (first, second)
    ]
    second.send("people/1/end")
    assert accept(client, paths[0], name="Ruth Cartwright").status_code == 400
    assert accept(app.test_client(), paths[1], name="Ruth Cartwright").status_code == 303


def test_the_address_alone_opens_nothing(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    desk = become_administrator(app, client)
    assert app.test_client().get(f"{desk.root}/sites").status_code == 401


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_the_visits_token_changes_nothing(
    app: Flask, client: FlaskClient, lms: TestLms, token: str
) -> None:
    desk = become_administrator(app, client)
    answer = client.post(f"{desk.root}/deployments/1/off", data={"csrf_token": token})
    assert answer.status_code == 403
    assert "Approved" in desk.show("sites")


def test_signing_out_ends_the_visit(app: Flask, client: FlaskClient, lms: TestLms) -> None:
    desk = become_administrator(app, client)
    assert desk.send("sign-out").status_code == 200
    assert client.get(f"{desk.root}/sites").status_code == 401
