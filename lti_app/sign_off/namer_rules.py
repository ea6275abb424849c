"""Who names, proposes, confirms or ends a line manager, and through which door they came."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import Visit

UNNAMED = "A trainer whose name the learning site does not share"


@dataclass(frozen=True, slots=True)
class Namer:
    """Somebody who has a say in who a participant of that cohort has as their line manager.

    `person_id` is None for an administrator who came by invitation and is not known from a launch. `signature` is how
    a confirmation keeps their name. An administrator sees how things stand and who named whom, never what was written.
    """

    organisation_id: int
    cohort_id: int
    person_id: int | None
    signature: str
    administrator_id: int | None = None
    own_name: str = ""
    is_participant: bool = False

    @property
    def is_administrator(self) -> bool:
        """Whether they came by the administrator's pages."""
        return self.administrator_id is not None


def namer_of_visit(visit: Visit) -> Namer:
    """The person of a launch: a trainer of the cohort, or a participant who speaks for themselves alone."""
    return Namer(
        organisation_id=visit.organisation_id,
        cohort_id=visit.cohort_id,
        person_id=visit.person_id,
        signature=visit.person_name or UNNAMED,
        is_participant=visit.role is Role.PARTICIPANT,
    )


def namer_of_administrator(visit: AdministratorVisit, *, cohort_id: int) -> Namer:
    """An administrator, at work on one cohort; whoever uses it finds out whether it is of their organisation."""
    return Namer(
        organisation_id=visit.organisation_id,
        cohort_id=cohort_id,
        person_id=visit.person_id,
        signature=f"{visit.administrator_name}, administrator",
        administrator_id=visit.administrator_id,
        own_name=visit.administrator_name,
    )
