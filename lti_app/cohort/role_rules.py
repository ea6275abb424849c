"""Which of our roles the role addresses of an LMS come to."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a person is in one course. NONE has no rights there and is shown a plain page."""

    PARTICIPANT = "participant"
    TRAINER = "trainer"
    LINE_MANAGER = "line manager"
    NONE = "none"


MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_TRAINER_WORDS = frozenset({"Instructor", "Administrator", "ContentDeveloper", "Manager"})
_PARTICIPANT_WORDS = frozenset({"Learner"})
_MENTOR_WORDS = frozenset({"Mentor"})


def decide_role(*, roles: Iterable[str]) -> Role:
    """The one role that counts: trainer before line manager before participant.

    Only roles in the context count (LTI Core 1.3 §A.2.3): an institution or system role never makes a trainer. Short
    names are context roles (§A.2). Of sub-roles (`…/membership/Instructor#TeachingAssistant`) the part before `#`
    decides. Unknown roles count for nothing.
    """
    words = {_context_word(role) for role in roles}
    if words & _TRAINER_WORDS:
        return Role.TRAINER
    if words & _MENTOR_WORDS:
        return Role.LINE_MANAGER
    if words & _PARTICIPANT_WORDS:
        return Role.PARTICIPANT
    return Role.NONE


def decide_standing_role(*, standing: Role, launched: Role) -> Role:
    """The role that a membership keeps after a launch.

    A trainer who looks at a course "as a student" (Moodle 4.5 sends `Learner` with the trainer's own `sub`) remains a
    trainer: otherwise one look would put the trainer among the participants.
    """
    return standing if standing is Role.TRAINER else launched


def _context_word(role: str) -> str | None:
    if not role.startswith(("http:", "https:", "urn:")):
        return role or None
    if role.startswith(MEMBERSHIP + "#"):
        return role.removeprefix(MEMBERSHIP + "#")
    if role.startswith(MEMBERSHIP + "/"):
        return role.removeprefix(MEMBERSHIP + "/").partition("#")[0]
    return None
