"""Where an admitted launch leads: to a page of the visit, or to a plain page that says why not and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.cohort.role_rules import Role
from lti_app.launch.admission_rules import Admission
from lti_app.launch.storage_rules import Storage
from lti_app.launch.visit_rules import VisitKind


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page with a title and a few sentences, shown in place of an activity."""

    title: str
    paragraphs: tuple[str, ...]
    status: int = 200


@dataclass(frozen=True, slots=True)
class NewWindowPage:
    """What is shown where the browser kept no cookie in the frame: who, which course, and one button.

    `storage` is there where the LMS's storage holds the proof that this browser began the launch.
    """

    person_name: str
    cohort_title: str
    action: str
    ticket: str
    storage: Storage | None = None


class Landing(StrEnum):
    """The pages of a visit at which a launch may end."""

    ACTIVITY = "activity"
    COHORT = "cohort"
    PICKER = "picker"
    CHOOSE = "choose"
    REVIEW = "review"
    DESK = "desk"


NO_ROLE = PlainPage(
    title="You have no part in this course",
    paragraphs=(
        "Your learning site says that you are signed in, but not that you take part in this course or lead it.",
        "If you should be taking part, ask the person who runs the course to enrol you, then open the activity again.",
    ),
)
NOT_A_TRAINER = PlainPage(
    title="Only trainers can place activities",
    paragraphs=(
        "Your learning site says that you take part in this course, but not that you lead it.",
        "If you lead this course, ask your learning site’s administrator to give you the teacher role in it.",
    ),
)
LINE_MANAGER = PlainPage(
    title="Nothing is waiting for you here",
    paragraphs=(
        "Line managers do not work through the course’s activities.",
        "Ask the participant or the trainer what they need from you.",
    ),
)
NOT_CHOSEN_YET = PlainPage(
    title="This activity is not ready yet",
    paragraphs=(
        "Your trainer has added a link here, but has not yet chosen which activity it opens.",
        "Please come back later, or let your trainer know that you saw this page.",
    ),
)


def describe_unknown_activity(key: str) -> PlainPage:
    """The page for a link that asks for an activity which the programme does not have."""
    return PlainPage(
        title="There is no such activity",
        paragraphs=(
            f"This link asks for an activity called “{key[:64]}”, and the programme has none of that name.",
            "If you lead this course: open the link’s settings, and set the custom parameter to a name from the "
            "programme, such as activity=m1-w1. Or delete the link and place the activity with the picker.",
            "If you take part in this course, please let your trainer know that you saw this page.",
        ),
        status=404,
    )


def decide_landing(admission: Admission, *, activity_known: bool) -> Landing | PlainPage:
    """The page that the launch leads to. `activity_known` says whether the programme has the link's activity."""
    if admission.role is Role.NONE:
        return NO_ROLE
    if admission.kind is VisitKind.PICKER:
        return Landing.PICKER if admission.role is Role.TRAINER else NOT_A_TRAINER
    if admission.role is Role.LINE_MANAGER:
        return Landing.DESK if admission.mentors_somebody else LINE_MANAGER
    if admission.activity_key is not None and not activity_known:
        return describe_unknown_activity(admission.activity_key)
    if admission.activity_key is not None and admission.is_review:
        return Landing.REVIEW
    if admission.role is Role.TRAINER:
        return Landing.CHOOSE if admission.activity_key is None else Landing.COHORT
    return NOT_CHOSEN_YET if admission.activity_key is None else Landing.ACTIVITY
