"""The measuring LMS's key and words: whom it launches, and the tokens that it signs beforehand."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

CLIENT_ID = "benchmark-client"
DEPLOYMENT_ID = "1"
KID = "benchmark-key"
ACTIVITY = "m1-w1"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TOKEN_SECONDS = 60


def encode(raw: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Learner:
    """A person of the measuring LMS: a number that nobody else has, and a course."""

    number: int
    course: int = 0
    role: str = "Learner"
    activity: str = ACTIVITY

    @property
    def subject(self) -> str:
        """What the LMS calls this person."""
        return f"{100000 + self.number}"

    @property
    def name(self) -> str:
        """A name like people's."""
        return f"Bench Learner{self.number}"


@dataclass(frozen=True)
class Lms:
    """One LMS as a tool sees it: where it answers, and the key that it signs with (PEM)."""

    issuer: str
    private_pem: str = field(repr=False)

    @cached_property
    def key(self) -> RSAPrivateKey:
        """The key, parsed once."""
        key = load_pem_private_key(self.private_pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the LMS signs with RSA")
        return key

    @cached_property
    def jwks(self) -> str:
        """The public key set as JSON."""
        numbers = self.key.public_key().public_numbers()
        e, n = (encode(one.to_bytes((one.bit_length() + 7) // 8, "big")) for one in (numbers.e, numbers.n))
        return json.dumps(
            {"keys": [{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": KID, "e": e, "n": n}]}
        )

    def sign(self, claims: dict[str, Any]) -> str:
        """The RS256 token of `claims`."""
        header = encode(json.dumps({"alg": "RS256", "typ": "JWT", "kid": KID}).encode())
        signed = f"{header}.{encode(json.dumps(claims).encode())}"
        return f"{signed}.{encode(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def build_login(self, learner: Learner, *, target: str) -> dict[str, str]:
        """The fields of the login that Moodle posts."""
        return {
            "iss": self.issuer,
            "target_link_uri": target,
            "login_hint": learner.subject,
            "lti_message_hint": json.dumps({"cmid": learner.course + 2, "launchid": "ltilaunch"}),
            "client_id": CLIENT_ID,
            "lti_deployment_id": DEPLOYMENT_ID,
        }

    def build_claims(self, learner: Learner, *, target: str, nonce: str) -> dict[str, Any]:
        """The claims of a launch, as many and as large as Moodle 4.5 sends."""
        issued = int(time.time())
        return {
            "nonce": nonce,
            "iat": issued,
            "exp": issued + TOKEN_SECONDS,
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": learner.subject,
            f"{LTI}deployment_id": DEPLOYMENT_ID,
            f"{LTI}target_link_uri": target,
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}version": "1.3.0",
            f"{LTI}roles": [ROLE + learner.role],
            **_claim_person(learner),
            **_claim_place(learner, self.issuer),
        }


def _claim_person(learner: Learner) -> dict[str, Any]:
    return {
        "given_name": "Bench",
        "family_name": f"Learner{learner.number}",
        "name": learner.name,
        "email": f"bench{learner.number}@example.org",
        f"{LTI}ext": {"user_username": learner.subject, "lms": "moodle-2"},
        f"{LTI}lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
    }


def _claim_place(learner: Learner, issuer: str) -> dict[str, Any]:
    course, link = 2 + learner.course, f"{learner.course}-{learner.activity}"
    grades = f"{issuer}/mod/lti/services.php/{course}/lineitems"
    return {
        f"{LTI}context": {
            "id": str(course),
            "label": f"AP{course}",
            "title": f"Achieving Permanence {course}",
            "type": ["CourseSection"],
        },
        f"{LTI}resource_link": {"title": "An activity", "description": "", "id": link},
        f"{LTI}custom": {"activity": learner.activity},
        f"{LTI}launch_presentation": {
            "locale": "en",
            "document_target": "iframe",
            "return_url": f"{issuer}/mod/lti/return.php?course={course}&sesskey=EwEVDr1Cy3",
        },
        f"{LTI}tool_platform": {
            "product_family_code": "moodle",
            "version": "2024100706",
            "guid": "f3a9c5d0e1b24786",
            "name": "Bench",
            "description": "Bench",
        },
        f"{AGS}claim/endpoint": {
            "scope": [f"{AGS}scope/lineitem", f"{AGS}scope/result.readonly", f"{AGS}scope/score"],
            "lineitems": f"{grades}?type_id=1",
            "lineitem": f"{grades}/{link}/lineitem?type_id=1",
        },
    }
