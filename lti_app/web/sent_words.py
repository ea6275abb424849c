"""What somebody wrote into a form that could not be taken, so that the page which says so can give it back."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import HTTPException

OUR_OWN = frozenset({"csrf_token", "version", "editor", "do"})
"""The fields of our forms that hold nothing of anybody's."""


def list_sent_words() -> tuple[str, ...]:
    """The texts that a form of ours has just brought, in its order; none where it came from another site's page."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ()
    try:
        fields = request.form.items()
    except HTTPException:
        # Too long to be read at all: the browser's back button has it still.
        return ()
    return tuple(text for name, text in fields if name not in OUR_OWN and text.strip() and text != "yes")
