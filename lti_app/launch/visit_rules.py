"""What a visit is, and until when it is good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lti_app.cohort.role_rules import Role
from lti_app.lti.claims import DeepLinkSettings


class VisitKind(StrEnum):
    """What a visit was opened for."""

    ACTIVITY = "activity"
    PICKER = "picker"


class ShownAs(StrEnum):
    """How a trainer sees the programme with a participant's eyes: as somebody who has done nothing yet, or with
    everything open."""

    NEW = "new"
    OPEN = "open"


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
    course; `deep_link` is there for a picker visit alone. `shown_as` is set where a trainer sees pages as a
    participant does.
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
    shown_as: ShownAs | None = None

    @property
    def own_id(self) -> str:
        """The visit's own id, without the mark of a preview."""
        return self.id.partition(SHOWN_MARK)[0]


SHOWN_MARK = "~"
"""What stands in an address between a visit's id and how the programme is shown; no id has it."""
NOBODY = 0
"""The number of no person: whoever is shown a preview has no work of their own there."""


def decide_visit_is_live(*, seen_at: datetime, ends_at: datetime, idle: timedelta, now: datetime) -> bool:
    """Whether a visit is still good: not idle for longer than `idle`, and not past its end."""
    return now < ends_at and now - seen_at < idle


def find_shown_visit(visit: Visit, *, shown: str) -> Visit | None:
    """A trainer's visit as the visit of a participant who is nobody, with which no form can be sent; None where no
    such preview is offered."""
    if visit.role is not Role.TRAINER or visit.kind is not VisitKind.ACTIVITY or shown not in set(ShownAs):
        return None
    return replace(
        visit,
        id=f"{visit.id}{SHOWN_MARK}{shown}",
        role=Role.PARTICIPANT,
        person_id=NOBODY,
        csrf_token="",
        shown_as=ShownAs(shown),
    )
