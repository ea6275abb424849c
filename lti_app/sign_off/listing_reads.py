"""Who of a cohort has which line manager, who was proposed, and which links are out; four statements for any number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_app.cohort.records import Membership
from lti_app.cohort.role_rules import Role
from lti_app.dashboard.table_records import list_members, list_names, unseal_name
from lti_app.database import read_only
from lti_app.sign_off.listing_rules import Cut, ListWish, NamedState, Standing, cut_page, decide_named_state
from lti_app.sign_off.naming_records import LineManagerRecord
from lti_app.sign_off.naming_rules import NamingState
from lti_app.sign_off.visit_records import LineManagerLink

LIVING = (NamingState.PROPOSED, NamingState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class ListedNaming:
    """A line manager as confirmed or proposed, since `at`. `made_at` None means that no link is out."""

    name: str
    post: str
    at: datetime
    made_at: datetime | None = None
    is_mailed: bool = False
    used_at: datetime | None = None
    has_expired: bool = False


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A participant, and who stands as their line manager."""

    person_id: int
    name: str
    state: NamedState
    confirmed: ListedNaming | None
    proposed: ListedNaming | None


@dataclass(frozen=True, slots=True)
class ListingPage:
    """The page of a cohort's line managers."""

    people: tuple[ListedPerson, ...]
    cut: Cut
    wish: ListWish
    title: str = "Line managers of this cohort"


def get_listing_page(*, cohort_id: int, wish: ListWish, now: datetime) -> ListingPage:
    """Everybody who takes part in the cohort, as wished for."""
    with read_only() as session:
        cut = cut_page(_list_standings(session, cohort_id), wish)
        ids = [one.person_id for one in cut.people]
        names = list_names(session.connection(), ids)
        namings = _load_namings(session, ids, now)
        people = tuple(
            ListedPerson(
                person_id=one.person_id,
                name=names[one.person_id],
                state=one.state,
                confirmed=namings.get((one.person_id, NamingState.CONFIRMED)),
                proposed=namings.get((one.person_id, NamingState.PROPOSED)),
            )
            for one in cut.people
        )
        return ListingPage(people, cut, wish)


def _list_standings(session: Session, cohort_id: int) -> list[Standing]:
    states: dict[int, list[NamingState]] = {}
    rows = session.execute(
        select(LineManagerRecord.person_id, LineManagerRecord.state)
        .join(Membership, Membership.person_id == LineManagerRecord.person_id)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.role == Role.PARTICIPANT,
            LineManagerRecord.state.in_(LIVING),
        )
    )
    for person_id, state in rows:
        states.setdefault(person_id, []).append(state)
    members = list_members(session.connection(), cohort_id=cohort_id, with_names=True)
    return [
        Standing(one.person_id, unseal_name(one.names)[1], decide_named_state(states.get(one.person_id, ())))
        for one in members
        if not one.is_gone
    ]


def _load_namings(
    session: Session, person_ids: Collection[int], now: datetime
) -> dict[tuple[int, NamingState], ListedNaming]:
    rows: Iterable[Any] = session.execute(
        select(LineManagerRecord, LineManagerLink)
        .outerjoin(
            LineManagerLink,
            (LineManagerLink.line_manager_id == LineManagerRecord.id) & LineManagerLink.ended_at.is_(None),
        )
        .where(LineManagerRecord.person_id.in_(person_ids), LineManagerRecord.state.in_(LIVING))
        .order_by(LineManagerRecord.id, LineManagerLink.id)
    )
    return {(naming.person_id, naming.state): _list(naming, link, now) for naming, link in rows}


def _list(naming: LineManagerRecord, link: LineManagerLink | None, now: datetime) -> ListedNaming:
    at = naming.confirmed_at or naming.named_at
    if link is None:
        return ListedNaming(naming.name, naming.post, at)
    return ListedNaming(
        naming.name,
        naming.post,
        at,
        made_at=link.made_at,
        is_mailed=link.is_mailed,
        used_at=link.used_at,
        has_expired=link.expires_at <= now,
    )
