"""What administrators see of certificates, and withdrawing one: of their own organisation, with a reason, on record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from lti_app.certificate.records import CertificateRecord
from lti_app.database import read_only
from lti_app.privacy.trail_records import TrailLine
from tests.administration.coming_in import Desk, become_administrator
from tests.builders import TestLms, make_lms
from tests.certificate.finishing import Holder, join


@pytest.fixture
def holder(app: Flask, lms: TestLms) -> Holder:
    """Somebody who has everything."""
    made = join(app, lms)
    made.finish()
    return made


@pytest.fixture
def desk(app: Flask, holder: Holder) -> Desk:
    """The administrator of the holder's organisation."""
    return become_administrator(app, app.test_client())


@pytest.fixture
def other_desk(app: Flask, holder: Holder) -> Iterator[Desk]:
    """The administrator of another organisation."""
    with make_lms(app, issuer="https://other.example.org", client_id="client-2") as other:
        other.register("Southmoor Council")
        yield become_administrator(app, app.test_client(), "Southmoor Council")


def list_trail(app: Flask) -> list[tuple[str, str, int | None, str | None]]:
    """The audit trail: deed, number, administrator, reason."""
    with app.app_context(), read_only() as session:
        return [
            (one.deed, one.subject, one.by_administrator_id, one.reason)
            for one in session.scalars(select(TrailLine).order_by(TrailLine.id))
        ]


def test_certificates_are_listed_by_number_person_and_state(holder: Holder, desk: Desk) -> None:
    assert "None has been issued yet." in desk.show("certificates")
    number = holder.issue("Ana María Participant")
    page = desk.show("certificates")
    assert number in page and f"Ana María Participant (person {holder.person_id})" in page and "Valid" in page
    assert "The learning site says: Ana Participant" in page
    for wanted in (number, number[-4:].lower(), str(holder.person_id)):
        assert number in desk.show(f"certificates?wanted={wanted}")
    assert "No certificate of your organisation matches." in desk.show("certificates?wanted=ZZZZ-%25")


def test_withdrawing_needs_a_reason_and_stands_in_the_audit_trail(
    app: Flask, holder: Holder, desk: Desk
) -> None:
    number = holder.issue()
    assert "Why is it withdrawn?" in desk.show(f"certificates/{number}/withdraw")
    answer = desk.send(f"certificates/{number}/withdraw", reason="  ")
    assert answer.status_code == 422 and "Enter the reason" in answer.text
    assert "Valid" in desk.show("certificates")

    assert desk.send(f"certificates/{number}/withdraw", reason="Issued by mistake").status_code == 303
    assert desk.send(f"certificates/{number}/withdraw", reason="Another reason").status_code == 303
    assert "Withdrawn on" in desk.show("certificates")
    withdrawn = [line for line in list_trail(app) if line[0] == "certificate withdrawn"]
    assert withdrawn == [("certificate withdrawn", number, 1, "Issued by mistake")]


def test_another_organisations_certificates_are_neither_seen_nor_withdrawn(
    app: Flask, holder: Holder, other_desk: Desk
) -> None:
    number = holder.issue()
    assert number not in other_desk.show("certificates")
    assert "No certificate of your organisation matches." in other_desk.show(f"certificates?wanted={number}")
    address = f"{other_desk.root}/certificates/{number}/withdraw"
    assert other_desk.client.get(address).status_code == 404
    assert other_desk.send(f"certificates/{number}/withdraw", reason="Not ours").status_code == 404
    with app.app_context(), read_only() as session:
        assert session.scalars(select(CertificateRecord.withdrawn_at)).one() is None
