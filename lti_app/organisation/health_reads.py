"""Whether the database can serve this version of the service."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from lti_app.database import find_newest_revision, find_revision


def find_database_problem() -> str | None:
    """What is wrong with the database and what to do about it; None where it can serve."""
    try:
        stands_at = find_revision()
    except SQLAlchemyError:
        return "The database does not answer: check DATABASE_URL and the database server."
    if stands_at != find_newest_revision():
        return "The database's tables are not this version's: run `flask --app wsgi database upgrade`."
    return None
