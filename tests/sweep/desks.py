"""The line manager's pages to look at: their desk with two people on it, and links that open it or no longer do."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from lti_app.clock import utc_now
from lti_app.database import read_only, transaction
from lti_app.launch.records import VisitRecord
from lti_app.launch.secret_rules import digest
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.actions import hand_over
from lti_app.portfolio.reads import get_preview_page
from lti_app.portfolio.records import find_handed_over
from lti_app.programme.model import Agreement, Discussion, TaskRef
from lti_app.sign_off import making_actions, naming_actions, statement_actions
from lti_app.sign_off.making_actions import MadeLink
from lti_app.sign_off.namer_rules import Namer, namer_of_visit
from lti_app.sign_off.naming_records import MailDomains
from lti_app.sign_off.naming_rules import NamedLineManager
from lti_app.sign_off.records import find_line_manager
from lti_app.sign_off.statement_actions import Signed
from lti_app.sign_off.statement_rules import (
    SignedForm,
    decide_may_confirm,
    list_entry_lines,
)
from lti_app.sign_off.visit_reads import find_live_line_manager
from lti_app.sign_off.visit_records import LineManagerLink, LineManagerVisitRecord
from lti_app.sign_off.visit_rules import LineManagerVisit
from tests.content_preview.doing import list_before, submit
from tests.content_preview.scene import STAY, Scene
from tests.sweep.sights import Sight

NAME, POST = "Ruth Adeyemi", "Team manager"
OTHERS = ("Meera Shah", "Owen Pryce", "Joy Bello")
DOMAIN = "northmoor.gov.uk"
WEEK = timedelta(days=7)
OUTSIDE = "I rang the team and know the address."
WORDS = "I have seen this in supervision and in two assessments."


@dataclass(frozen=True, slots=True)
class Signing:
    """A participant on the desk and the two tasks that a line manager answers."""

    visit: Visit
    agreement: TaskRef
    discussion: TaskRef


def list_desk_sights(scene: Scene, by: Namer) -> Iterator[Sight]:
    """Every page of a desk, before anything is signed and after, then the pages of links."""
    with transaction() as session:
        session.merge(MailDomains(organisation_id=by.organisation_id, domains=DOMAIN, set_at=utc_now()))
    fresh, signed = _bring(scene), _bring(scene)
    for one in (fresh, signed):
        _name(scene, by, one.visit.person_id, NAME)
    link = _make_link(scene, by, fresh.visit.person_id)
    desk = _open_desk(scene, fresh.visit.person_id)
    _sign(scene, desk, signed)
    root = f"/m/{desk.id}"
    yield Sight("line manager’s people", "", root, True)
    yield Sight("line manager’s weekly mail", "", f"{root}/notices", True)
    for one, state in ((fresh, "open"), (signed, "signed")):
        person = f"{root}/people/{one.visit.person_id}"
        for kind, way in (
            ("person", ""),
            ("entry check", "/entry"),
            ("agreement", f"/work/{one.agreement.activity}/{one.agreement.task}"),
            ("discussion", f"/work/{one.discussion.activity}/{one.discussion.task}"),
            ("portfolio", "/portfolio"),
        ):
            yield Sight(f"line manager’s {kind}", state, person + way, state == "open" or kind == "portfolio")
    yield Sight("not on this desk", "error", f"{root}/people/1", False)
    own = f"/v/{signed.visit.id}/line-manager"
    yield Sight("participant line-manager", "verified", own, True)
    yield from _list_link_sights(scene, by, link)


def _list_link_sights(scene: Scene, by: Namer, good: str) -> Iterator[Sight]:
    yield Sight("line manager’s link", "", good, True)
    yield Sight("line manager’s code", "", f"{good}/code", True)
    yield Sight("link opened by the participant", "error", good, False, press="Go on")
    yield Sight("link tampered with", "error", f"{good}x", True)
    expired = _make_link(scene, by, _bring_apart(scene, by, OTHERS[0]), now=utc_now() - 2 * WEEK)
    yield Sight("link expired", "error", expired, True)
    replaced = _bring_apart(scene, by, OTHERS[1])
    yield Sight("link replaced", "error", _make_link(scene, by, replaced), False)
    used = _make_link(scene, by, replaced)
    number = int(used.rpartition("/")[2].partition("-")[0])
    with transaction() as session:
        session.get_one(LineManagerLink, number).browser_digest = digest("another browser")
        session.execute(delete(VisitRecord).where(VisitRecord.person_id == replaced))
    yield Sight("link used already", "error", used, True, press="Go on")
    left = _bring_apart(scene, by, OTHERS[2])
    gone = _make_link(scene, by, left)
    naming_actions.end_line_manager(by=by, person_id=left, now=utc_now())
    yield Sight("link of a line manager of before", "error", gone, False)


def _bring(scene: Scene) -> Signing:
    """Somebody new who waits for their line manager in every way."""
    visit = scene.enter(activity="m1-w1")
    tasks = [
        (TaskRef(activity.key, task.key), task.asks)
        for activity in scene.programme.activities.values()
        for task in activity.tasks
    ]
    agreement = next(ref for ref, asks in tasks if isinstance(asks, Agreement))
    discussion = next(
        ref
        for ref, asks in tasks
        if isinstance(asks, Discussion) and decide_may_confirm(asks, role=asks.roles[0])
    )
    for ref in (agreement, discussion):
        for one in (*list_before(scene, ref), ref):
            submit(scene, visit, one)
    looked_at = get_preview_page(visit=visit, programme=scene.programme).digest
    hand_over(visit=visit, programme=scene.programme, looked_at=looked_at, accepts_void=False, now=utc_now())
    return Signing(visit, agreement, discussion)


def _bring_apart(scene: Scene, by: Namer, name: str) -> int:
    """Somebody new whose line manager has that name, and a desk of their own."""
    person_id = scene.enter(activity="m1-w1").person_id
    _name(scene, by, person_id, name)
    return person_id


def propose(scene: Scene, visit: Visit) -> None:
    """The participant proposes a line manager, who waits to be confirmed."""
    faults = naming_actions.propose_line_manager(
        by=namer_of_visit(visit),
        person_id=visit.person_id,
        named=NamedLineManager("Colin Barratt", POST, "colin.barratt@harbour-agency.example", OUTSIDE, False),
        secret=scene.app.extensions["settings"].secret_key,
        now=utc_now(),
    )
    assert not faults, faults


def _name(scene: Scene, by: Namer, person_id: int, name: str) -> None:
    address = f"{name.lower().replace(' ', '.')}@{DOMAIN}"
    faults = naming_actions.name_line_manager(
        by=by,
        person_id=person_id,
        named=NamedLineManager(name, POST, address, "", True),
        secret=scene.app.extensions["settings"].secret_key,
        now=utc_now(),
    )
    assert not faults, faults


def _make_link(scene: Scene, by: Namer, person_id: int, now: datetime | None = None) -> str:
    made = making_actions.make_link(
        person_id=person_id,
        by=by,
        mails=False,
        base="/m/link/",
        key=scene.app.extensions["settings"].secret_key,
        lifetime=WEEK,
        now=now or utc_now(),
    )
    assert isinstance(made, MadeLink)
    return made.address


def _open_desk(scene: Scene, person_id: int) -> LineManagerVisit:
    """The desk of the person's line manager, open in the one browser."""
    now, visit_id = utc_now(), secrets.token_urlsafe(16)
    with transaction() as session:
        naming = find_line_manager(session, person_id=person_id)
        assert naming is not None, "the line manager was named a moment ago"
        session.add(
            LineManagerVisitRecord(
                id=visit_id,
                browser_digest=digest(scene.secret),
                line_manager_id=naming.id,
                opened_at=now,
                seen_at=now,
                ends_at=now + STAY,
            )
        )
    found = find_live_line_manager(visit_id, browser_secret=scene.secret, csrf_token="", idle=STAY, now=now)
    assert found is not None, "the desk was opened a moment ago"
    return found


