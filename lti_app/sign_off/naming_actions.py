"""A line manager is named, proposed, confirmed, declined or ended: each in one transaction, and on the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.activity.evidence_records import lock_person
from lti_app.administration.records import AdministratorVisitRecord
from lti_app.cohort.name_rules import read_address_digest, read_full_name
from lti_app.cohort.records import Person
from lti_app.database import transaction
from lti_app.errors import NotHere
from lti_app.launch.records import VisitRecord
from lti_app.privacy.deed_rules import Deed
from lti_app.privacy.trail_records import add_trail_line
from lti_app.sign_off.deed_records import record_naming_deed
from lti_app.sign_off.namer_records import find_participant
from lti_app.sign_off.namer_rules import Namer
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
    is_same_name,
    list_naming_faults,
)
from lti_app.sign_off.visit_records import record_links_ended
from lti_app.sign_off.visit_rules import EndedBecause

OWN = (
    "You have this participant’s name, or they work in this browser as well, and nobody confirms their own line "
    "manager. A trainer of the course can do it"
)
ENDED_AS = {NamingState.ENDED: Deed.ENDED, NamingState.DECLINED: Deed.DECLINED}
CHANGED = "The proposal has changed since this page was loaded. Read it again before you confirm it"


@dataclass(frozen=True, slots=True)
class _Participant:
    person: Person
    name: str
    own_digest: str | None


def name_line_manager(
    *, by: Namer, person_id: int, named: NamedLineManager, secret: str, now: datetime
) -> tuple[Fault, ...]:
    """What is wrong with it; empty where a participant's line manager is now who the trainer named.

    Who was it before is so no more, their link included, and a proposal that waited is over. Raises NotHere.
    """
    with transaction() as session:
        participant = _get_participant(session, by, person_id)
        faults = _list_faults(session, participant, named, by)
        if faults:
            return faults
        _end_all(session, person_id, by=by, now=now)
        naming = _add(session, participant, named, by=by, secret=secret, now=now)
        _confirm(session, naming, by, now)
        return ()


def propose_line_manager(
    *, by: Namer, person_id: int, named: NamedLineManager, secret: str, now: datetime
) -> tuple[Fault, ...]:
    """What is wrong with it; empty where the participant's proposal now waits for a trainer, in place of an earlier."""
    with transaction() as session:
        participant = _get_participant(session, by, person_id)
        faults = _list_faults(session, participant, named, by)
        if faults:
            return faults
        _end(session, person_id, NamingState.PROPOSED, NamingState.ENDED, by=by, now=now)
        naming = _add(session, participant, named, by=by, secret=secret, now=now)
        naming.is_proposal = True
        record_naming_deed(session, naming, Deed.PROPOSED, now, by)
        return ()


def confirm_proposal(
    *, by: Namer, person_id: int, naming_id: int, looked: bool, now: datetime
) -> tuple[Fault, ...]:
    """What speaks against it; empty where the proposal of that number is now the confirmed line manager.

    Another proposal than the one that the trainer was shown is not confirmed. Raises NotHere.
    """
    with transaction() as session:
        participant = _get_participant(session, by, person_id)
        naming = find_naming(session, person_id=person_id, state=NamingState.PROPOSED)
        if naming is None or naming.id != naming_id:
            return (("", CHANGED),)
        named = NamedLineManager(naming.name, naming.post, naming.address, naming.reason or "", looked)
        faults = _list_faults(session, participant, named, by)
        if faults:
            return faults
        _end(session, person_id, NamingState.CONFIRMED, NamingState.ENDED, by=by, now=now)
        _confirm(session, naming, by, now)
        return ()


def decline_proposal(*, by: Namer, person_id: int, now: datetime) -> None:
    """The proposal that waits is declined; nothing where none does. Raises NotHere."""
    with transaction() as session:
        _get_participant(session, by, person_id)
        _end(session, person_id, NamingState.PROPOSED, NamingState.DECLINED, by=by, now=now)


def end_line_manager(*, by: Namer, person_id: int, now: datetime) -> None:
    """Nobody is the participant's line manager from now on; what was signed stays. Raises NotHere."""
    with transaction() as session:
        _get_participant(session, by, person_id)
        _end(session, person_id, NamingState.CONFIRMED, NamingState.ENDED, by=by, now=now)


def set_mail_domains(organisation_id: int, domains: tuple[str, ...], *, by_id: int, now: datetime) -> None:
    """The organisation's own mail domains are these from now on. `by_id` is the administrator."""
    with transaction() as session:
        session.merge(MailDomains(organisation_id=organisation_id, domains="\n".join(domains), set_at=now))
        add_trail_line(
            session,
            organisation_id=organisation_id,
            deed=Deed.DOMAINS_SET,
            by_administrator_id=by_id,
            now=now,
        )


def _get_participant(session: Session, by: Namer, person_id: int) -> _Participant:
    lock_person(session, person_id)
    person = find_participant(session, by, person_id)
    # Nobody confirms their own line manager, in whatever role they come.
    if person is None or by.is_participant != (person.id == by.person_id):
        raise NotHere("no such participant in this cohort")
    return _Participant(person, read_full_name(person.names), read_address_digest(person.names))


def _list_faults(
    session: Session, participant: _Participant, named: NamedLineManager, by: Namer
) -> tuple[Fault, ...]:
    if by.is_administrator and _is_own(session, participant, by):
        return (("", OWN),)
    return list_naming_faults(
        named,
        own_digest=participant.own_digest,
        own_name=participant.name,
        domains=list_mail_domains(session, participant.person.organisation_id),
        by_participant=by.is_participant,
    )


def _is_own(session: Session, participant: _Participant, by: Namer) -> bool:
    """Whether an administrator whose launches are not known may be the participant themselves."""
    if by.person_id is not None:
        return False
    browsers = select(AdministratorVisitRecord.browser_digest).where(
        AdministratorVisitRecord.administrator_id == by.administrator_id
    )
    beside = select(VisitRecord.id).where(
        VisitRecord.person_id == participant.person.id, VisitRecord.browser_digest.in_(browsers)
    )
    same_name = is_same_name(by.own_name, participant.name)
    return same_name or session.scalar(beside.limit(1)) is not None


def _add(
    session: Session,
    participant: _Participant,
    named: NamedLineManager,
    *,
    by: Namer,
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
        named_by_id=by.person_id,
    )
    session.add(naming)
    session.flush()
    return naming


def _confirm(session: Session, naming: LineManagerRecord, by: Namer, now: datetime) -> None:
    naming.state = NamingState.CONFIRMED
    naming.confirmed_at, naming.confirmed_by_id = now, by.person_id
    naming.confirmed_by = by.signature
    record_naming_deed(session, naming, Deed.CONFIRMED, now, by)


def _end_all(session: Session, person_id: int, *, by: Namer, now: datetime) -> None:
    for state in (NamingState.PROPOSED, NamingState.CONFIRMED):
        _end(session, person_id, state, NamingState.ENDED, by=by, now=now)


def _end(
    session: Session, person_id: int, state: NamingState, to: NamingState, *, by: Namer, now: datetime
) -> None:
    naming = find_naming(session, person_id=person_id, state=state)
    if naming is None:
        return
    naming.state, naming.ended_at, naming.ended_by_id = to, now, by.person_id
    record_links_ended(session, line_manager_id=naming.id, because=EndedBecause.LINE_MANAGER, now=now)
    record_naming_deed(session, naming, ENDED_AS[to], now, by)
    session.flush()
