"""Whether a person takes part in a cohort, and what a roster of the LMS changes in its memberships."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lti_app.cohort.day_rules import write_day
from lti_app.cohort.role_rules import Role, decide_role


class Standing(StrEnum):
    """Whether a person goes on with a cohort. The evidence is theirs whatever this says."""

    TAKING_PART = "taking part"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class CopyOffer(StrEnum):
    """What became of the offer to use the settings of the course that this one was copied from."""

    NONE = "none"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"


class RosterState(StrEnum):
    """How the reading of a course's roster stands."""

    ASKED = "asked for"
    READING = "being read"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as a roster lists them. `present` is False for those suspended or removed; `names` is None unshared."""

    subject: str
    roles: tuple[str, ...]
    present: bool
    names: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A member as we know them. `launched` says that they have come here themselves, in the role that stands."""

    subject: str
    role: Role
    launched: bool
    has_left: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who is in the course: with that role from now on, and under those names where they are shared."""

    subject: str
    role: Role
    names: str | None
    is_new: bool
    returns: bool


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a roster comes to: who is there, and the subjects of those who have left."""

    there: tuple[Joined, ...]
    left: tuple[str, ...]


def decide_listed_role(*, listed: Role, known: Known | None) -> Role:
    """The role of a listed member: what they launched as stands before what the list says.

    Moodle 4.5 lists a non-editing teacher as `Learner` and launches them as `Instructor`. A trainer in the list is a
    trainer, whoever they launched as.
    """
    if known is None or listed is Role.TRAINER or not known.launched:
        return listed
    return known.role


def decide_roster(
    *, listed: Iterable[Listed], known: Mapping[str, Known], is_whole: bool
) -> RosterChange | None:
    """What a roster changes; None where it would empty the cohort, which no real roster does.

    `is_whole` False is a list of differences: who is not in it is as before. Line managers are never marked as left:
    no roster that we know lists mentors.
    """
    by_subject = {one.subject: one for one in listed}
    present = {subject: one for subject, one in by_subject.items() if one.present}
    if is_whole and not present:
        return None
    there = []
    for subject, one in present.items():
        role = decide_role(roles=one.roles)
        if role is Role.NONE:
            continue
        before = known.get(subject)
        there.append(
            Joined(
                subject=subject,
                role=decide_listed_role(listed=role, known=before),
                names=one.names,
                is_new=before is None,
                returns=before is not None and before.has_left,
            )
        )
    return RosterChange(tuple(there), _list_left(by_subject, present, known, is_whole=is_whole))


def _list_left(
    listed: Mapping[str, Listed], present: Mapping[str, Listed], known: Mapping[str, Known], *, is_whole: bool
) -> tuple[str, ...]:
    gone = (known.keys() - present.keys()) if is_whole else (known.keys() & listed.keys()) - present.keys()
    return tuple(
        sorted(one for one in gone if not known[one].has_left and known[one].role is not Role.LINE_MANAGER)
    )


def describe_standing(*, standing: Standing, on: date | None, left_at: datetime | None) -> str | None:
    """Why a participant takes part no more, with the day; None while they do."""
    if standing is not Standing.TAKING_PART:
        day = f" on {write_day(on)}" if on is not None else ""
        return f"Deferred to a later cohort{day}" if standing is Standing.DEFERRED else f"Withdrawn{day}"
    if left_at is not None:
        return f"Not on the course’s list of people since {write_day(left_at)}"
    return None
