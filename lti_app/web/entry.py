"""Who may enter: the decorator that every route carries, and what it finds out before the page is asked."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Generic, Protocol, TypeVar

from flask import request

from lti_app.administration import actions as administration_actions
from lti_app.administration.reads import find_live_administrator
from lti_app.administration.visit_rules import AdministratorVisit
from lti_app.clock import utc_now
from lti_app.cohort.role_rules import Role
from lti_app.errors import VISIT_ENDED, NotHere, Refused
from lti_app.launch import actions as launch_actions
from lti_app.launch import reads as launch_reads
from lti_app.launch.visit_rules import SHOWN_MARK, Visit, VisitKind, find_shown_visit
from lti_app.sign_off import visit_actions as sign_off_actions
from lti_app.sign_off.visit_reads import find_live_line_manager
from lti_app.sign_off.visit_rules import LineManagerVisit
from lti_app.web.current import find_browser_secret, get_settings, make_csrf_token, remember_organisation

View = Callable[..., Any]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Entry:
    """The permission declared for a route: the roles that may enter (none: anyone) and the kinds of visit."""

    roles: tuple[Role, ...]
    kinds: tuple[VisitKind, ...]
    administrators: bool = False
    line_managers: bool = False


class _Stay(Protocol):
    """What every kind of visit has."""

    @property
    def id(self) -> str: ...
    @property
    def csrf_token(self) -> str: ...
    @property
    def seen_at(self) -> datetime: ...


_AnyStay = TypeVar("_AnyStay", bound=_Stay)


@dataclass(frozen=True, slots=True)
class _StayKind(Generic[_AnyStay]):
    """How one kind of visit is found and kept alive, and what somebody is told whose visit is over."""

    find: Callable[..., _AnyStay | None]
    record_seen: Callable[..., None]
    over: str
    over_title: str
    over_advice: str


_VISITS: _StayKind[Visit] = _StayKind(
    find=launch_reads.find_live_visit,
    record_seen=launch_actions.record_visit_seen,
    over=VISIT_ENDED,
    over_title="Your visit has ended",
    over_advice="Go back to your course and open the activity again from there. Everything that was saved is kept.",
)
_ADMINISTRATORS: _StayKind[AdministratorVisit] = _StayKind(
    find=find_live_administrator,
    record_seen=administration_actions.record_administrator_seen,
    over="administrator signed out",
    over_title="You are signed out",
    over_advice="Open an activity from your course and choose Administration there, or ask another administrator "
    "for a new invitation.",
)
_LINE_MANAGERS: _StayKind[LineManagerVisit] = _StayKind(
    find=find_live_line_manager,
    record_seen=sign_off_actions.record_line_manager_seen,
    over="line manager signed out",
    over_title="Your desk has closed",
    over_advice="Open it again with the link that you were given. If that no longer works, ask the participant or "
    "their trainer for a new one. Everything that you signed is kept.",
)


def anyone(view: View) -> View:
    """Declare that anyone may enter, signed in or not."""
    view.__entry__ = Entry(roles=(), kinds=())  # type: ignore[attr-defined]
    return view


def visitor(
    *roles: Role, kinds: tuple[VisitKind, ...] = (VisitKind.ACTIVITY,), previews: bool = False
) -> Callable[[View], View]:
    """Declare that a live visit in one of `roles` may enter; the view gets it as `visit` in place of `visit_id`.

    `previews`: a trainer may see the page as a participant does, who is nobody; nothing can be sent from there.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def enter(visit_id: str, **address: Any) -> Any:
            own_id, _, shown = visit_id.partition(SHOWN_MARK)
            visit = _get_live(_VISITS, own_id)
            remember_organisation(visit.organisation_id)
            if shown:
                visit = _get_shown_visit(visit, shown, previews=previews)
            if visit.role not in roles or visit.kind not in kinds:
                raise NotHere("this visit has no such page")
            return view(visit, **address)

        enter.__entry__ = Entry(roles=roles, kinds=kinds)  # type: ignore[attr-defined]
        return enter

    return declare


def _get_shown_visit(visit: Visit, shown: str, *, previews: bool) -> Visit:
    """A trainer's visit as a participant's who is nobody, for a page that only shows."""
    seen = find_shown_visit(visit, shown=shown)
    if seen is None:
        raise NotHere("no such preview")
    if request.method not in SAFE_METHODS or not previews:
        raise Refused(
            "not part of a preview",
            title="This is not part of what you can try out",
            advice="You are seeing the programme as a participant does. Weeks, tasks and cases can be looked at; "
            "nothing can be saved or sent. Go back to the page before, or leave the preview by its banner.",
            status=403,
        )
    return seen


def administrator(view: View) -> View:
    """Declare that a live administrator's visit may enter; the view gets it as `visit` in place of `visit_id`."""

    @wraps(view)
    def enter(visit_id: str, **address: Any) -> Any:
        visit = _get_live(_ADMINISTRATORS, visit_id)
        remember_organisation(visit.organisation_id)
        return view(visit, **address)

    enter.__entry__ = Entry(roles=(), kinds=(), administrators=True)  # type: ignore[attr-defined]
    return enter


def line_manager(view: View) -> View:
    """Declare that a live line manager's visit may enter; the view gets it as `visit` in place of `visit_id`."""

    @wraps(view)
    def enter(visit_id: str, **address: Any) -> Any:
        visit = _get_live(_LINE_MANAGERS, visit_id)
        remember_organisation(visit.organisation_id)
        return view(visit, **address)

    enter.__entry__ = Entry(roles=(), kinds=(), line_managers=True)  # type: ignore[attr-defined]
    return enter


def _get_live(kind: _StayKind[_AnyStay], visit_id: str) -> _AnyStay:
    """The live visit of the address and of this browser; its CSRF token is checked where something would change."""
    secret = find_browser_secret()
    now = utc_now()
    settings = get_settings()
    visit = None
    if secret is not None:
        visit = kind.find(
            visit_id,
            browser_secret=secret,
            csrf_token=make_csrf_token(visit_id=visit_id, browser_secret=secret),
            idle=settings.visit_idle,
            now=now,
        )
    if visit is None:
        raise Refused(kind.over, title=kind.over_title, advice=kind.over_advice, status=401)
    if request.method not in SAFE_METHODS:
        _check_csrf(visit.csrf_token)
    if now - visit.seen_at >= settings.visit_seen_step:
        kind.record_seen(visit.id, now=now)
    return visit


def _check_csrf(expected: str) -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), expected.encode()):
        raise Refused(
            "csrf token wrong",
            title="This form could not be accepted",
            advice="It did not come from a page of this visit. Go back, reload the page and send the form again.",
        )
