"""The badge, judged by another implementation of Open Badges 3.0, and the public documents that it leads to."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from lti_app.certificate.badge_rules import LIST_STEP, Issuing, build_status_list
from lti_app.certificate.records import BadgeIssuer
from lti_app.clock import utc_now
from lti_app.database import transaction
from lti_app.organisation.key_actions import drop_old_keys, rotate_keys
from lti_app.organisation.records import Organisation
from tests.administration.coming_in import become_administrator
from tests.builders import TOOL, TestLms
from tests.certificate.finishing import Holder, join


@pytest.fixture
def holder(app: Flask, lms: TestLms) -> Holder:
    """Somebody with a certificate."""
    made = join(app, lms)
    made.finish()
    made.issue("Ana Participant")
    return made


def fetch(app: Flask, address: str) -> bytes:
    """What is at a public address of the service, for whoever is not signed in."""
    assert address.startswith(TOOL)
    answer = app.test_client().get(urlsplit(address).path)
    assert answer.status_code == 200, address
    body: bytes = answer.data
    return body


def read_badge(holder: Holder) -> str:
    """The badge as it is downloaded."""
    answer = holder.person.open("certificate/badge.jwt")
    assert answer.mimetype == "application/vc+jwt"
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.text


def fetch_key(app: Flask, badge: str) -> bytes:
    """The public key (PEM) that the badge's `kid` leads to."""
    jwk = json.loads(fetch(app, jwt.get_unverified_header(badge)["kid"]))
    assert "d" not in jwk
    key = jwt.PyJWK(jwk).key
    pem: bytes = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem


def test_another_implementation_verifies_the_badge(app: Flask, holder: Holder) -> None:
    badge = read_badge(holder)
    credential = OB3Verifier(fetch_key(app, badge)).verify(
        badge, check_status=True, download=lambda address: fetch(app, address)
    )
    assert credential.issuer.name == "Northmoor Council"
    assert credential.achievement.name == "Achieving Permanence"
    assert credential.achievement.achievement_type == "CertificateOfCompletion"
    (identity,) = credential.identifiers
    assert (identity.identity_type, identity.identity_hash) == ("name", "Ana Participant")
    assert credential.id is not None and b"This certificate is valid" in fetch(app, credential.id)


def test_a_badge_that_was_changed_is_not_believed(app: Flask, holder: Holder) -> None:
    badge = read_badge(holder)
    head, claims, signature = badge.split(".")
    forged = jwt.utils.base64url_encode(jwt.utils.base64url_decode(claims).replace(b"Ana", b"Bob")).decode()
    with pytest.raises(OB3VerificationError, match="signature"):
        OB3Verifier(fetch_key(app, badge)).verify(f"{head}.{forged}.{signature}")


def test_a_withdrawn_badge_is_refused_by_its_status(app: Flask, holder: Holder) -> None:
    badge = read_badge(holder)
    number = jwt.decode(badge, options={"verify_signature": False})["id"].rpartition("/")[2]
    desk = become_administrator(app, app.test_client())
    assert desk.send(f"certificates/{number}/withdraw", reason="A mistake").status_code == 303
    with pytest.raises(OB3VerificationError, match="revocation"):
        OB3Verifier(fetch_key(app, badge)).verify(
            badge, check_status=True, download=lambda address: fetch(app, address)
        )


def test_a_badge_outlives_the_key_that_signed_it(app: Flask, holder: Holder) -> None:
    badge = read_badge(holder)
    later = utc_now() + timedelta(days=400)
    with app.app_context():
        rotate_keys(None, signs_after=timedelta(0), published_for=timedelta(days=14), now=utc_now())
        assert drop_old_keys(now=later) == 1
    assert OB3Verifier(fetch_key(app, badge)).verify(badge).issuer.name == "Northmoor Council"


def test_issuer_and_achievement_are_public_documents_and_name_no_person(app: Flask, holder: Holder) -> None:
    claims = jwt.decode(read_badge(holder), options={"verify_signature": False})
    profile = json.loads(fetch(app, claims["issuer"]["id"]))
    achievement = json.loads(fetch(app, claims["credentialSubject"]["achievement"]["id"]))
    assert (profile["id"], profile["name"]) == (claims["iss"], "Northmoor Council")
    assert (
        achievement["name"] == "Achieving Permanence"
        and "verified in writing" in achievement["criteria"]["narrative"]
    )
    assert "Ana" not in json.dumps([profile, achievement])


def test_unknown_issuers_and_keys_are_not_there(app: Flask, holder: Holder) -> None:
    issuer = urlsplit(jwt.decode(read_badge(holder), options={"verify_signature": False})["iss"]).path
    for address in (
        "/certificates/issuers/1",
        "/certificates/issuers/1/status",
        "/certificates/issuers/1/achievement",
        "/certificates/issuers/1/keys/x",
        f"{issuer}/keys/x",
    ):
        assert app.test_client().get(address).status_code == 404, address


def test_keys_and_withdrawals_of_one_organisation_are_no_others(app: Flask, holder: Holder) -> None:
    badge = read_badge(holder)
    with app.app_context(), transaction() as session:
        session.add(Organisation(id=77, name="Southmoor Council", created_at=utc_now()))
        session.flush()
        session.add(BadgeIssuer(organisation_id=77, address="southmoor", made_at=utc_now()))
    with app.app_context():
        rotate_keys(
            "Southmoor Council", signs_after=timedelta(0), published_for=timedelta(days=14), now=utc_now()
        )
    root = f"{TOOL}/certificates/issuers/southmoor"
    before = list_places(app, root)
    number = jwt.decode(badge, options={"verify_signature": False})["id"].rpartition("/")[2]
    desk = become_administrator(app, app.test_client())
    assert desk.send(f"certificates/{number}/withdraw", reason="A mistake").status_code == 303
    assert list_places(app, root) == before
    kid = jwt.get_unverified_header(badge)["kid"]
    assert list_places(app, kid.partition("/keys/")[0]) != before
    path = f"/certificates/issuers/southmoor/keys/{kid.rpartition('/')[2]}"
    assert app.test_client().get(path).status_code == 404
    with app.app_context():
        rotate_keys(None, signs_after=timedelta(0), published_for=timedelta(days=14), now=utc_now())
        drop_old_keys(now=utc_now() + timedelta(days=400))
    assert app.test_client().get(path).status_code == 404, "kept with the certificate alone"


def list_places(app: Flask, issuer: str) -> str:
    """The places of an issuer's signed list, as they are written there."""
    claims = jwt.decode(fetch(app, f"{issuer}/status"), options={"verify_signature": False})
    places: str = claims["credentialSubject"]["encodedList"]
    return places


def test_a_status_list_grows_with_the_number_of_badges() -> None:
    issuing = Issuing("https://x", "Northmoor", "Programme")
    short = build_status_list(issuing, withdrawn=(), highest=1, now=utc_now())
    long = build_status_list(issuing, withdrawn=(LIST_STEP + 5,), highest=LIST_STEP + 6, now=utc_now())
    assert short["credentialSubject"]["encodedList"] != long["credentialSubject"]["encodedList"]
