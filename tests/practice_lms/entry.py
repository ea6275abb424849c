"""Who may see a page of the practice LMS, and the check that a form was sent from one of its own pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tests.practice_lms.authorisation import error_page
from tests.practice_lms.people import Session, cookie_name, find_person_called, find_session, sign_in
from tests.practice_lms.world import the_world

blueprint = Blueprint("entry", __name__)
Page = Callable[..., Response | AnyResponse]


def for_signed_in(page: Page) -> Page:
    """Give a page its session; without one, show the way to the chooser."""

    @wraps(page)
    def guarded(**kwargs: Any) -> Response | AnyResponse:
        world = the_world()
        session = find_session(world.storage, request, world.settings.port)
        if session is None:
            return redirect("/", 303)
        return _unless_forged(session) or page(session=session, **kwargs)

    return guarded


def for_teachers(page: Page) -> Page:
    """Give a page its session, if the person may change the course."""

    @wraps(page)
    def guarded(*, session: Session, **kwargs: Any) -> Response | AnyResponse:
        if not session.person.teaches:
            return error_page("Sorry, but you do not currently have permissions to do that.", 403)
        return page(session=session, **kwargs)

    return for_signed_in(guarded)


def _unless_forged(session: Session) -> Response | None:
    if request.method == "POST" and request.form.get("sesskey") != session.sesskey:
        return error_page("Your session has most likely timed out. Please sign in again.", 403)
    return None


def _sign_in_as(name: str, where: str) -> Response:
    world = the_world()
    person = find_person_called(world.storage, name)
    if person is None:
        return error_page("There is no such person here.")
    answer = make_response(redirect(where, 303))
    session = sign_in(world.storage, person)
    answer.set_cookie(cookie_name(world.settings.port), session.id, httponly=True, samesite="Lax")
    return answer


@blueprint.get("/as/<name>")
def sign_in_by_address(name: str) -> Response:
    """Sign in as a person by number, username or kind, and go to the course (or `?next=`)."""
    where = request.args.get("next", "/course")
    return _sign_in_as(name, where if where.startswith("/") and not where.startswith("//") else "/course")


@blueprint.post("/as")
def sign_in_by_choice() -> Response:
    """Sign in as the person chosen, and go to the course."""
    return _sign_in_as(request.form.get("person", ""), "/course")
