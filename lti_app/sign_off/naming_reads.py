"""What participant and trainer see: who the line manager is, who was, the link that is out, and what was signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lti_app.cohort.name_rules import read_full_name, read_name
from lti_app.cohort.records import Person
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.programme.model import Programme
from lti_app.sign_off.desk_reads import list_person_words
from lti_app.sign_off.namer_records import find_participant
from lti_app.sign_off.namer_rules import Namer
from lti_app.sign_off.naming_records import LineManagerRecord, list_mail_domains, list_namings
from lti_app.sign_off.naming_rules import NamingState, decide_is_inside, is_same_name
from lti_app.sign_off.records import find_verification
from lti_app.sign_off.state_rules import Word
from lti_app.sign_off.statement_records import list_statements
from lti_app.sign_off.statement_rules import StatementKind, Verification
from lti_app.sign_off.visit_records import find_open_link


@dataclass(frozen=True, slots=True)
class NamingLine:
    """One naming: who, whether inside the organisation's domains, and how it came and went."""

    id: int
    state: NamingState
    name: str
    post: str
    address: str
    reason: str
    is_inside: bool
    has_same_name: bool
    is_proposal: bool
    named_at: datetime
    confirmed_at: datetime | None
    confirmed_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkLine:
    """The link that is out: made when, mailed or copied, good until, used when."""

    made_at: datetime
    is_mailed: bool
    expires_at: datetime
    used_at: datetime | None
    has_expired: bool


@dataclass(frozen=True, slots=True)
class SaidWord:
    """What the line manager signed, with their own words, newest first. `title` names the task, "" for none."""

    kind: StatementKind
    title: str
    name: str
    post: str
    statement: str
    words: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class NamingPage:
    """The page about one participant's line manager."""

    title: str
    person_id: int
    name: str
    current: NamingLine | None
    proposal: NamingLine | None
    history: tuple[NamingLine, ...]
    link: LinkLine | None
    words: tuple[Word, ...]
    said: tuple[SaidWord, ...]
    verification: Verification | None
    domains: tuple[str, ...]


def get_naming_page(*, by: Namer, programme: Programme, person_id: int, now: datetime) -> NamingPage:
    """The page about a participant of the namer's cohort. Raises NotHere; a participant sees their own alone.

    An administrator is not told what the line manager wrote: how each word stands, and no more.
    """
    with read_only() as session:
        person = _get_person(session, by, person_id)
        full = read_full_name(person.names)
        domains = list_mail_domains(session, by.organisation_id)
        lines = [_line(one, full, domains) for one in list_namings(session, person_id=person_id)]
        by_state = {one.state: one for one in reversed(lines)}
        current = by_state.get(NamingState.CONFIRMED)
        verification = find_verification(session, person_id=person_id)
        return NamingPage(
            title="Your line manager"
            if by.is_participant
            else f"The line manager of {full or 'this participant'}",
            person_id=person_id,
            name=read_name(person.names, person_id),
            current=current,
            proposal=by_state.get(NamingState.PROPOSED),
            history=tuple(one for one in lines if one.state in {NamingState.ENDED, NamingState.DECLINED}),
            link=_link(session, current, now),
            words=list_person_words(session, programme=programme, person_id=person_id),
            said=() if by.is_administrator else _list_said(session, programme, person_id),
            verification=_without_words(verification) if by.is_administrator else verification,
            domains=domains,
        )


def get_mail_domains(organisation_id: int) -> tuple[str, ...]:
    """The organisation's own mail domains."""
    with read_only() as session:
        return list_mail_domains(session, organisation_id)


def _get_person(session: Session, by: Namer, person_id: int) -> Person:
    if by.is_participant and person_id != by.person_id:
        raise NotHere("another participant's line manager")
    person = find_participant(session, by, person_id)
    if person is None:
        raise NotHere("no such participant in this cohort")
    return person


def _line(one: LineManagerRecord, own_name: str, domains: tuple[str, ...]) -> NamingLine:
    return NamingLine(
        id=one.id,
        state=one.state,
        name=one.name,
        post=one.post,
        address=one.address,
        reason=one.reason or "",
        is_inside=decide_is_inside(one.address, domains),
        has_same_name=is_same_name(one.name, own_name),
        is_proposal=one.is_proposal,
        named_at=one.named_at,
        confirmed_at=one.confirmed_at,
        confirmed_by=one.confirmed_by or "",
        ended_at=one.ended_at,
    )


def _without_words(verification: Verification | None) -> Verification | None:
    """That somebody signed, who and when: what they wrote about a participant is no administrator's to read."""
    if verification is None:
        return None
    return replace(verification, statement="", words="", void_reason="")


def _link(session: Session, current: NamingLine | None, now: datetime) -> LinkLine | None:
    found = find_open_link(session, line_manager_id=current.id) if current is not None else None
    if found is None:
        return None
    return LinkLine(
        found.made_at, found.is_mailed, found.expires_at, found.used_at, has_expired=found.expires_at <= now
    )


def _list_said(session: Session, programme: Programme, person_id: int) -> tuple[SaidWord, ...]:
    titles = {
        f"{activity.key}/{task.key}": task.title
        for activity in programme.activities.values()
        for task in activity.tasks
    }
    said = [
        SaidWord(one.kind, one.ref, one.name, one.post, one.statement, one.words, one.signed_at)
        for one in list_statements(session, person_id=person_id)
        if one.kind is not StatementKind.VERIFIED
    ]
    return tuple(replace(one, title=titles.get(one.title, "")) for one in said)
