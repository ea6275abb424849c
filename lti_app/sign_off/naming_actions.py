"""A line manager is named, proposed, confirmed, declined or ended: each in one transaction, and on the audit trail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.cohort.records import Membership, Person
from lti_app.cohort.role_rules import Role
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.privacy.trail_records import add_trail_line
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.naming_records import (
    LineManagerRecord,
    MailDomains,
    find_naming,
    list_mail_domains,
)
from lti_app.sign_off.naming_rules import (
    Fault,
    NamedLineManager,
    NamingState,
    digest_address,
    list_naming_faults,
)
from lti_app.sign_off.visit_records import record_links_ended
from lti_app.sign_off.visit_rules import EndedBecause

UNNAMED = "A trainer whose name the learning site does not share"
CHANGED = "The proposal has changed since this page was loaded. Read it again before you confirm it"


@dataclass(frozen=True, slots=True)
class _Participant:
    person: Person
    name: str
    own_digest: str | None


def name_line_manager(
    *, visit: Visit, person_id: int, named: NamedLineManager, secret: str, now: datetime
) -> tuple[Fault, ...]:
    """What is wrong with it; empty where a participant's line manager is now who the trainer named.

    Who was it before is so no more, their link included, and a proposal that waited is over. Raises NotHere.
    """
    with transaction() as session:
        participant = _get_participant(session, visit, person_id)
        faults = _list_faults(session, participant, named, by_participant=False)
        if faults:
            return faults
        _end_all(session, person_id, visit=visit, now=now)
        naming = _add(session, participant, named, visit=visit, secret=secret, now=now)
        _confirm(session, naming, visit, now)
        return ()


def propose_line_manager(
    *, visit: Visit, named: NamedLineManager, secret: str, now: datetime
) -> tuple[Fault, ...]:
    """What is wrong with it; empty where the participant's proposal now waits for a trainer, in place of an earlier."""
    with transaction() as session:
        participant = _get_participant(session, visit, visit.person_id)
        faults = _list_faults(session, participant, named, by_participant=True)
        if faults:
            return faults
        _end(session, visit.person_id, NamingState.PROPOSED, NamingState.ENDED, visit=visit, now=now)
        naming = _add(session, participant, named, visit=visit, secret=secret, now=now)
        naming.is_proposal = True
        record_naming_deed(session, naming, "line manager proposed", now, visit.person_id)
        return ()


def confirm_proposal(
    *, visit: Visit, person_id: int, naming_id: int, looked: bool, now: datetime
) -> tuple[Fault, ...]:
    """What speaks against it; empty where the proposal of that number is now the confirmed line manager.

    Another proposal than the one that the trainer was shown is not confirmed. Raises NotHere.
    """
    with transaction() as session:
        participant = _get_participant(session, visit, person_id)
        naming = find_naming(session, person_id=person_id, state=NamingState.PROPOSED)
        if naming is None or naming.id != naming_id:
            return (("", CHANGED),)
        named = NamedLineManager(naming.name, naming.post, naming.address, naming.reason or "", looked)
        faults = _list_faults(session, participant, named, by_participant=False)
        if faults:
            return faults
        _end(session, person_id, NamingState.CONFIRMED, NamingState.ENDED, visit=visit, now=now)
        _confirm(session, naming, visit, now)
        return ()


def decline_proposal(*, visit: Visit, person_id: int, now: datetime) -> None:
    """The proposal that waits is declined; nothing where none does. Raises NotHere."""
    with transaction() as session:
        _get_participant(session, visit, person_id)
        _end(session, person_id, NamingState.PROPOSED, NamingState.DECLINED, visit=visit, now=now)


def end_line_manager(*, visit: Visit, person_id: int, now: datetime) -> None:
    """Nobody is the participant's line manager from now on; what was signed stays. Raises NotHere."""
    with transaction() as session:
        _get_participant(session, visit, person_id)
        _end(session, person_id, NamingState.CONFIRMED, NamingState.ENDED, visit=visit, now=now)


def set_mail_domains(organisation_id: int, domains: tuple[str, ...], *, by_id: int, now: datetime) -> None:
    """The organisation's own mail domains are these from now on. `by_id` is the administrator."""
    with transaction() as session:
        session.merge(MailDomains(organisation_id=organisation_id, domains="\n".join(domains), set_at=now))
        add_trail_line(
            session,
            organisation_id=organisation_id,
            deed="mail domains set",
            by_administrator_id=by_id,
            now=now,
        )


def _get_participant(session: Session, visit: Visit, person_id: int) -> _Participant:
    lock_person(session, person_id)
    person = session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Person.organisation_id == visit.organisation_id,
            Membership.cohort_id == visit.cohort_id,
            Membership.role == Role.PARTICIPANT,
        )
    )
    # Nobody confirms their own line manager, in whatever role they come.
    if person is None or (visit.role is not Role.PARTICIPANT and person.id == visit.person_id):
        raise NotHere("no such participant in this cohort")
    names = json.loads(person.names)
    return _Participant(person, names.get("full") or "", names.get("address_digest"))


def _list_faults(
    session: Session, participant: _Participant, named: NamedLineManager, *, by_participant: bool
) -> tuple[Fault, ...]:
    return list_naming_faults(
        named,
        own_digest=participant.own_digest,
        own_name=participant.name,
        domains=list_mail_domains(session, participant.person.organisation_id),
        by_participant=by_participant,
    )


def _add(
    session: Session,
    participant: _Participant,
    named: NamedLineManager,
    *,
    visit: Visit,
    secret: str,
    now: datetime,
) -> LineManagerRecord:
    naming = LineManagerRecord(
        organisation_id=participant.person.organisation_id,
        person_id=participant.person.id,
        state=NamingState.PROPOSED,
        name=named.name,
        post=named.post,
        address=named.address,
        address_digest=digest_address(named.address, secret=secret),
        reason=named.reason or None,
        named_at=now,
        named_by_id=visit.person_id,
    )
    session.add(naming)
    session.flush()
    return naming


def _confirm(session: Session, naming: LineManagerRecord, visit: Visit, now: datetime) -> None:
    naming.state = NamingState.CONFIRMED
    naming.confirmed_at, naming.confirmed_by_id = now, visit.person_id
    naming.confirmed_by = visit.person_name or UNNAMED
    record_naming_deed(session, naming, "line manager confirmed", now, visit.person_id)


def _end_all(session: Session, person_id: int, *, visit: Visit, now: datetime) -> None:
    for state in (NamingState.PROPOSED, NamingState.CONFIRMED):
        _end(session, person_id, state, NamingState.ENDED, visit=visit, now=now)


def _end(
    session: Session, person_id: int, state: NamingState, to: NamingState, *, visit: Visit, now: datetime
) -> None:
    naming = find_naming(session, person_id=person_id, state=state)
    if naming is None:
        return
    naming.state, naming.ended_at, naming.ended_by_id = to, now, visit.person_id
    record_links_ended(session, line_manager_id=naming.id, because=EndedBecause.LINE_MANAGER, now=now)
    record_naming_deed(session, naming, f"line manager {to}", now, visit.person_id)
    session.flush()
