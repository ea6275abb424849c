"""The tool's public keys, for the LMSs that check what it signs."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_app.organisation.reads import read_key_set
from lti_app.web import entry

pages = Blueprint("organisation", __name__)


@pages.get("/lti/jwks.json")
@entry.anyone
def show_key_set() -> ResponseReturnValue:
    """Every live public key that signs for somebody approved; an LMS may keep it for five minutes."""
    response = jsonify(read_key_set())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
