"""Choosing what is in a portfolio, handing it over to the line manager, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from lti_app.activity.evidence_records import lock_person
from lti_app.database import transaction
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.assembly_rules import offer_choice
from lti_app.portfolio.choice_rules import choose_pieces, map_concerns, read_pairs
from lti_app.portfolio.contents_rules import digest_contents, write_contents
from lti_app.portfolio.gathering_records import gather, gather_contents
from lti_app.portfolio.outcome_rules import HandingOutcome, decide_handing
from lti_app.portfolio.records import (
    HandedOver,
    find_choice,
    find_handed_over,
    find_last_number,
    record_choice,
)
from lti_app.programme.model import Programme
from lti_app.sign_off.records import find_verification, void_verification

HANDED_ANEW = "The portfolio was changed and handed over anew after it had been verified."


def choose(*, visit: Visit, programme: Programme, ticked: Collection[str], now: datetime) -> None:
    """Keep which pieces are in this visit's person's portfolio; what they may not hand over is left out."""
    with transaction() as session:
        lock_person(session, visit.person_id)
        gathered = gather(session, person_id=visit.person_id, programme=programme)
        choice = find_choice(session, person_id=visit.person_id) or offer_choice(gathered)
        fresh = choose_pieces(choice, ticked=ticked, offered=[one.entry.ref for one in gathered])
        record_choice(session, person_id=visit.person_id, choice=fresh, now=now)


def map_to_concerns(*, visit: Visit, programme: Programme, ticked: Collection[str], now: datetime) -> None:
    """Keep to which concerns the chosen pieces speak; `ticked` are the values of the form's boxes."""
    with transaction() as session:
        lock_person(session, visit.person_id)
        gathered = gather(session, person_id=visit.person_id, programme=programme)
        choice = find_choice(session, person_id=visit.person_id) or offer_choice(gathered)
        shown = {one.entry.ref for one in gathered} & choice.chosen
        fresh = map_concerns(choice, ticked=read_pairs(ticked), shown=shown)
        record_choice(session, person_id=visit.person_id, choice=fresh, now=now)


def hand_over(
    *, visit: Visit, programme: Programme, looked_at: str, accepts_void: bool, now: datetime
) -> HandingOutcome:
    """What came of handing over the portfolio with the digest `looked_at` as it stands now.

    It is kept word by word under the next number. Where an earlier one was verified, that verification holds no more.
    """
    with transaction() as session:
        lock_person(session, visit.person_id)
        contents = gather_contents(session, visit=visit, programme=programme)
        written = write_contents(contents)
        digest = digest_contents(contents)
        last = find_handed_over(session, person_id=visit.person_id)
        verification = find_verification(session, person_id=visit.person_id)
        outcome = decide_handing(
            total=contents.total,
            digest=digest,
            looked_at=looked_at,
            last_digest=last.digest if last is not None else None,
            is_verified=verification is not None and verification.void_at is None,
            accepts_void=accepts_void,
        )
        if outcome is HandingOutcome.HANDED:
            void_verification(session, person_id=visit.person_id, reason=HANDED_ANEW, now=now)
            session.add(
                HandedOver(
                    person_id=visit.person_id,
                    number=find_last_number(session, person_id=visit.person_id) + 1,
                    contents=written,
                    digest=digest,
                    handed_over_at=now,
                )
            )
        return outcome


def take_back(*, visit: Visit, now: datetime) -> bool:
    """Whether the portfolio that lies with the line manager was taken back; one that is verified stays."""
    with transaction() as session:
        lock_person(session, visit.person_id)
        last = find_handed_over(session, person_id=visit.person_id)
        verification = find_verification(session, person_id=visit.person_id)
        if last is None or (verification is not None and verification.void_at is None):
            return False
        last.taken_back_at = now
        return True
