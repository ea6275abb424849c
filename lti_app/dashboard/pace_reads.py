"""Where everybody of a cohort is, looked up by a constant number of statements however many they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_app.cohort.calendar_records import load_calendar_plan
from lti_app.cohort.calendar_rules import CalendarPlan, decide_dates
from lti_app.cohort.day_rules import london_day
from lti_app.cohort.records import Cohort
from lti_app.cohort.standing_rules import CopyOffer
from lti_app.dashboard.headway_records import find_stuck_after
from lti_app.dashboard.pace_rules import CohortPace, Headway, Pace, decide_pace, find_opening, place_of
from lti_app.dashboard.table_records import find_member, list_members, list_registers, read_hour, unseal_name
from lti_app.dashboard.table_rules import Member
from lti_app.gate.weeks_rules import list_weeks
from lti_app.programme.model import Activity, Programme


@dataclass(frozen=True, slots=True)
class CohortPeople:
    """A cohort's participants with their paces, those who take part no more among them."""

    weeks: tuple[Activity, ...]
    members: tuple[Member, ...]
    stuck_after: int
    offers_old_settings: bool


@dataclass(slots=True)
class _Openings:
    """When each week can be worked on, and how somebody gets on: asked for thousands, and decided a few times."""

    programme: Programme
    weeks: tuple[Activity, ...]
    plan: CalendarPlan
    cohort: CohortPace
    known: dict[tuple[date | None, int, int], date | None] = field(default_factory=dict)
    paces: dict[tuple[Any, ...], Pace] = field(default_factory=dict)
    days: dict[str | datetime, date] = field(default_factory=dict)

    def find_day(self, kept: str | datetime) -> date:
        """London's day of an instant as it is kept; it changes with an hour of UTC, and hours come again and again."""
        hour = kept[:13] if isinstance(kept, str) else kept.replace(minute=0, second=0, microsecond=0)
        day = self.days.get(hour)
        if day is None:
            day = self.days[hour] = london_day(read_hour(kept))
        return day

    def find_pace(self, row: Any) -> Pace:
        """How the person of a row of `list_members` gets on: the same for all whose facts are the same by the day."""
        _, is_gone, seen_at, reached, stands_at, starts_on, _ = row
        alike = (self.find_day(seen_at), is_gone, reached, stands_at, starts_on)
        pace = self.paces.get(alike)
        if pace is None:
            pace = self.paces[alike] = self._decide(*alike)
        return pace

    def _decide(
        self, last_on: date, is_gone: int, reached: int | None, stands_at: int, starts_on: date | None
    ) -> Pace:
        first = place_of(self.weeks[0])
        headway = Headway(reached, stands_at) if reached is not None else None
        return decide_pace(
            first=first,
            cohort=self.cohort,
            headway=headway,
            opening=self.find(starts_on, headway or Headway(0, first)),
            last_on=last_on,
            is_gone=bool(is_gone),
        )

    def find(self, starts_on: date | None, headway: Headway) -> date | None:
        """The day since when somebody who started on that day can work on the week that they are at."""
        asked = (starts_on, headway.stands_at, headway.reached)
        if asked not in self.known:
            dates = decide_dates(programme=self.programme, plan=self.plan, late_on=starts_on)
            self.known[asked] = find_opening(
                weeks=self.weeks,
                cohort=self.cohort,
                dates=dates,
                stands_at=headway.stands_at,
                reached=headway.reached,
            )
        return self.known[asked]


def load_people(
    session: Session, *, programme: Programme, cohort_id: int, now: datetime, with_names: bool
) -> CohortPeople:
    """Everybody of the cohort; their names, as they are compared, where `with_names`."""
    cohort = session.get_one(Cohort, cohort_id)
    openings = _load_openings(session, programme, cohort, now)
    rows = list_members(session.connection(), cohort_id=cohort_id, with_names=with_names)
    return CohortPeople(
        weeks=openings.weeks,
        members=tuple([_member(row, openings) for row in rows]),
        stuck_after=openings.cohort.stuck_after,
        offers_old_settings=cohort.copy_offer is CopyOffer.OFFERED,
    )


def find_person(
    session: Session, *, programme: Programme, cohort_id: int, person_id: int, now: datetime
) -> Member | None:
    """One participant of the cohort, gone or not, with their pace; None for whoever is none."""
    row = find_member(session.connection(), cohort_id=cohort_id, person_id=person_id)
    if row is None:
        return None
    cohort = session.get_one(Cohort, cohort_id)
    return _member(row, _load_openings(session, programme, cohort, now))


def _load_openings(session: Session, programme: Programme, cohort: Cohort, now: datetime) -> _Openings:
    facts = CohortPace(
        today=london_day(now),
        policy=cohort.policy,
        registers=list_registers(session.connection(), cohort_id=cohort.id),
        stuck_after=find_stuck_after(session, cohort_id=cohort.id),
    )
    plan = load_calendar_plan(session, cohort_id=cohort.id)
    return _Openings(programme, list_weeks(programme=programme), plan, facts)


def _member(row: Any, openings: _Openings) -> Member:
    folded = unseal_name(row.names)[1] if row.names is not None else ""
    return Member(row.person_id, folded, row.reached or 0, openings.find_pace(row))
