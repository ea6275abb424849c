"""Saying where an organisation keeps its readings, films and slides, and how complaints are raised."""

from __future__ import annotations

from datetime import datetime

from lti_app.database import add_if_absent, transaction
from lti_app.organisation.place_records import FilledPlace
from lti_app.organisation.place_rules import PlacesForm
from lti_app.organisation.records import Organisation


def set_places(form: PlacesForm, *, organisation_id: int, now: datetime) -> None:
    """Keep what the form says; what stood there before is replaced."""
    with transaction() as session:
        if form.complaints is not None:
            session.get_one(Organisation, organisation_id).complaints = form.complaints
        for key, address in sorted(form.filled.items()):
            values = {"organisation_id": organisation_id, "place_key": key, "address": address, "set_at": now}
            row = add_if_absent(session, FilledPlace, unique=("organisation_id", "place_key"), values=values)
            if row.address != address:
                row.address, row.set_at = address, now
