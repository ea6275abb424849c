"""Which links a trainer's choice in the picker comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_app.gate.rules import name_week
from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.deep_linking import LinkDates, PickedLink
from lti_app.placement.grading_rules import Grading, read_grading
from lti_app.programme.model import Activity, Programme

COMPLETION_TAG = "completion"
SCORE_MAXIMUM = 100
LONGEST_TITLE = 255
"""Moodle 4.5 refuses a longer title, or leaves the link out without a word."""


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


@dataclass(frozen=True, slots=True)
class Wish:
    """How a chosen activity is to stand in the course: under which title, and reporting what."""

    activity: Activity
    title: str
    grading: Grading


def list_whole(*, programme: Programme, modules: Sequence[str]) -> tuple[str, ...]:
    """The keys of every activity of those modules, each named by its number."""
    wanted = set(modules)
    return tuple(
        one.key for module in programme.modules if str(module.number) in wanted for one in module.activities
    )


def read_wishes(*, chosen: Sequence[Activity], form: Mapping[str, str]) -> tuple[Wish, ...]:
    """How each chosen activity is to stand: as `form` says, and as we would name and grade it where it says nothing."""
    return tuple(
        Wish(
            activity=activity,
            title=" ".join(form.get(f"title.{activity.key}", "").split()) or name_link(activity),
            grading=read_grading(form.get(f"grading.{activity.key}")) or Grading.COMPLETION,
        )
        for activity in chosen
    )


def list_wish_faults(wishes: Sequence[Wish]) -> tuple[tuple[str, str], ...]:
    """What is wrong with the titles, as pairs of a field and a message."""
    return tuple(
        (f"title.{wish.activity.key}", f"The title must be {LONGEST_TITLE} characters or fewer")
        for wish in wishes
        if len(wish.title) > LONGEST_TITLE
    )


def build_link(
    wish: Wish, *, launch_address: str, icon_url: str | None = None, opens_at: datetime | None = None
) -> PickedLink:
    """The link that places an activity: it finds its way back by `activity=<key>`, whatever the LMS renames.

    Its column is named by the activity's key and our tag, and opens a submission at the same address. `opens_at` is
    from when the LMS may show it, None where only our gate decides. Moodle 4.5 ignores it.
    """
    activity = wish.activity
    return PickedLink(
        activity_key=activity.key,
        title=wish.title,
        text=activity.summary,
        url=launch_address,
        custom=(("activity", activity.key), ("grading", wish.grading.value)),
        graded=wish.grading is not Grading.NONE,
        resource_id=activity.key,
        tag=COMPLETION_TAG,
        score_maximum=SCORE_MAXIMUM,
        icon_url=icon_url,
        review_url=launch_address,
        dates=LinkDates(available_from=opens_at) if opens_at is not None else None,
    )
