"""What a visit is, and until when it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lti_app.cohort.role_rules import Role
from lti_app.lti.claims import DeepLinkSettings


class VisitKind(StrEnum):
    """What a visit was opened for."""

    ACTIVITY = "activity"
    PICKER = "picker"


class LaunchOutcome(StrEnum):
    """How an attempt to launch stands or ended."""

    STARTED = "started"
    ADMITTED = "admitted"
    TICKET = "ticket"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Visit:
    """One launch's stay: who, in which role, in which cohort, and the way back.

    `for_user` is whose submission the launch asked to review, `mentored` whom a line manager's launch speaks for:
    both are subjects of the LMS. `person_name` is "" where the LMS shares no name. `return_url` leads back to the
    course; `deep_link` is there for a picker visit alone.
    """

    id: str
    kind: VisitKind
    role: Role
    organisation_id: int
    deployment_row_id: int
    platform_id: int
    person_id: int
    cohort_id: int
    placement_id: int | None
    activity_key: str | None
    person_name: str
    cohort_title: str
    return_url: str | None
    document_target: str | None
    deep_link: DeepLinkSettings | None
    csrf_token: str
    seen_at: datetime
    ends_at: datetime
    for_user: str | None = None
    mentored: tuple[str, ...] = ()


def decide_visit_is_live(*, seen_at: datetime, ends_at: datetime, idle: timedelta, now: datetime) -> bool:
    """Whether a visit is still good: not idle for longer than `idle`, and not past its end."""
    return now < ends_at and now - seen_at < idle