def _sign(scene: Scene, desk: LineManagerVisit, one: Signing) -> None:
    """Everything that waits is signed."""
    lines = frozenset(line.key for group in list_entry_lines(scene.programme) for line in group)
    form = SignedForm(name=NAME, post=POST, words=WORDS, ticked=lines, number=1)
    about: dict[str, Any] = {
        "visit": desk,
        "programme": scene.programme,
        "person_id": one.visit.person_id,
        "now": utc_now(),
    }
    outcomes: list[object] = [statement_actions.record_entry(form=form, **about)]
    for ref, decision, act in (
        (one.agreement, "agree", statement_actions.answer_agreement),
        (one.discussion, "discussed", statement_actions.confirm_discussion),
    ):
        asked = replace(form, decision=decision)
        outcomes.append(act(form=asked, activity_key=ref.activity, task_key=ref.task, **about))
    with read_only() as session:
        handed = find_handed_over(session, person_id=one.visit.person_id)
        assert handed is not None, "the portfolio was handed over a moment ago"
        read = replace(form, number=handed.number, digest=handed.digest)
    verified = replace(read, ticked=frozenset({"satisfactory", "consistent"}))
    outcomes.append(statement_actions.verify_portfolio(form=verified, **about))
    assert not [one for one in outcomes if not isinstance(one, Signed)], outcomes
