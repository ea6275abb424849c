"""What is kept of how an LMS names a person, and how they are called from it."""

from __future__ import annotations

import json

from lti_app.cohort.role_rules import Role
from lti_app.lti.claims import Names
from lti_app.sign_off.naming_rules import digest_own_address

NO_NAMES = '{"family": null, "full": null, "given": null}'


def write_names(names: Names) -> str:
    """The names as the JSON text that is kept, absent ones null.

    Of an e-mail address only a digest is kept: it is there to refuse a participant as their own line manager.
    """
    kept = {"family": names.family, "full": names.full, "given": names.given}
    if names.email:
        kept["address_digest"] = digest_own_address(names.email)
    return json.dumps(kept)


def read_full_name(names: str) -> str:
    """The whole name in what `write_names` made; "" where the LMS shares none."""
    return json.loads(names).get("full") or ""


def read_name(names: str, person_id: int, *, role: Role = Role.PARTICIPANT) -> str:
    """How a person is called on a page: by their name or, where the LMS shares none, by what they are here and their
    number."""
    return read_full_name(names) or f"{'Participant' if role is Role.PARTICIPANT else 'Trainer'} {person_id}"


def read_address_digest(names: str) -> str | None:
    """The digest of their own e-mail address as `digest_own_address` makes it; None where the LMS shares none."""
    digest: str | None = json.loads(names).get("address_digest")
    return digest
