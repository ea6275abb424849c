"""What is kept of how an LMS names a person."""

from __future__ import annotations

import json

from lti_app.lti.claims import Names

NO_NAMES = '{"family": null, "full": null, "given": null}'


def write_names(names: Names) -> str:
    """The names as the JSON text that is kept, absent ones null. An e-mail address is not kept: nothing needs it."""
    return json.dumps({"family": names.family, "full": names.full, "given": names.given})
