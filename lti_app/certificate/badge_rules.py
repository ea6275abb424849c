"""The badge: an Open Badges 3.0 credential, and the public documents that it leads to."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LIST_STEP = 131_072
"""A status list has at least so many places (Bitstring Status List v1.0 §3.1), and grows by as many."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who issues, by the address of its profile, and what is issued."""

    address: str
    organisation: str
    programme: str

    @property
    def status_list(self) -> str:
        """Where the list of withdrawn badges is."""
        return f"{self.address}/status"

    def key_address(self, key_id: str) -> str:
        """Where the public key of that id is (OB 3.0 §8.2.3: the `kid` leads to a JWK)."""
        return f"{self.address}/keys/{key_id}"


def build_profile(issuing: Issuing) -> dict[str, Any]:
    """The issuer's public profile (OB 3.0, Profile)."""
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": issuing.address,
        "type": ["Profile"],
        "name": issuing.organisation,
    }


def build_achievement(issuing: Issuing) -> dict[str, Any]:
    """What everybody with a certificate has achieved (OB 3.0, Achievement), as a public document."""
    return {"@context": [CREDENTIALS, BADGES], **_build_achievement(issuing)}


def build_credential(
    issuing: Issuing, *, verification_address: str, name: str, place: int, issued_at: datetime
) -> dict[str, Any]:
    """The claims of the signed credential (OB 3.0 §8.2.4.1): the credential itself, beside `iss`, `jti` and `nbf`.

    `verification_address` is the public page of the certificate's number, `place` its place in the status list.
    """
    return {
        "@context": [CREDENTIALS, BADGES, EXTENSIONS],
        "id": verification_address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{issuing.programme}: certificate of completion",
        "issuer": {"id": issuing.address, "type": ["Profile"], "name": issuing.organisation},
        "validFrom": _write_instant(issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}
            ],
            "achievement": _build_achievement(issuing),
        },
        "credentialStatus": {
            "id": f"{issuing.status_list}#{place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
            "statusListCredential": issuing.status_list,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": issuing.address,
        "jti": verification_address,
        "nbf": int(issued_at.timestamp()),
    }


def build_status_list(
    issuing: Issuing, *, withdrawn: Iterable[int], highest: int, now: datetime
) -> dict[str, Any]:
    """The claims of the signed list in which the places of withdrawn badges are set; `highest` is the last place."""
    return {
        "@context": [CREDENTIALS],
        "id": issuing.status_list,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuing.address,
        "validFrom": _write_instant(now),
        "credentialSubject": {
            "id": f"{issuing.status_list}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _write_places(withdrawn, size=LIST_STEP * (highest // LIST_STEP + 1)),
        },
        "iss": issuing.address,
        "jti": issuing.status_list,
        "nbf": int(now.timestamp()),
    }


def _build_achievement(issuing: Issuing) -> dict[str, Any]:
    return {
        "id": f"{issuing.address}/achievement",
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": issuing.programme,
        "description": f"The holder has completed the programme {issuing.programme}.",
        "criteria": {
            "narrative": "All components of all modules are complete, all workshops were attended, and the line "
            "manager has verified in writing that the portfolio is satisfactory and that practice is consistent "
            "with the Knowledge and Skills Statement Achieving Permanence (2016)."
        },
    }


def _write_places(places: Iterable[int], *, size: int) -> str:
    """A row of bits, the first in the highest place, compressed, as multibase base64url (`u`)."""
    bits = bytearray(size // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def _write_instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
