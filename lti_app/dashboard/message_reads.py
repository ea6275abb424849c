"""The messages that a trainer may copy, each with whom it is for: people at the same week, in the same state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.dashboard.message_rules import Letter, write_letter
from lti_app.dashboard.pace_reads import load_people
from lti_app.dashboard.pace_rules import PaceState, place_of
from lti_app.dashboard.table_records import list_names
from lti_app.dashboard.table_rules import fold_name
from lti_app.database import read_only
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Programme

WRITTEN_TO = (PaceState.NOT_BEGUN, PaceState.STUCK)
MOST_NAMES = 200
"""How many recipients a message names: the rest are found by the table's filter."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message and its recipients, by the names that the learning site gives. `place` is that of their week.

    `total` counts all of them; `names` are the first by number where they are very many.
    """

    state: PaceState
    week: str
    place: int
    letter: Letter
    names: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The messages that somebody in the cohort could do with. `stuck_after` is the number of days without a step."""

    messages: tuple[Message, ...]
    stuck_after: int


def get_messages_page(*, cohort_id: int, programme: Programme, now: datetime) -> MessagesPage:
    """A message for each week at which people of the cohort are stuck, and one for those who have not begun."""
    with read_only() as session:
        found = load_people(session, programme=programme, cohort_id=cohort_id, now=now, with_names=False)
        groups: dict[tuple[PaceState, int], list[int]] = {}
        for one in found.members:
            if one.pace.state in WRITTEN_TO:
                groups.setdefault((one.pace.state, one.pace.stands_at), []).append(one.id)
        named = [number for ids in groups.values() for number in ids[:MOST_NAMES]]
        names = list_names(session.connection(), named)
    weeks = {place_of(week): f"{name_week(week)}: {week.title}" for week in found.weeks}
    return MessagesPage(
        messages=tuple(
            Message(
                state=state,
                week=weeks.get(place, "the programme"),
                place=place,
                letter=write_letter(
                    state=state,
                    week=weeks.get(place, "the programme"),
                    programme=programme.title,
                    days=found.stuck_after,
                ),
                names=tuple(sorted((names[number] for number in ids[:MOST_NAMES]), key=fold_name)),
                total=len(ids),
            )
            for (state, place), ids in sorted(groups.items(), key=lambda pair: pair[0])
        ),
        stuck_after=found.stuck_after,
    )
