"""Replacing the keys that the tool signs with, with an overlap, and dropping those whose time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from lti_app.database import transaction
from lti_app.organisation.actions import add_signing_key
from lti_app.organisation.records import Organisation, SigningKeyRecord, find_organisation


@dataclass(frozen=True, slots=True)
class Rotated:
    """An organisation's new key, when it begins to sign, and how long the ones before it stay published."""

    organisation: str
    kid: str
    signs_from: datetime
    old_published_until: datetime


def rotate_keys(
    organisation: str | None, *, signs_after: timedelta, published_for: timedelta, now: datetime
) -> tuple[Rotated, ...]:
    """The new key of the named organisation, or of each where none is named; empty where there is no such one.

    A new key is published at once and signs `signs_after` later, so that an LMS that keeps our key set for a while
    has it by then; what the old ones signed can be checked for `published_for` more. With no time for either, as
    after a leak, the old ones go at once, those that stay published from a rotation before this one too.
    """
    with transaction() as session:
        if organisation is None:
            chosen = list(session.scalars(select(Organisation).order_by(Organisation.id)))
        else:
            found = find_organisation(session, organisation)
            chosen = [found] if found else []
        names = [(one.id, one.name) for one in chosen]
    return tuple(
        _rotate(number, name, signs_from=now + signs_after, published_for=published_for, now=now)
        for number, name in names
    )


def drop_old_keys(*, now: datetime) -> int:
    """How many keys were dropped: those that a newer one replaced, and whose overlap is over."""
    with transaction() as session:
        dropped = session.execute(delete(SigningKeyRecord).where(SigningKeyRecord.published_until < now))
        return int(dropped.rowcount)  # type: ignore[attr-defined]


def _rotate(
    organisation_id: int, name: str, *, signs_from: datetime, published_for: timedelta, now: datetime
) -> Rotated:
    until = signs_from + published_for
    is_own, published_until = (
        SigningKeyRecord.organisation_id == organisation_id,
        SigningKeyRecord.published_until,
    )
    with transaction() as session:
        session.execute(
            update(SigningKeyRecord)
            .where(is_own, or_(published_until.is_(None), published_until > until))
            .values(published_until=until)
        )
        session.execute(delete(SigningKeyRecord).where(is_own, published_until <= now))
        kid = add_signing_key(session, organisation_id, signs_from=signs_from, now=now)
    return Rotated(organisation=name, kid=kid, signs_from=signs_from, old_published_until=until)
