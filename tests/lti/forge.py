"""Makes tokens as an LMS does, right ones and wrong ones: plain functions for every test that needs a launch."""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINK = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
AGS_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"

Claims = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlatformKey:
    """A key pair of an LMS with the id it is published under."""

    kid: str
    private: RSAPrivateKey

    @property
    def public_pem(self) -> bytes:
        """The public half, as anyone may have it."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


@cache
def make_platform_key(kid: str = "b1695d9fa7c5cc3c90c7", *, bits: int = 2048) -> PlatformKey:
    """An RSA key pair; the same one for the same id, since making one takes long."""
    return PlatformKey(kid=kid, private=generate_private_key(public_exponent=65537, key_size=bits))


def make_jwk(key: PlatformKey, **changes: Any) -> dict[str, Any]:
    """The public JWK as Moodle publishes it. A change to None leaves a member out."""
    numbers = key.private.public_key().public_numbers()
    jwk: dict[str, Any] = {
        "kty": "RSA",
        "alg": "RS256",
        "kid": key.kid,
        "e": _encode_number(numbers.e),
        "n": _encode_number(numbers.n),
        "use": "sig",
    }
    return {name: value for name, value in {**jwk, **changes}.items() if value is not None}


def make_key_set(*keys: PlatformKey) -> bytes:
    """The JSON of a key set."""
    return json.dumps({"keys": [make_jwk(key) for key in keys]}).encode()


def make_claims(
    *,
    issuer: str,
    client_id: str,
    tool_url: str,
    nonce: str,
    now: datetime,
    deployment_id: str = "1",
    target: str | None = None,
) -> Claims:
    """What Moodle 4.5 says when a participant follows a graded link."""
    issued = int(now.timestamp())
    return {
        "nonce": nonce,
        "iat": issued,
        "exp": issued + 60,
        "iss": issuer,
        "aud": client_id,
        LTI + "deployment_id": deployment_id,
        LTI + "target_link_uri": target or f"{tool_url}/lti/launch",
        "sub": "4",
        **_describe_person_and_place(issuer),
        **_name_services(issuer),
    }


def _describe_person_and_place(issuer: str) -> Claims:
    return {
        LTI + "lis": {"person_sourcedid": "", "course_section_sourcedid": "SIS-LTI1"},
        LTI + "roles": [LEARNER],
        LTI + "context": {"id": "2", "label": "AP1", "title": "Cohort one", "type": ["CourseSection"]},
        LTI + "message_type": "LtiResourceLinkRequest",
        LTI + "resource_link": {"title": "Week one", "description": "", "id": "1"},
        "given_name": "Ana",
        "family_name": "Álvarez",
        "name": "Ana Álvarez",
        LTI + "ext": {"user_username": "student1", "lms": "moodle-2"},
        "email": "student1@example.test",
        LTI + "launch_presentation": {
            "locale": "en",
            "document_target": "iframe",
            "return_url": f"{issuer}/mod/lti/return.php?course=2&sesskey=gX6tG2yHW9",
        },
        LTI + "tool_platform": {"product_family_code": "moodle", "version": "2024100706", "guid": "efdf21"},
        LTI + "version": "1.3.0",
        LTI + "custom": {
            "activity": "week-1",
            "context_id_history": "",
            "due": "$ResourceLink.submission.endDateTime",
        },
    }


def _name_services(issuer: str) -> Claims:
    return {
        AGS: {
            "scope": [
                AGS_SCOPE + word for word in ("lineitem", "lineitem.readonly", "result.readonly", "score")
            ],
            "lineitems": f"{issuer}/mod/lti/services.php/2/lineitems?type_id=1",
            "lineitem": f"{issuer}/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1",
        },
        NRPS: {
            "context_memberships_url": f"{issuer}/mod/lti/services.php/CourseSection/2/bindings/1/memberships",
            "service_versions": ["1.0", "2.0"],
        },
    }


def make_deep_linking(claims: Claims, **settings: Any) -> Claims:
    """The same person's launch as a trainer who adds content. A setting of None is left out."""
    asked: Claims = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["frame", "iframe", "window"],
        "accept_multiple": True,
        "auto_create": False,
        "deep_link_return_url": f"{claims['iss']}/mod/lti/contentitem_return.php?course=2&id=1&sesskey=2Jwe9",
        "title": "Achieving Permanence",
    }
    kept = without(claims, LTI + "resource_link", NRPS)
    return {
        **kept,
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "roles": [INSTRUCTOR],
        DEEP_LINK: {name: value for name, value in {**asked, **settings}.items() if value is not None},
    }


def make_submission_review(claims: Claims, *, of: str = "4") -> Claims:
    """A trainer's launch from the gradebook, to look at one person's work."""
    return {
        **claims,
        LTI + "message_type": "LtiSubmissionReviewRequest",
        LTI + "roles": [INSTRUCTOR],
        LTI + "for_user": {"user_id": of},
    }


def without(claims: Mapping[str, Any], *names: str) -> Claims:
    """A deep copy of claims without some of them."""
    return {name: copy.deepcopy(value) for name, value in claims.items() if name not in names}


def sign(claims: Mapping[str, Any], key: PlatformKey, **header: Any) -> str:
    """A token of those claims under RS256. A header of None is left out."""
    return sign_text(json.dumps(claims).encode(), key, **header)


def sign_text(payload: bytes, key: PlatformKey, **header: Any) -> str:
    """A token of that very payload, under that very header: RS256, RS512, HS256 with the public PEM, or none."""
    named = {"typ": "JWT", "alg": "RS256", "kid": key.kid, **header}
    head = json.dumps({name: value for name, value in named.items() if value is not None}).encode()
    return sign_parts(head, payload, key, algorithm=str(named["alg"]))


def sign_parts(head: bytes, payload: bytes, key: PlatformKey, *, algorithm: str = "RS256") -> str:
    """A token of that very header and payload."""
    signed = f"{encode(head)}.{encode(payload)}"
    match algorithm:
        case "none":
            return f"{signed}."
        case "HS256":
            return f"{signed}.{encode(hmac.digest(key.public_pem, signed.encode(), hashlib.sha256))}"
        case "RS512":
            chosen: hashes.HashAlgorithm = hashes.SHA512()
        case _:
            chosen = hashes.SHA256()
    return f"{signed}.{encode(key.private.sign(signed.encode(), padding.PKCS1v15(), chosen))}"


def encode(part: bytes) -> str:
    """base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def _encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
