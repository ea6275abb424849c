"""What a verified launch comes to: who is let in, as what, and where to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from lti_app.cohort.role_rules import Role, decide_role
from lti_app.launch.visit_rules import VisitKind
from lti_app.lti.claims import LaunchClaims, MessageType

MOST_MENTORED = 500
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Admission:
    """Everything that a visit is opened with. `presentation` is JSON: the way back and the picker's settings."""

    kind: VisitKind
    role: Role
    organisation_id: int
    deployment_row_id: int
    person_id: int
    cohort_id: int
    placement_id: int | None
    activity_key: str | None
    presentation: str

    @property
    def way_back(self) -> str | None:
        """The address that leads back to the course, where the LMS gave one."""
        found = json.loads(self.presentation).get("return_url")
        return str(found) if found else None

    @property
    def is_review(self) -> bool:
        """Whether the launch asked to see somebody's submission (Submission Review 1.0)."""
        return "for_user" in json.loads(self.presentation)

    @property
    def mentors_somebody(self) -> bool:
        """Whether the launch names people whom this person mentors (LTI Core 1.3 §5.4.7)."""
        return "mentored" in json.loads(self.presentation)

    def as_json(self) -> str:
        """The admission as text, for a ticket."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Admission:
        """The admission that `as_json` wrote."""
        kept: dict[str, Any] = json.loads(text)
        return cls(**{**kept, "kind": VisitKind(kept["kind"]), "role": Role(kept["role"])})


@dataclass(frozen=True, slots=True)
class OpenedVisit:
    """An open visit, and what it was opened for."""

    visit_id: str
    admission: Admission


@dataclass(frozen=True, slots=True)
class Admitted:
    """The launch led to a visit (`visit_id`), or to a ticket where the browser brought no cookie.

    `queued_for` is the number of the registration whose gradebook has something to be told now, or None.
    """

    admission: Admission
    visit_id: str | None
    ticket: str | None
    person_name: str
    cohort_title: str
    queued_for: int | None


@dataclass(frozen=True, slots=True)
class NotApproved:
    """The deployment is unknown (`known` False) or off."""

    known: bool


@dataclass(frozen=True, slots=True)
class Door:
    """What the launch came with besides its claims. `browser_secret` is None where no cookie came back.

    `proof_digest` is of what the LMS's storage holds; `stopwatch` tells the milliseconds since the request came.
    """

    platform_id: int
    reference: str
    state_digest: str
    proof_digest: str | None
    browser_secret: str | None
    visit_lifetime: timedelta
    ticket_lifetime: timedelta
    stopwatch: Callable[[], float]


def decide_kind(claims: LaunchClaims) -> VisitKind:
    """What the launch's visit is for."""
    match claims.message_type:
        case MessageType.DEEP_LINKING:
            return VisitKind.PICKER
        case MessageType.RESOURCE_LINK | MessageType.SUBMISSION_REVIEW:
            return VisitKind.ACTIVITY


def find_activity_key(claims: LaunchClaims) -> str | None:
    """The activity that the link asks for, cut where no key is so long; None where it asks for none."""
    asked = claims.find_custom("activity")
    return asked and asked[:LONGEST_KEY]


def decide_launch_role(claims: LaunchClaims) -> Role:
    """The role that the launch is made in."""
    return decide_role(roles=claims.roles)


def write_presentation(claims: LaunchClaims) -> str:
    """The way back, the picker's settings, whose submission and whose mentor, as the JSON text that is kept."""
    kept: dict[str, Any] = {"return_url": claims.return_url, "document_target": claims.document_target}
    if claims.for_user is not None:
        kept["for_user"] = claims.for_user
    if claims.mentored:
        kept["mentored"] = sorted(set(claims.mentored))[:MOST_MENTORED]
    if claims.deep_link is not None:
        kept["deep_link"] = asdict(claims.deep_link)
    return json.dumps(kept)
