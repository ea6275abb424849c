"""The short way in: a person who has been here before, through a link that is placed, with nothing new to be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from lti_app.cohort.role_rules import Role
from lti_app.database import writing
from lti_app.launch.actions import add_visit
from lti_app.launch.admission_rules import (
    Admission,
    Admitted,
    Door,
    decide_kind,
    decide_launch_role,
    write_presentation,
)
from lti_app.launch.known_reads import find_as_told
from lti_app.launch.log_actions import close_log_line
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.claims import LaunchClaims


def admit_known(claims: LaunchClaims, *, door: Door, now: datetime) -> Admitted | None:
    """The visit of a launch that changes nothing of what is known; None where it must take the long way.

    Nearly every launch is one of these, and needs two statements more than the look-up. What makes a launch another
    is decided as the settling records decide what to write; where in doubt, it takes the long way.
    """
    role = decide_launch_role(claims)
    if door.browser_secret is None or role is Role.NONE or claims.resource_link is None:
        return None
    with writing() as connection:
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
        close_log_line(
            connection,
            door.reference,
            outcome=LaunchOutcome.ADMITTED,
            milliseconds=round(door.stopwatch()),
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
