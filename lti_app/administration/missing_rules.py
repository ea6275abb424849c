"""What a connection still lacks, and where it is mended, in plain words; Moodle's menus as they stand in 4.5."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LINE_ITEMS = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULTS = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MANAGE_TOOLS = "Site administration → Plugins → Activity modules → External tool → Manage tools"
TOOL_SETTINGS = f"{MANAGE_TOOLS} → the cog on this tool’s card"
OTHERS = "In another learning site: the permissions or privacy of this tool’s registration or deployment."


class Permission(StrEnum):
    """What a learning site can permit, in the words of the administrator's page."""

    SCORES = "send grades"
    COLUMNS = "find and make gradebook columns"
    RESULTS = "read grades back"
    ROSTER = "read the course’s list of people"


SCOPE_OF = {
    Permission.SCORES: SCORE,
    Permission.COLUMNS: LINE_ITEMS,
    Permission.RESULTS: RESULTS,
    Permission.ROSTER: ROSTER,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing, and where it is mended."""

    what: str
    mend: str


def judge_missing(
    *,
    waiting: int,
    approved: int,
    launched: bool,
    granted: frozenset[str],
    names_shared: bool | None,
    stuck_grades: int,
) -> tuple[Missing, ...]:
    """What the connection lacks, the first to mend first; empty where nothing is known to be missing.

    `names_shared` is None where nobody has launched yet.
    """
    found = _judge_opening(waiting=waiting, approved=approved, launched=launched)
    if launched or granted:
        found += _judge_permissions(granted)
    if names_shared is False:
        found.append(
            Missing(
                "The learning site does not share names, so a trainer cannot see who is who.",
                f"In Moodle: {TOOL_SETTINGS} → Privacy → Share launcher’s name with tool: Always. {OTHERS}",
            )
        )
    if stuck_grades:
        found.append(
            Missing(
                f"{stuck_grades} {'grade has' if stuck_grades == 1 else 'grades have'} not reached the gradebook.",
                "The trainer of each course sees which and why on the cohort page, and can send them again.",
            )
        )
    return tuple(found)


def _judge_opening(*, waiting: int, approved: int, launched: bool) -> list[Missing]:
    found = []
    if waiting:
        found.append(Missing("A deployment waits for your approval.", "Approve it below, or turn it off."))
    elif not approved:
        found.append(
            Missing(
                "No deployment is approved, so nobody can open an activity.",
                "Approve one below. Where none is listed, activate the tool in your learning site and open an "
                f"activity once: it then appears here. In Moodle: {MANAGE_TOOLS} → Activate.",
            )
        )
    if approved and not launched:
        found.append(
            Missing(
                "Nobody has opened an activity yet.",
                "In a Moodle course: More → LTI External tools → turn on “Show in activity chooser”. Then "
                "Add an activity or resource → this tool → Select content.",
            )
        )
    return found


def _judge_permissions(granted: frozenset[str]) -> list[Missing]:
    found = []
    if SCORE not in granted:
        found.append(_service("Grades cannot be sent."))
    if LINE_ITEMS not in granted:
        found.append(
            _service("Gradebook columns cannot be found, so some grades may wait until someone launches.")
        )
    if ROSTER not in granted:
        found.append(
            Missing(
                "The list of people in a course cannot be read; people appear when they first launch.",
                f"In Moodle: {TOOL_SETTINGS} → Services → IMS LTI Names and Role Provisioning: “Use this service to "
                f"retrieve members’ information as per privacy settings”. {OTHERS}",
            )
        )
    return found


def _service(what: str) -> Missing:
    return Missing(
        what,
        f"In Moodle: {TOOL_SETTINGS} → Services → IMS LTI Assignment and Grade Services: “Use this service for "
        f"grade sync and column management”. {OTHERS}",
    )
