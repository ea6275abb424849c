"""A small application with our front door and nothing behind it, and values that each template can be shown with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Flask, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from lti_app.cohort.reads import RosterLine
from lti_app.cohort.role_rules import Role
from lti_app.cohort.standing_rules import RosterState
from lti_app.dashboard.pace_rules import PaceState
from lti_app.dashboard.reads import Cell, CohortPage, PersonRow, WaitingScore, WeekColumn
from lti_app.dashboard.table_rules import TableWish
from lti_app.errors import Elsewhere, NotHere, Refused
from lti_app.launch.landing_rules import NO_ROLE, NewWindowPage
from lti_app.launch.visit_rules import Visit, VisitKind
from lti_app.notices.rules import Waiting
from lti_app.placement.reads import PickerActivity, PickerModule, PickerPage, ReturningPage
from lti_app.web.doors import add_pages
from lti_app.web.errors import ErrorPage, init_errors
from lti_app.web.filters import init_filters
from lti_app.web.logs import init_logs
from lti_app.web.security import allow_form_post_to, init_security
from lti_app.web.service import Service
from lti_app.web.static_files import init_static

LMS = "https://moodle.council.test"
NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
FORM_LIMIT_BYTES = 2000

PARTICIPANT = Visit(
    id="vis-1",
    kind=VisitKind.ACTIVITY,
    role=Role.PARTICIPANT,
    organisation_id=1,
    deployment_row_id=1,
    platform_id=1,
    person_id=1,
    cohort_id=1,
    placement_id=1,
    activity_key="m1-w1",
    person_name="Amina Osei",
    cohort_title="Achieving Permanence, autumn 2026 (Northshire)",
    return_url=f"{LMS}/mod/lti/return.php?course=7",
    document_target="iframe",
    deep_link=None,
    csrf_token="csrf-sample",
    seen_at=NOW,
    ends_at=NOW,
)
TRAINER = replace(PARTICIPANT, role=Role.TRAINER, person_name="Tom Baker", activity_key=None)
PICKING = replace(TRAINER, kind=VisitKind.PICKER)

WEEKS = (
    ("m1-w1", "Week One: An Introduction to the Achieving Permanence Programme", "study", 270, True),
    ("m1-w2", "Week Two: Critical Themes and Issues", "study", 330, False),
    ("m1-w2-vignettes", "Six vignettes", "case", 90, False),
    ("m1-w3", "Week Three: Essential Reading", "reading", 240, False),
    ("m1-w4", "Workshop One: Permanence: Every Child’s Right", "workshop", 0, False),
)


def build_picker_page(
    *, accept_multiple: bool = True, faults: tuple[tuple[str, str], ...] = ()
) -> PickerPage:
    """A picker with two modules; one activity is in the course already, one is ticked."""
    activities = tuple(
        PickerActivity(
            key=key,
            title=title,
            summary=f"What {title} is for, in one sentence.",
            minutes=minutes,
            kind=kind,
            placed=(title,) if placed else (),
            picked_at=None,
            checked=key == "m1-w2",
        )
        for key, title, kind, minutes, placed in WEEKS
    )
    later = tuple(
        replace(one, key=one.key.replace("m1", "m2"), placed=(), checked=False) for one in activities
    )
    modules = (
        PickerModule(1, "Module 1: Permanence: Every Child’s Right", activities),
        PickerModule(2, "Module 2: Assessment, relationships, coming into placement", later[:2]),
    )
    return PickerPage(modules, accept_multiple, faults, "/v/vis-1/picker")


def build_cohort_page(*, people: int = 9, waiting: bool = True) -> CohortPage:
    """The trainer's page with `people` participants."""
    texts = ("Complete", "4 of 7 done", "Complete", "Not marked", "Not begun")
    cells = tuple(Cell(text, "Grade sent" if text == "Complete" else None, has_work=True) for text in texts)
    long = "Chloé O’Donnell-Fitzwilliam"
    names = ("Amina Osei", "Ben Carter", long, "Dev", "Ewa", "Fay", "Gil", "Hal", "Participant 9")
    weeks = tuple(WeekColumn(f"m1-w{one}", 1, f"Week {one}", "A week", 100 + one) for one in range(1, 6))
    held = WaitingScore(
        3, "Ben Carter", "Week One", "The course did not take it: the grade is locked.", NOW, True
    )
    stuck = PaceState.STUCK
    return CohortPage(
        title="Autumn 2026",
        here=("m1-w1", "Week One"),
        wish=TableWish(page=2 if people else 1),
        pages=3 if people else 1,
        total=people,
        states=((stuck, people), (PaceState.GONE, min(people, 1))),
        stuck_after=14,
        weeks=weeks,
        columns=weeks,
        people=tuple(
            PersonRow(number, name, stuck, NOW.date(), 20, "Module 1, Week 2", "Module 1, Week 3", cells, "")
            for number, name in enumerate(names[:people], start=1)
        ),
        gone=((30, "Hope", "Deferred on 3 November 2026"),) if people else (),
        offers_old_settings=False,
        scores_waiting=(held, replace(held, id=4, can_send_again=False)) if waiting else (),
        in_trouble=2 if waiting else 0,
        on_the_way=1 if waiting else 0,
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """One template in one state."""

    name: str
    template: str
    page: Any
    visit: Visit | None


ROSTER = RosterLine(True, RosterState.READ, NOW, NOW, 2, 1, None)
SAMPLES = (
    Sample(
        "refused",
        "error.html",
        ErrorPage("Your learning site is not connected yet", "Ask. Then try.", "ab12"),
        None,
    ),
    Sample(
        "error-in-visit",
        "error.html",
        ErrorPage("This page is not here", "Go back to your course.", "ab12"),
        PARTICIPANT,
    ),
    Sample(
        "ended",
        "launch/ended.html",
        ErrorPage("Your visit has ended", "Go back to your course.", "ab12"),
        None,
    ),
    Sample(
        "new-window",
        "launch/new_window.html",
        NewWindowPage("Amina", "Autumn 2026", "/launch/ticket", "tkt"),
        None,
    ),
    Sample("plain", "launch/plain.html", NO_ROLE, None),
    Sample("picker", "placement/picker.html", build_picker_page(), PICKING),
    Sample(
        "picker-one",
        "placement/picker.html",
        build_picker_page(accept_multiple=False, faults=(("activity", "Choose an activity"),)),
        PICKING,
    ),
    Sample(
        "returning",
        "placement/returning.html",
        ReturningPage(f"{LMS}/mod/lti/contentitem_return.php", "a.b.c"),
        PICKING,
    ),
    Sample("cohort", "dashboard/cohort.html", build_cohort_page(), TRAINER),
    Sample("cohort-empty", "dashboard/cohort.html", build_cohort_page(people=0, waiting=False), TRAINER),
    Sample("help", "plain/help.html", None, None),
    Sample("privacy", "plain/privacy.html", None, None),
    Sample("accessibility", "plain/accessibility.html", None, None),
)


class OneLms:
    """The one LMS that may frame the samples."""

    def list_origins(self, _organisation_id: int | None) -> tuple[str, ...]:
        """Its origin."""
        return (LMS,)


def build_front_door() -> Flask:
    """An application with every hook of `web/`, a page for each sample, and an address for each way to fail."""
    app = Service("lti_app", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = FORM_LIMIT_BYTES
    init_logs(app)
    init_static(app)
    init_filters(app)
    init_security(app, frame_origins=OneLms())
    init_errors(app)
    add_pages(app)
    _add_samples(app)
    _add_failures(app)
    return app


def _add_samples(app: Flask) -> None:
    by_name = {sample.name: sample for sample in SAMPLES}

    @app.get("/samples/<name>")
    def show_sample(name: str) -> str:
        sample = by_name[name]
        if sample.name == "returning":
            allow_form_post_to(sample.page.return_url)
        given = {"page": sample.page, "visit": sample.visit, "roster": ROSTER, "waiting": Waiting()}
        return render_template(sample.template, **given, can_mail=True, faults=())


def _add_failures(app: Flask) -> None:
    @app.get("/fails/<how>")
    def fail(how: str) -> str:
        match how:
            case "refused":
                raise Refused(
                    "a fixed reason", title="You may not", advice="Do this instead.", reference="ref-77"
                )
            case "ended":
                raise Refused(
                    "visit ended", title="Your visit has ended", advice="Open it again.", status=401
                )
            case "not-here":
                raise NotHere("hers, not yours")
            case "elsewhere":
                raise Elsewhere("lms answered nonsense", try_again=False)
            case "elsewhere-for-now":
                raise Elsewhere("lms away", try_again=True)
            case "teapot":
                abort(418)
        raise RuntimeError("Amina's secret stands in this exception")

    @app.post("/form")
    def take_form() -> Response:
        return jsonify(fields=len(request.form))

    @app.get("/away")
    def go_away() -> Response:
        return redirect(f"{LMS}/mod/lti/auth.php")
