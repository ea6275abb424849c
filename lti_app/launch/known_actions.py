"""A verified launch uses its login up; whoever is known already, with nothing new to be kept, is let in by that too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from lti_app.cohort.role_rules import Role
from lti_app.database import writing
from lti_app.launch.actions import add_visit, consume_login
from lti_app.launch.admission_rules import (
    Admission,
    Admitted,
    Door,
    decide_kind,
    decide_launch_role,
    write_presentation,
)
from lti_app.launch.known_reads import find_as_told
from lti_app.launch.log_actions import open_log_line
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.claims import LaunchClaims
from lti_app.statements import Way


@dataclass(frozen=True, slots=True)
class UsedLogin:
    """The login is used up. `admitted` is None where the launch has to take the long way in."""

    admitted: Admitted | None


def use_login(claims: LaunchClaims, *, door: Door, now: datetime) -> UsedLogin | None:
    """Use the login up, and let in whoever comes as we know them; None for all but one of any number of callers.

    Nearly every launch changes nothing of what is known, and needs this one transaction. Before any other is looked
    at further its login is used up and stands in the launch log: a launch that fails later must not become usable
    again, and must be seen. The same holds where the short way fails (decision 0005).
    """
    try:
        with writing() as connection:
            if not consume_login(connection, door.state_digest, now=now):
                return None
            admitted = _admit_known(connection, claims, door, now=now)
            _note(connection, claims, door, admitted=admitted is not None, now=now)
            return UsedLogin(admitted)
    except Exception:
        with writing() as connection:
            if consume_login(connection, door.state_digest, now=now):
                _note(connection, claims, door, admitted=False, now=now)
        raise


def _note(connection: Way, claims: LaunchClaims, door: Door, *, admitted: bool, now: datetime) -> None:
    open_log_line(
        connection,
        door.reference,
        platform_id=door.platform_id,
        message_type=claims.message_type,
        outcome=LaunchOutcome.ADMITTED if admitted else LaunchOutcome.STARTED,
        milliseconds=round(door.stopwatch()) if admitted else 0,
        now=now,
    )


def _admit_known(connection: Way, claims: LaunchClaims, door: Door, *, now: datetime) -> Admitted | None:
    """The visit of a launch that changes nothing of what is known; None where it must take the long way.

    What makes a launch another is decided as the settling records decide what to write; where in doubt, it takes the
    long way.
    """
    role = decide_launch_role(claims)
    if door.browser_secret is None or role is Role.NONE or claims.resource_link is None:
        return None
    known = find_as_told(connection, claims, platform_id=door.platform_id, now=now)
    if known is None:
        return None
    admission = _make_admission(claims, known, role)
    visit_id = add_visit(
        connection,
        admission,
        browser_secret=door.browser_secret,
        login_digest=door.state_digest,
        lifetime=door.visit_lifetime,
        now=now,
    )
    return Admitted(
        admission=admission,
        visit_id=visit_id,
        ticket=None,
        person_name=claims.names.full or "",
        cohort_title=known.cohort_title,
        queued_for=None,
    )


def _make_admission(claims: LaunchClaims, known: Row[Any], role: Role) -> Admission:
    return Admission(
        kind=decide_kind(claims),
        role=role,
        organisation_id=known.deployment_organisation_id,
        deployment_row_id=known.deployment_id,
        person_id=known.person_id,
        cohort_id=known.cohort_id,
        placement_id=known.placement_id,
        activity_key=known.placement_activity_key,
        presentation=write_presentation(claims),
    )
