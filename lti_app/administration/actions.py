"""Becoming an administrator and coming back as one: invitations, visits, and asking from a launch."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lti_app.administration.records import (
    AdministrationRequest,
    Administrator,
    AdministratorVisitRecord,
    Invitation,
    find_administrator_of,
    find_request,
)
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Person
from lti_app.database import add_if_absent, transaction
from lti_app.launch.secret_rules import digest
from lti_app.organisation.records import find_organisation

UNNAMED = "Name not shared by the learning site"


def add_first_invitation(organisation: str, *, lifetime: timedelta, now: datetime) -> str | None:
    """The secret of an invitation to administer the organisation of that name; None where there is none."""
    with transaction() as session:
        found = find_organisation(session, organisation)
        if found is None:
            return None
        return _add_invitation(session, found.id, made_by_id=None, lifetime=lifetime, now=now)


def add_invitation(organisation_id: int, *, made_by_id: int, lifetime: timedelta, now: datetime) -> str:
    """The secret of a further invitation to administer that organisation."""
    with transaction() as session:
        return _add_invitation(session, organisation_id, made_by_id=made_by_id, lifetime=lifetime, now=now)


def accept_invitation(
    secret: str, *, name: str, browser_secret: str, lifetime: timedelta, now: datetime
) -> str | None:
    """The id of a new administrator's visit, for exactly one of any number of callers; None once used or too old."""
    with transaction() as session:
        taken = session.execute(
            delete(Invitation)
            .where(Invitation.digest == digest(secret), Invitation.expires_at > now)
            .returning(Invitation.organisation_id, Invitation.made_by_id)
        ).one_or_none()
        if taken is None:
            return None
        administrator = Administrator(
            organisation_id=taken.organisation_id, name=name, made_by_id=taken.made_by_id, created_at=now
        )
        session.add(administrator)
        session.flush()
        return _add_visit(
            session, administrator.id, browser_secret=browser_secret, lifetime=lifetime, now=now
        )


def open_from_launch(
    person_id: int, *, browser_secret: str, lifetime: timedelta, now: datetime
) -> str | None:
    """The id of a visit for a person who is an administrator; None for anybody else."""
    with transaction() as session:
        administrator = find_administrator_of(session, person_id)
        if administrator is None:
            return None
        return _add_visit(
            session, administrator.id, browser_secret=browser_secret, lifetime=lifetime, now=now
        )


def add_request(*, organisation_id: int, person_id: int, now: datetime) -> None:
    """Note that a trainer asks to administer; asking twice changes nothing, and an administrator need not ask."""
    with transaction() as session:
        if find_administrator_of(session, person_id) is None:
            values = {"organisation_id": organisation_id, "person_id": person_id, "asked_at": now}
            add_if_absent(session, AdministrationRequest, unique=("person_id",), values=values)


def approve_request(
    request_id: int, *, organisation_id: int, made_by_id: int, is_me: bool, now: datetime
) -> bool:
    """Make the person who asked an administrator; with `is_me`, the approver and the person become one.

    False where there is no such request in the organisation, or the approver is another person already.
    """
    with transaction() as session:
        asked = find_request(session, request_id, organisation_id=organisation_id)
        if asked is None:
            return False
        if is_me:
            approver = session.get_one(Administrator, made_by_id)
            if approver.person_id is not None:
                return False
            _free(session, asked.person_id)
            approver.person_id = asked.person_id
        else:
            _appoint(session, asked, made_by_id=made_by_id, now=now)
        session.delete(asked)
        return True


def decline_request(request_id: int, *, organisation_id: int) -> bool:
    """Drop the request; False where the organisation has none of that number."""
    with transaction() as session:
        asked = find_request(session, request_id, organisation_id=organisation_id)
        if asked is not None:
            session.delete(asked)
        return asked is not None


def end_administrator(administrator_id: int, *, organisation_id: int, now: datetime) -> bool:
    """End somebody's rights and visits, and the invitations that they have made and could themselves accept.

    False where the organisation has no such administrator.
    """
    with transaction() as session:
        ended = session.execute(
            update(Administrator)
            .where(
                Administrator.id == administrator_id,
                Administrator.organisation_id == organisation_id,
                Administrator.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
        if ended.rowcount != 1:  # type: ignore[attr-defined]
            return False
        session.execute(delete(Invitation).where(Invitation.made_by_id == administrator_id))
        session.execute(
            delete(AdministratorVisitRecord).where(
                AdministratorVisitRecord.administrator_id == administrator_id
            )
        )
        return True


def record_administrator_seen(visit_id: str, *, now: datetime) -> None:
    """Note that the visit is still in use."""
    with transaction() as session:
        session.execute(
            update(AdministratorVisitRecord)
            .where(AdministratorVisitRecord.id == visit_id)
            .values(seen_at=now)
        )


def end_visit(visit_id: str) -> None:
    """Sign the administrator out of this visit."""
    with transaction() as session:
        session.execute(delete(AdministratorVisitRecord).where(AdministratorVisitRecord.id == visit_id))


def clear_expired_administration(*, now: datetime) -> None:
    """Drop invitations past their time and visits past their end."""
    with transaction() as session:
        session.execute(delete(Invitation).where(Invitation.expires_at < now))
        session.execute(delete(AdministratorVisitRecord).where(AdministratorVisitRecord.ends_at < now))


def _add_invitation(
    session: Session, organisation_id: int, *, made_by_id: int | None, lifetime: timedelta, now: datetime
) -> str:
    secret = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            organisation_id=organisation_id,
            digest=digest(secret),
            made_by_id=made_by_id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    return secret


def _add_visit(
    session: Session, administrator_id: int, *, browser_secret: str, lifetime: timedelta, now: datetime
) -> str:
    visit_id = secrets.token_urlsafe(16)
    session.add(
        AdministratorVisitRecord(
            id=visit_id,
            browser_digest=digest(browser_secret),
            administrator_id=administrator_id,
            opened_at=now,
            seen_at=now,
            ends_at=now + lifetime,
        )
    )
    return visit_id


def _free(session: Session, person_id: int) -> None:
    """Let the person's earlier, ended appointment stand without them: a person is one administrator at most."""
    session.execute(update(Administrator).where(Administrator.person_id == person_id).values(person_id=None))


def _appoint(session: Session, asked: AdministrationRequest, *, made_by_id: int, now: datetime) -> None:
    _free(session, asked.person_id)
    person = session.get_one(Person, asked.person_id)
    session.add(
        Administrator(
            organisation_id=asked.organisation_id,
            person_id=person.id,
            name=read_full_name(person.names) or UNNAMED,
            made_by_id=made_by_id,
            created_at=now,
        )
    )
