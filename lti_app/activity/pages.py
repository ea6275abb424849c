"""The pages on which the programme is done: an activity, a task with its drafts, and the programme map."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from lti_app.activity import actions, map_reads, reads
from lti_app.activity.evidence_reads import get_evidence_page
from lti_app.activity.form_rules import Button, SentForm, read_moved, read_sent_form
from lti_app.activity.outcome_pages import (
    answer_json,
    answer_saved,
    answer_signs,
    answer_submitted,
    make_store_key,
    show_closed_or,
    show_task_again,
    wake_deliveries,
    wish_for,
)
from lti_app.activity.outcome_rules import SaveOutcome, SubmitOutcome, Submitted
from lti_app.activity.page_rules import ActivityPage, ClosedPage
from lti_app.activity.part_reads import get_part_page
from lti_app.activity.task_page_rules import TaskPage
from lti_app.activity.task_reads import get_task, get_task_page
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.gate.facts_rules import Target
from lti_app.jobs import wake_mail
from lti_app.launch.visit_rules import Visit
from lti_app.notices.reads import list_waiting
from lti_app.organisation.place_reads import list_empty_places
from lti_app.privacy.identity_reads import find_identity_signs
from lti_app.privacy.identity_rules import IdentitySign
from lti_app.programme.model import PartKey, PartRef, Place, Task, TaskRef, Touchpoint
from lti_app.review.actions import mark_seen
from lti_app.sign_off.telling_actions import tell_of_work
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings
from lti_app.web.kept_pages import render_kept
from lti_app.workshop.actions import show
from lti_app.workshop.release_rules import decide_waits

pages = Blueprint("activity", __name__)
LOOKED = "looked"
TASK = "/v/<visit_id>/activity/<key>/task/<task_key>"


@pages.get("/v/<visit_id>/activity/<key>")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER, previews=True)
def show_activity(visit: Visit, key: str) -> AnyResponse | str:
    """An activity with its tasks; a trainer's is a preview."""
    activity = get_programme().find_activity(key)
    if activity is not None and decide_waits(activity.opens):
        _keep_shown(visit, activity.key)
    page = reads.get_activity_page(
        visit=visit,
        programme=get_programme(),
        activity_key=key,
        moved=read_moved(request.args.get("moved")),
        now=utc_now(),
    )
    if isinstance(page, ActivityPage):
        if page.is_keepable:
            return render_kept(
                "activity/activity.html", page=page, visit=visit, store_key=make_store_key(visit)
            )
        return render_template(
            "activity/activity.html",
            page=page,
            visit=visit,
            store_key=make_store_key(visit),
            empty=_list_empty(visit, page),
        )
    return show_closed_or(page, visit)


@pages.get("/v/<visit_id>/activity/<key>/part/<part_key>")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER, previews=True)
def show_part(visit: Visit, key: str, part_key: str) -> AnyResponse:
    """One part of a case, kept as shown before any of it goes out; a trainer's is a preview, and leaves no trace."""
    programme, now = get_programme(), utc_now()
    activity = programme.find_activity(key)
    if activity is not None:
        _keep_shown(visit, PartRef(activity.key, PartKey(part_key)))
    page = get_part_page(visit=visit, programme=programme, activity_key=key, part_key=part_key, now=now)
    if isinstance(page, ClosedPage):
        return show_closed_or(page, visit)
    return make_response(render_template("activity/part.html", page=page, visit=visit))


@pages.get("/v/<visit_id>/programme")
@entry.visitor(Role.PARTICIPANT, Role.TRAINER, previews=True)
def show_map(visit: Visit) -> str:
    """The programme map: where one stands and what is next."""
    programme, now = get_programme(), utc_now()
    page = map_reads.get_map_page(visit=visit, programme=programme, now=now)
    waiting = (
        None if page.is_preview or visit.shown_as else list_waiting(visit=visit, programme=programme, now=now)
    )
    can_mail = get_settings().can_mail
    return render_template("activity/map.html", page=page, visit=visit, waiting=waiting, can_mail=can_mail)


@pages.get("/v/<visit_id>/evidence")
@entry.visitor(Role.PARTICIPANT)
def show_evidence(visit: Visit) -> str:
    """Everything that the participant has submitted: theirs alone."""
    page = get_evidence_page(visit=visit, programme=get_programme())
    return render_template("activity/evidence.html", page=page, visit=visit)


@pages.get(TASK)
@entry.visitor(Role.PARTICIPANT, Role.TRAINER, previews=True)
def show_task(visit: Visit, key: str, task_key: str) -> AnyResponse | str:
    """A task: its form, what was submitted, or a trainer's preview."""
    activity, task = get_task(get_programme(), key, task_key)
    if decide_waits((*activity.opens, *task.opens)):
        _keep_shown(visit, TaskRef(activity.key, task.key))
    wish = wish_for(
        visit,
        change="change" in request.args,
        more=request.args.get("more"),
        forgets="kept" in request.args,
        thrown="thrown" in request.args,
    )
    page = get_task_page(
        visit=visit, programme=get_programme(), activity_key=key, task_key=task_key, wish=wish, now=utc_now()
    )
    if isinstance(page, TaskPage) and page.beside.is_new:
        # From here on the trainer's words stay as they are; read again, they are those that stay.
        mark_seen(visit=visit, activity_key=key, task_key=task_key, now=utc_now())
        page = get_task_page(
            visit=visit,
            programme=get_programme(),
            activity_key=key,
            task_key=task_key,
            wish=wish,
            now=utc_now(),
        )
    return show_closed_or(page, visit)


