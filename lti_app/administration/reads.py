"""Who is at the door of the administrator's pages, and who administers an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lti_app.administration.records import (
    AdministrationRequest,
    Administrator,
    AdministratorVisitRecord,
    Invitation,
    find_administrator_of,
)
from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.cohort.name_rules import read_full_name
from lti_app.cohort.records import Person
from lti_app.database import read_only
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import decide_visit_is_live
from lti_app.organisation.records import Organisation


@dataclass(frozen=True, slots=True)
class AdministratorRow:
    """An administrator in the list. `launches` says whether they come in from a launch as well."""

    id: int
    name: str
    created_at: datetime
    launches: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Somebody who asks to administer."""

    id: int
    name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who administers the organisation, who asks to, and how many invitations are open."""

    title: str
    administrators: tuple[AdministratorRow, ...]
    requests: tuple[RequestRow, ...]
    open_invitations: int


@dataclass(frozen=True, slots=True)
class StandingOfPerson:
    """Whether a person administers their organisation, or has asked to."""

    administers: bool
    asked_at: datetime | None


def find_live_administrator(
    visit_id: str, *, browser_secret: str, csrf_token: str, idle: timedelta, now: datetime
) -> AdministratorVisit | None:
    """The administrator's visit of that id, if it was opened for this browser, is still good, and so are they."""
    query = (
        select(AdministratorVisitRecord, Administrator, Organisation.name)
        .join(Administrator, AdministratorVisitRecord.administrator_id == Administrator.id)
        .join(Organisation, Administrator.organisation_id == Organisation.id)
        .where(
            AdministratorVisitRecord.id == visit_id,
            AdministratorVisitRecord.browser_digest == digest(browser_secret),
            Administrator.ended_at.is_(None),
        )
    )
    with read_only() as session:
        row = session.execute(query).one_or_none()
        if row is None:
            return None
        visit, administrator, organisation_name = row
        if not decide_visit_is_live(seen_at=visit.seen_at, ends_at=visit.ends_at, idle=idle, now=now):
            return None
        return AdministratorVisit(
            id=visit.id,
            administrator_id=administrator.id,
            organisation_id=administrator.organisation_id,
            organisation_name=organisation_name,
            administrator_name=administrator.name,
            person_id=administrator.person_id,
            csrf_token=csrf_token,
            seen_at=visit.seen_at,
            ends_at=visit.ends_at,
        )


def find_invited_organisation(secret: str, *, now: datetime) -> str | None:
    """The name of the organisation that an invitation is for; None once it is used or too old."""
    query = (
        select(Organisation.name)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .where(Invitation.digest == digest(secret), Invitation.expires_at > now)
    )
    with read_only() as session:
        return session.scalar(query)


def get_standing_of(person_id: int) -> StandingOfPerson:
    """Whether the person administers, or has asked to."""
    with read_only() as session:
        asked_at = session.scalar(
            select(AdministrationRequest.asked_at).where(AdministrationRequest.person_id == person_id)
        )
        return StandingOfPerson(find_administrator_of(session, person_id) is not None, asked_at)


def get_people_page(organisation_id: int, *, now: datetime) -> PeoplePage:
    """Who administers that organisation, and who would like to."""
    with read_only() as session:
        administrators = session.scalars(
            select(Administrator)
            .where(Administrator.organisation_id == organisation_id, Administrator.ended_at.is_(None))
            .order_by(Administrator.id)
        ).all()
        asked = session.execute(
            select(AdministrationRequest.id, AdministrationRequest.asked_at, Person.names)
            .join(Person, AdministrationRequest.person_id == Person.id)
            .where(AdministrationRequest.organisation_id == organisation_id)
            .order_by(AdministrationRequest.id)
        ).all()
        invitations = session.scalars(
            select(Invitation.id).where(
                Invitation.organisation_id == organisation_id, Invitation.expires_at > now
            )
        ).all()
        return PeoplePage(
            title="Administrators",
            administrators=tuple(
                AdministratorRow(one.id, one.name, one.created_at, one.person_id is not None)
                for one in administrators
            ),
            requests=tuple(
                RequestRow(one.id, read_full_name(one.names) or "Name not shared", one.asked_at)
                for one in asked
            ),
            open_invitations=len(invitations),
        )
