"""What a participant sees of their certificate, and what everybody may ask about a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.certificate.facts_records import load_certificate_facts
from lti_app.certificate.number_rules import read_number
from lti_app.certificate.records import find_certificate, find_numbered
from lti_app.certificate.rules import Certain, Lacking
from lti_app.certificate.standing_rules import Certificate, CertificateState
from lti_app.database import read_only
from lti_app.gate.facts_rules import ATTENDED, VERIFIED, Awaited
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, Programme

TITLE = "Certificate of completion"


@dataclass(frozen=True, slots=True)
class LackingLine:
    """What one activity lacks, in words; `awaited` names who must act."""

    activity_key: ActivityKey
    name: str
    title: str
    what: str
    awaited: str


@dataclass(frozen=True, slots=True)
class LackingGroup:
    """What one module lacks."""

    title: str
    lines: tuple[LackingLine, ...]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Something is missing; `for_you` is how many activities wait for the participant."""

    groups: tuple[LackingGroup, ...]
    for_you: int
    total: int
    title: str = TITLE


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """Everything is there; the name as the LMS gives it, or as it was typed, with what is wrong with it."""

    name: str
    verified_at: datetime
    fault: str | None = None
    title: str = TITLE


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The certificate, and where anybody can check it."""

    certificate: Certificate
    title: str = TITLE


CertificatePage = WaitingPage | ReadyPage | HeldPage


def get_certificate_page(
    *, visit: Visit, programme: Programme, now: datetime, name: str | None = None, fault: str | None = None
) -> CertificatePage:
    """The page of the person's certificate: what is missing, the form to issue it, or the certificate itself."""
    with read_only() as session:
        held = find_certificate(session, person_id=visit.person_id)
        if held is not None:
            return HeldPage(held)
        decision = load_certificate_facts(
            session, programme=programme, person_id=visit.person_id, cohort_id=visit.cohort_id, now=now
        ).decide(programme)
    if isinstance(decision, Certain):
        return ReadyPage(visit.person_name if name is None else name, decision.verified_at, fault)
    return _make_waiting(programme, decision.shown)


def find_own_certificate(visit: Visit) -> Certificate | None:
    """The certificate of the visit's person, where it has not been withdrawn."""
    with read_only() as session:
        held = find_certificate(session, person_id=visit.person_id)
    return held if held is not None and held.state is CertificateState.VALID else None


def find_state(text: str) -> tuple[str, CertificateState]:
    """The number that was typed, as it is written, and all that anybody is told of it."""
    number = read_number(text)
    if number is None:
        return text, CertificateState.UNKNOWN
    with read_only() as session:
        row = find_numbered(session, number)
        if row is None:
            return number, CertificateState.UNKNOWN
        withdrawn = row.withdrawn_at is not None
    return number, CertificateState.WITHDRAWN if withdrawn else CertificateState.VALID


def _make_waiting(programme: Programme, shown: tuple[Lacking, ...]) -> WaitingPage:
    lines: dict[int, list[LackingLine]] = {}
    for one in shown:
        activity = programme.activities.get(one.activity)
        lines.setdefault(activity.module if activity else 0, []).append(_make_line(programme, one))
    titles = {module.number: f"Module {module.number}: {module.title}" for module in programme.modules}
    return WaitingPage(
        groups=tuple(
            LackingGroup(titles.get(number, "At the end"), tuple(found)) for number, found in lines.items()
        ),
        for_you=sum(Awaited.PARTICIPANT in one.awaited for one in shown),
        total=len(shown),
    )


def _make_line(programme: Programme, one: Lacking) -> LackingLine:
    activity = programme.activities.get(one.activity)
    return LackingLine(
        activity_key=one.activity,
        name=f"Week {activity.week}" if activity and activity.week is not None else "",
        title=activity.title if activity else "Your portfolio",
        what=_say_what(one),
        awaited=_join([awaited.value for awaited in one.awaited]),
    )


def _say_what(one: Lacking) -> str:
    if one.is_handing_over:
        return "Hand your portfolio over, for your line manager to verify it in writing."
    if one.refs == (VERIFIED,):
        return "Your line manager verifies your portfolio in writing."
    if all(ref.task == ATTENDED for ref in one.refs):
        return "Your attendance is not in the register yet."
    if one.awaited and Awaited.PARTICIPANT not in one.awaited:
        return "You have done your part. It is complete once it is agreed or accepted."
    tasks = "task" if one.total == 1 else "tasks"
    return f"{len(one.refs)} of {one.total} essential {tasks} still to complete."


def _join(words: list[str]) -> str:
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"
