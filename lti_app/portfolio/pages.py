"""The participant's pages of their portfolio: where it stands, choosing, mapping, looking through, handing over."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.jobs import wake_mail
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio import actions, reads
from lti_app.portfolio.outcome_rules import HandingOutcome
from lti_app.portfolio.page_rules import list_looked_over
from lti_app.privacy.identity_reads import find_identity_signs
from lti_app.sign_off.telling_actions import tell_of_portfolio
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings

pages = Blueprint("portfolio", __name__)
HOME = "/v/<visit_id>/portfolio"
MOST_SIGNS = 20


@pages.get(HOME)
@entry.visitor(Role.PARTICIPANT)
def show_portfolio(visit: Visit) -> str:
    """Where the portfolio stands, and the next step."""
    page = reads.get_portfolio_page(visit=visit, programme=get_programme())
    return render_template(
        "portfolio/portfolio.html", page=page, visit=visit, said=request.args.get("said", "")
    )


@pages.get(f"{HOME}/choose")
@entry.visitor(Role.PARTICIPANT)
def show_choosing(visit: Visit) -> str:
    """What to hand over, of everything that may be."""
    by_kind = request.args.get("by") == "kind"
    page = reads.get_choose_page(visit=visit, programme=get_programme(), by_kind=by_kind)
    return render_template("portfolio/choose.html", page=page, visit=visit)


@pages.post(f"{HOME}/choose")
@entry.visitor(Role.PARTICIPANT)
def keep_choice(visit: Visit) -> Response:
    """Keep the choice and go on."""
    ticked = request.form.getlist("pieces")
    actions.choose(visit=visit, programme=get_programme(), ticked=ticked, now=utc_now())
    return _go(visit, said="chosen")


@pages.get(f"{HOME}/concerns")
@entry.visitor(Role.PARTICIPANT)
def show_concerns(visit: Visit) -> str:
    """To which of the five concerns each chosen piece speaks."""
    page = reads.get_concerns_page(visit=visit, programme=get_programme())
    return render_template("portfolio/concerns.html", page=page, visit=visit)


@pages.post(f"{HOME}/concerns")
@entry.visitor(Role.PARTICIPANT)
def keep_concerns(visit: Visit) -> Response:
    """Keep the map and go on."""
    ticked = request.form.getlist("concerns")
    actions.map_to_concerns(visit=visit, programme=get_programme(), ticked=ticked, now=utc_now())
    return _go(visit, said="mapped")


@pages.get(f"{HOME}/preview")
@entry.visitor(Role.PARTICIPANT)
def show_preview(visit: Visit) -> str:
    """The portfolio as it would be handed over now."""
    return _render_preview(visit, outcome=None)


@pages.post(f"{HOME}/hand-over")
@entry.visitor(Role.PARTICIPANT)
def hand_over(visit: Visit) -> Response | tuple[str, int]:
    """Hand over what was looked at; shown again where it has changed since, or would void a verification."""
    outcome = actions.hand_over(
        visit=visit,
        programme=get_programme(),
        looked_at=request.form.get("digest", ""),
        accepts_void=request.form.get("accepts_void") == "yes",
        now=utc_now(),
    )
    if outcome is HandingOutcome.HANDED:
        _tell_line_manager(visit)
    if outcome in {HandingOutcome.HANDED, HandingOutcome.UNCHANGED}:
        return _go(visit, said=outcome.value)
    return _render_preview(visit, outcome=outcome), HTTPStatus.UNPROCESSABLE_ENTITY


@pages.post(f"{HOME}/take-back")
@entry.visitor(Role.PARTICIPANT)
def take_back(visit: Visit) -> Response:
    """Take back what lies with the line manager, where it is not verified."""
    taken = actions.take_back(visit=visit, now=utc_now())
    return _go(visit, said="taken-back" if taken else "stays")


@pages.get(f"{HOME}/handed/<int:handed_id>")
@entry.visitor(Role.PARTICIPANT)
def show_handed(visit: Visit, handed_id: int) -> str:
    """One portfolio as it was handed over."""
    page = reads.get_handed_page(visit=visit, handed_id=handed_id)
    return render_template("portfolio/handed.html", page=page, visit=visit)


def _tell_line_manager(visit: Visit) -> None:
    """Have the line manager told by mail that a portfolio lies with them, where mail is set up."""
    if get_settings().can_mail and tell_of_portfolio(person_id=visit.person_id, now=utc_now()):
        wake_mail()


def _render_preview(visit: Visit, *, outcome: HandingOutcome | None) -> str:
    page = reads.get_preview_page(visit=visit, programme=get_programme())
    signs = find_identity_signs(text=list_looked_over(page.contents), cohort_id=visit.cohort_id)
    return render_template(
        "portfolio/preview.html",
        page=page,
        visit=visit,
        signs=signs[:MOST_SIGNS],
        more_signs=max(0, len(signs) - MOST_SIGNS),
        outcome=outcome.value if outcome else "",
    )


def _go(visit: Visit, *, said: str) -> Response:
    way = url_for("portfolio.show_portfolio", visit_id=visit.id, said=said)
    return redirect(way, code=HTTPStatus.SEE_OTHER)
