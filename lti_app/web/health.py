"""Whether the service runs, and whether it can do its work: for load balancers and for whoever is called out."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from lti_app.organisation.health_reads import find_database_problem
from lti_app.web import entry

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@entry.anyone
def show_alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(alive=True)


@pages.get("/readyz")
@entry.anyone
def show_ready() -> ResponseReturnValue:
    """The database answers and has the tables that this version needs; else 503 and what to do."""
    problem = find_database_problem()
    if problem is not None:
        return jsonify(ready=False, problem=problem), 503
    return jsonify(ready=True)
