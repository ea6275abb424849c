"""What is kept of how an LMS names a person."""

from __future__ import annotations

import json

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
