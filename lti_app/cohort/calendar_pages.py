"""The trainer's calendar: in what order weeks open, the first day, breaks, workshops' days, and late starters."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.cohort.calendar_actions import set_calendar, set_late_start, set_policy
from lti_app.cohort.calendar_form_rules import (
    MOST_PAUSES,
    NOTHING,
    CalendarForm,
    Typed,
    read_calendar_form,
    read_day,
    read_typed,
)
from lti_app.cohort.calendar_reads import get_calendar_page, list_workshop_titles
from lti_app.cohort.calendar_rules import CalendarFault, list_calendar_faults
from lti_app.cohort.role_rules import Role
from lti_app.launch.visit_rules import Visit
from lti_app.web import entry
from lti_app.web.current import get_programme

pages = Blueprint("calendar", __name__)
CALENDAR = "/v/<visit_id>/calendar"
FAULT_FIELDS = {"pause.": "pause-{}-first-day", "workshop.": "workshop-{}-day", "start.": "start-day"}


@pages.get(CALENDAR)
@entry.visitor(Role.TRAINER)
def show_calendar(visit: Visit) -> str:
    """The calendar as it is set, with each week's dates for the cohort or for one person."""
    return _render(visit, person_id=request.args.get("person", type=int), said=request.args.get("said", ""))


@pages.post(CALENDAR)
@entry.visitor(Role.TRAINER)
def change_calendar(visit: Visit) -> ResponseReturnValue:
    """Show what the form would do, give room for another break, or keep it."""
    form = read_calendar_form(request.form, workshops=list_workshop_titles(get_programme()))
    wish = request.form.get("do", "save")
    if wish == "add":
        more = min(form.pauses + 1, MOST_PAUSES)
        return _render(visit, typed=replace(form, pauses=more, faults=()), seen=request.form.get("seen"))
    if not form.faults:
        form = _judge(form)
    seen = request.form.get("seen")
    if not form.faults and wish == "save":
        form, seen = _keep(visit, form, seen), None
        if not form.faults:
            return redirect(url_for("calendar.show_calendar", visit_id=visit.id, said="kept"), code=303)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.faults else HTTPStatus.OK
    return _render(visit, typed=form, seen=seen), status


@pages.post(f"{CALENDAR}/late")
@entry.visitor(Role.TRAINER)
def change_late_start(visit: Visit) -> ResponseReturnValue:
    """Give a person their own first day, or the cohort's again."""
    person_id = _read_person()
    typed = read_typed(request.form, "late")
    day, is_wrong = read_day(typed)
    removes = request.form.get("do") == "remove"
    faults = [] if person_id else [("person", "Choose who starts late")]
    if not removes and (is_wrong or day is None):
        faults.append(("late-day", "Enter the day on which they start, such as 21 11 2026"))
    if faults or person_id is None:
        return _render(visit, late=typed, late_faults=tuple(faults)), HTTPStatus.UNPROCESSABLE_ENTITY
    set_late_start(
        cohort_id=visit.cohort_id,
        person_id=person_id,
        starts_on=None if removes else day,
        by_id=visit.person_id,
        now=utc_now(),
    )
    way = url_for(
        "calendar.show_calendar", visit_id=visit.id, said="late", person=None if removes else person_id
    )
    return redirect(way + "#dates", code=303)


def _judge(form: CalendarForm) -> CalendarForm:
    """The form with what is wrong with its calendar as a whole."""
    return _add_faults(form, list_calendar_faults(programme=get_programme(), plan=form.plan))


def _add_faults(form: CalendarForm, faults: tuple[CalendarFault, ...]) -> CalendarForm:
    return replace(form, faults=tuple((_field_of(one.field), one.message) for one in faults))


def _keep(visit: Visit, form: CalendarForm, seen: str | None) -> CalendarForm:
    """The form, without faults where its calendar is kept now."""
    faults = set_calendar(
        programme=get_programme(),
        cohort_id=visit.cohort_id,
        plan=form.plan,
        by_id=visit.person_id,
        now=utc_now(),
        seen=seen,
    )
    if not faults and form.policy is not None:
        set_policy(cohort_id=visit.cohort_id, policy=form.policy)
    return _add_faults(form, faults)


def _field_of(name: str) -> str:
    kind, _, which = name.partition(".")
    return FAULT_FIELDS.get(f"{kind}.", "{}").format(which)


def _read_person() -> int | None:
    """The number of the person who is chosen; None for what is no number of anybody."""
    told = request.form.get("person", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < len("1000000000") else None


def _render(
    visit: Visit,
    *,
    person_id: int | None = None,
    typed: CalendarForm | None = None,
    late: Typed = NOTHING,
    late_faults: tuple[tuple[str, str], ...] = (),
    said: str = "",
    seen: str | None = None,
) -> str:
    """The page; `seen` is which calendar the form was opened on, None for the one that is kept."""
    page = get_calendar_page(
        programme=get_programme(), cohort_id=visit.cohort_id, person_id=person_id, typed=typed
    )
    return render_template(
        "calendar/calendar.html",
        page=page,
        visit=visit,
        late=late,
        late_faults=late_faults,
        said=said,
        seen=page.seen if seen is None else seen,
    )
