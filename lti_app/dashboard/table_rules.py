"""How a trainer's table is asked for, which people are in it and in what order, and what each cell says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter

from lti_app.activity.completion_rules import Progress
from lti_app.cohort.name_rules import NO_NAMES, read_name
from lti_app.dashboard.pace_rules import Pace, PaceState, place_of
from lti_app.gate.weeks_rules import list_required
from lti_app.programme.model import Activity, ActivityKey, ActivityKind, Programme, TaskRef

PAGE_SIZE = 50
LONGEST_SEARCH = 100
ATTENDED, COMPLETE, NOT_BEGUN, NOT_MARKED = "Attended", "Complete", "Not begun", "Not marked"
"""What a cell says of a week that is complete, and of one of which nothing stands."""


class SortBy(StrEnum):
    """By what the people of a table are put in order."""

    NAME = "name"
    FURTHEST = "furthest"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class TableWish:
    """How a table is asked for. `state` None is everybody who takes part, `week` 0 any week, `module` 0 all weeks."""

    sort: SortBy = SortBy.NAME
    descending: bool = False
    state: PaceState | None = None
    week: int = 0
    search: str = ""
    module: int = 0
    page: int = 1

    def as_query(self) -> dict[str, str]:
        """What an address says of it; what is as ever is left out."""
        told = {
            "sort": "" if self.sort is SortBy.NAME else self.sort.value,
            "order": "desc" if self.descending else "",
            "state": self.state.value if self.state else "",
            "week": str(self.week or ""),
            "q": self.search,
            "module": str(self.module or ""),
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in told.items() if value}

    @property
    def needs_names(self) -> bool:
        """Whether everybody's name has to be known to find the people and their order."""
        return self.sort is SortBy.NAME or bool(self.search)


@dataclass(frozen=True, slots=True)
class Member:
    """A participant for a table's order: `folded` is their name as it is compared, "" where names are not needed."""

    id: int
    folded: str
    reached: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class WeekNeeds:
    """What a week requires, looked up once for a whole table."""

    key: ActivityKey
    is_workshop: bool
    required: tuple[TaskRef, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands of one person: what they have done, what of it counts, what is complete for good, and the workshops
    whose register says that they were not there."""

    done: set[TaskRef] = field(default_factory=set)
    counted: set[TaskRef] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)


def read_table_wish(told: Mapping[str, str], *, weeks: Sequence[Activity]) -> TableWish:
    """What an address asks for; what cannot be is as if it had not been asked."""
    sort = told.get("sort", "")
    state = told.get("state", "")
    places = {str(place_of(week)): place_of(week) for week in weeks}
    modules = {str(week.module): week.module for week in weeks}
    page = told.get("page", "")
    return TableWish(
        sort=SortBy(sort) if sort in set(SortBy) else SortBy.NAME,
        descending=told.get("order") == "desc",
        state=PaceState(state) if state in set(PaceState) else None,
        week=places.get(told.get("week", ""), 0),
        search=" ".join(told.get("q", "").split())[:LONGEST_SEARCH],
        module=modules.get(told.get("module", ""), 0),
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < len("10000000") else 1,
    )


def fold_name(name: str) -> str:
    """A name as it is compared: case and accents make no difference."""
    if name.isascii():
        return name.lower()
    taken_apart = unicodedata.normalize("NFKD", name)
    return "".join(one for one in taken_apart if not unicodedata.combining(one)).casefold()


def list_chosen(members: Iterable[Member], *, wish: TableWish) -> list[Member]:
    """The people that a wish asks for, in its order. Who has nothing to sort by comes last, whichever way."""
    sought = fold_name(wish.search)
    chosen = [
        one
        for one in members
        if (one.pace.state is wish.state if wish.state else one.pace.state is not PaceState.GONE)
        and (not wish.week or one.pace.stands_at == wish.week)
        and (not sought or sought in (one.folded or fold_name(read_name(NO_NAMES, one.id))))
    ]
    chosen.sort(key=attrgetter("id"))
    chosen.sort(key=attrgetter("folded"))
    match wish.sort:
        case SortBy.NAME if wish.descending:
            chosen.reverse()
        case SortBy.FURTHEST:
            chosen.sort(key=attrgetter("reached"), reverse=wish.descending)
        case SortBy.SINCE:
            sign = -1 if wish.descending else 1
            last = date.max.toordinal() + 1
            chosen.sort(key=lambda one: sign * one.pace.since.toordinal() if one.pace.since else last)
    return chosen


def find_page(wish: TableWish, *, people: int) -> TableWish:
    """The wish for a page that there is: the last one where it asks for a later."""
    return replace(wish, page=min(wish.page, max(1, -(-people // PAGE_SIZE))))


def list_week_needs(*, programme: Programme, weeks: Sequence[Activity]) -> tuple[WeekNeeds, ...]:
    """What each of `weeks` requires."""
    return tuple(
        WeekNeeds(
            week.key, week.kind is ActivityKind.WORKSHOP, list_required(programme=programme, activity=week)
        )
        for week in weeks
    )


def describe_week(needs: WeekNeeds, evidence: Evidence) -> str:
    """Where a person is in a week, in few words; the same for somebody who has done nothing of it."""
    if needs.key in evidence.completed:
        return ATTENDED if needs.is_workshop else COMPLETE
    if needs.is_workshop:
        if all(ref in evidence.counted for ref in needs.required):
            return ATTENDED
        return "Not here" if needs.key in evidence.absent else NOT_MARKED
    counted = Progress(sum(ref in evidence.counted for ref in needs.required), len(needs.required))
    if counted.complete:
        return COMPLETE
    done = sum(ref in evidence.done or ref in evidence.counted for ref in needs.required)
    if done and done == counted.total:
        return "Done, awaits a word"
    return f"{done} of {counted.total} done" if done else NOT_BEGUN
