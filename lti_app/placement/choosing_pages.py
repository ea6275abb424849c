"""The trainer's pages about links: what stands where, what each reports, and a link that has no activity yet."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import Refused
from lti_app.jobs import wake_delivery
from lti_app.launch.visit_rules import Visit
from lti_app.placement.grading_rules import Grading, read_grading
from lti_app.placement.placed_reads import get_chooser_page, get_copy_page, get_placements_page
from lti_app.placement.settling_actions import (
    Settled,
    choose_activity,
    decline_old_settings,
    set_grading,
    take_old_settings,
)
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("choosing", __name__)


@pages.get("/v/<visit_id>/placements")
@entry.visitor(Role.TRAINER)
def show_placements(visit: Visit) -> ResponseReturnValue:
    """What stands where in the course page, and what each link reports."""
    page = get_placements_page(
        cohort_id=visit.cohort_id,
        programme=get_programme(),
        changed=request.args.get("changed", type=int),
    )
    return render_template("placement/placements.html", page=page, visit=visit)


@pages.post("/v/<visit_id>/placements/<int:placement_id>/grading")
@entry.visitor(Role.TRAINER)
def change_grading(visit: Visit, placement_id: int) -> ResponseReturnValue:
    """Let a link report something else from now on."""
    settled = set_grading(
        cohort_id=visit.cohort_id,
        placement_id=placement_id,
        grading=_get_grading(),
        programme=get_programme(),
        now=utc_now(),
    )
    _wake(settled)
    where = url_for("choosing.show_placements", visit_id=visit.id, changed=placement_id)
    return redirect(where, code=303)


@pages.get("/v/<visit_id>/placements/activity")
@entry.visitor(Role.TRAINER)
def show_chooser(visit: Visit) -> ResponseReturnValue:
    """Choose the activity that the link just followed opens."""
    return _show_chooser(visit, request.args.get("link", visit.placement_id, type=int), ())


@pages.post("/v/<visit_id>/placements/<int:placement_id>/activity")
@entry.visitor(Role.TRAINER)
def choose(visit: Visit, placement_id: int) -> ResponseReturnValue:
    """Keep the activity that was chosen for a link."""
    key = request.form.get("activity", "")
    if get_programme().find_activity(key) is None:
        return _show_chooser(visit, placement_id, (("activity", "Choose the activity that this link opens"),))
    settled = choose_activity(
        visit=visit,
        placement_id=placement_id,
        activity_key=key,
        grading=_get_grading(),
        programme=get_programme(),
        now=utc_now(),
    )
    _wake(settled)
    where = url_for("choosing.show_placements", visit_id=visit.id, changed=placement_id)
    return redirect(where, code=303)


@pages.get("/v/<visit_id>/cohort/copy")
@entry.visitor(Role.TRAINER)
def show_copy(visit: Visit) -> ResponseReturnValue:
    """What this copied course could take over."""
    page = get_copy_page(cohort_id=visit.cohort_id, programme=get_programme())
    return render_template("placement/copy.html", page=page, visit=visit)


@pages.post("/v/<visit_id>/cohort/copy")
@entry.visitor(Role.TRAINER)
def answer_copy(visit: Visit) -> ResponseReturnValue:
    """Take the old course's settings over, or begin without them."""
    if request.form.get("answer") == "take":
        _wake(take_old_settings(cohort_id=visit.cohort_id, programme=get_programme(), now=utc_now()))
        return redirect(url_for("choosing.show_placements", visit_id=visit.id), code=303)
    decline_old_settings(cohort_id=visit.cohort_id)
    return redirect(url_for("dashboard.show_cohort", visit_id=visit.id), code=303)


def _show_chooser(
    visit: Visit, placement_id: int | None, faults: tuple[tuple[str, str], ...]
) -> ResponseReturnValue:
    page = get_chooser_page(
        cohort_id=visit.cohort_id, placement_id=placement_id, programme=get_programme(), faults=faults
    )
    return render_template("placement/chooser.html", page=page, visit=visit), 422 if faults else 200


def _get_grading() -> Grading:
    grading = read_grading(request.form.get("grading"))
    if grading is None:
        raise Refused(
            "no grading choice",
            title="Choose what is reported",
            advice="Go back, choose what this link reports to the gradebook, and save again.",
            status=400,
        )
    return grading


def _wake(settled: Settled) -> None:
    for platform_id in settled.platform_ids:
        wake_delivery(platform_id)