@pages.post(TASK)
@entry.visitor(Role.PARTICIPANT)
def submit_task(visit: Visit, key: str, task_key: str) -> AnyResponse | str:
    """The answer to a task's form: whichever of its buttons was pressed, it works without script."""
    _, task = get_task(get_programme(), key, task_key)
    sent = read_sent_form(asks=task.asks, form=request.form)
    match sent.button:
        case Button.SUBMIT if signs := _find_signs(visit, task, sent):
            saved = _save(visit, key, task_key, sent)
            return answer_signs(saved, signs, visit=visit, key=key, task_key=task_key, sent=sent)
        case Button.SUBMIT:
            outcome = _submit(visit, key, task_key, sent)
            if isinstance(outcome, Submitted):
                wake_deliveries(outcome)
                _tell_line_manager(visit, key, task_key)
            return answer_submitted(outcome, visit=visit, key=key, task_key=task_key, sent=sent)
        case Button.THEIRS:
            return show_task_again(visit, key, task_key, kept="other")
        case Button.DISCARD:
            actions.discard_draft(
                visit=visit, programme=get_programme(), activity_key=key, task_key=task_key, now=utc_now()
            )
            return show_task_again(visit, key, task_key, kept="submitted", thrown="yes")
        case Button.RESTORE:
            actions.restore_draft(
                visit=visit,
                programme=get_programme(),
                activity_key=key,
                task_key=task_key,
                editor=sent.editor,
                now=utc_now(),
            )
            return show_task_again(visit, key, task_key)
        case Button.SAVE | Button.ADD | Button.MINE | Button.JOIN:
            saved = _save(visit, key, task_key, sent)
            return answer_saved(saved, visit=visit, key=key, task_key=task_key, sent=sent)


@pages.post(f"{TASK}/draft")
@entry.visitor(Role.PARTICIPANT)
def save_task_draft(visit: Visit, key: str, task_key: str) -> tuple[Response, int]:
    """The answer to what the page saves by itself as one types."""
    _, task = get_task(get_programme(), key, task_key)
    return answer_json(_save(visit, key, task_key, read_sent_form(asks=task.asks, form=request.form)))


def _keep_shown(visit: Visit, target: Target) -> None:
    """Keep that a participant is shown what a trainer gave out, before any of it goes out: it cannot be taken back from
    under somebody who reads it or writes to it."""
    if visit.role is Role.PARTICIPANT and visit.shown_as is None:
        show(visit=visit, programme=get_programme(), target=target, now=utc_now())


def _list_empty(visit: Visit, page: ActivityPage) -> tuple[Place, ...]:
    """What this activity asks to read or show and the organisation has not placed, for its trainers."""
    if not page.is_preview:
        return ()
    places = list_empty_places(organisation_id=visit.organisation_id, programme=get_programme())
    return tuple(place for place in places if page.activity_key in place.used_in)


def _find_signs(visit: Visit, task: Task, sent: SentForm) -> tuple[IdentitySign, ...]:
    """What in an entry on a real case looks like a sign of who somebody is, until its writer has looked at it."""
    if sent.row == LOOKED or not isinstance(task.asks, Touchpoint):
        return ()
    return find_identity_signs(text=sent.answers.get("text"), cohort_id=visit.cohort_id)


def _submit(visit: Visit, key: str, task_key: str, sent: SentForm) -> SubmitOutcome:
    return actions.submit(
        visit=visit,
        programme=get_programme(),
        activity_key=key,
        task_key=task_key,
        answers=sent.answers,
        based_on_version=sent.based_on_version,
        editor=sent.editor,
        max_characters=get_settings().max_answer_characters,
        now=utc_now(),
    )


def _tell_line_manager(visit: Visit, key: str, task_key: str) -> None:
    """Have the line manager told by mail, where it waits for their word and mail is set up."""
    told = get_settings().can_mail and tell_of_work(
        person_id=visit.person_id, programme=get_programme(), ref=(key, task_key), now=utc_now()
    )
    if told:
        wake_mail()


def _save(visit: Visit, key: str, task_key: str, sent: SentForm) -> SaveOutcome:
    return actions.save_draft(
        visit=visit,
        programme=get_programme(),
        activity_key=key,
        task_key=task_key,
        answers=sent.answers,
        based_on_version=sent.based_on_version,
        editor=sent.editor,
        max_characters=get_settings().max_answer_characters,
        now=utc_now(),
        joins=sent.button is Button.JOIN,
    )
