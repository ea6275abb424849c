"""Which links a trainer's choice in the picker comes to."""

from __future__ import annotations

from collections.abc import Sequence

from lti_app.gate.rules import name_week
from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.deep_linking import PickedLink
from lti_app.programme.model import Activity, Programme

COMPLETION_TAG = "completion"
SCORE_MAXIMUM = 100


def list_chosen(*, programme: Programme, keys: Sequence[str]) -> tuple[Activity, ...]:
    """The activities of those keys, each once and in the programme's order; unknown keys count for nothing."""
    wanted = set(keys)
    return tuple(activity for key, activity in programme.activities.items() if key in wanted)


def find_choice_fault(*, chosen: Sequence[Activity], settings: DeepLinkSettings) -> str | None:
    """What is wrong with a choice, in words for the trainer; None where it can go back to the course."""
    if not chosen:
        return "Choose at least one activity"
    if len(chosen) > 1 and not settings.accept_multiple:
        return "Choose one activity only: your learning site takes one at a time here"
    return None


def name_link(activity: Activity) -> str:
    """How the activity is called in a course page and its gradebook, where it stands among others."""
    if activity.week is None:
        return activity.title
    return f"{name_week(activity)}: {activity.title}"


def build_link(activity: Activity, *, launch_address: str) -> PickedLink:
    """The link that places `activity`: it finds its way back by `activity=<key>`, whatever the LMS renames."""
    return PickedLink(
        activity_key=activity.key,
        title=name_link(activity),
        text=activity.summary,
        url=launch_address,
        custom=(("activity", activity.key),),
        graded=True,
        resource_id=activity.key,
        tag=COMPLETION_TAG,
        score_maximum=SCORE_MAXIMUM,
    )
