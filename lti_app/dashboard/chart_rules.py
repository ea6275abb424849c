"""How a cohort's numbers are drawn: bars in a box 320 units wide, and a sentence that says what each chart shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lti_app.cohort.day_rules import write_day
from lti_app.dashboard.pace_rules import Pace, PaceState
from lti_app.score_delivery.rules import ScoreState

WIDTH, LABEL, ROOM_FOR_NUMBER = 320, 120, 44
ROW, BAR = 22, 14
MOST_WEEKS = 26
ALL_DONE = "All done"
COLUMNS_HEIGHT = 120
GRADE_WORDS = {
    ScoreState.SETTLED: "Delivered",
    ScoreState.QUEUED: "On their way",
    ScoreState.WAITING: "Wait for a column",
    ScoreState.NEEDS_A_PERSON: "Not accepted",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it lies in the box, and the number that it stands for."""

    label: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in a box as high as `height`; `summary` says in a sentence what is to be seen, `most` the longest bar."""

    bars: tuple[Bar, ...]
    height: int
    summary: str
    most: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many weeks of the programme people completed in the seven days from `monday`, and how many by their end."""

    monday: date
    number: int
    in_all: int


@dataclass(frozen=True, slots=True)
class StopCount:
    """How many people are at a week, and how many of them are stuck there or have not begun."""

    week: str
    people: int
    stuck: int


def draw_rows(numbers: Sequence[tuple[str, int]], *, summary: str) -> Chart:
    """Bars that lie under one another, each with its words before it."""
    most = max((number for _, number in numbers), default=0)
    room = WIDTH - LABEL - ROOM_FOR_NUMBER
    bars = tuple(
        Bar(label, number, LABEL, row * ROW + 4, round(room * number / most, 1) if most else 0, BAR)
        for row, (label, number) in enumerate(numbers)
    )
    return Chart(bars, len(bars) * ROW + 4, summary, most)


def draw_columns(numbers: Sequence[tuple[str, int]], *, summary: str) -> Chart:
    """Bars that stand side by side, over room for a line of words."""
    most = max((number for _, number in numbers), default=0)
    step = WIDTH / max(1, len(numbers))
    bars = []
    for place, (label, number) in enumerate(numbers):
        height = round(COLUMNS_HEIGHT * number / most, 1) if most else 0
        top = 20 + COLUMNS_HEIGHT - height
        bars.append(
            Bar(label, number, round(place * step + step * 0.1, 1), top, round(step * 0.8, 1), height)
        )
    return Chart(tuple(bars), COLUMNS_HEIGHT + 44, summary, most)


def count_weeks(completed_on: Mapping[date, int], *, today: date) -> tuple[WeekCount, ...]:
    """The completions of each calendar week up to this one, the first half year left out where it is longer."""
    if not completed_on:
        return ()
    sums: dict[date, int] = {}
    for day, number in completed_on.items():
        monday = day - timedelta(days=day.weekday())
        sums[monday] = sums.get(monday, 0) + number
    counts, in_all, monday = [], 0, min(sums)
    last = max(*sums, today - timedelta(days=today.weekday()))
    while monday <= last:
        in_all += sums.get(monday, 0)
        counts.append(WeekCount(monday, sums.get(monday, 0), in_all))
        monday += timedelta(days=7)
    return tuple(counts[-MOST_WEEKS:])


def count_stops(paces: Sequence[Pace], *, weeks: Mapping[int, str]) -> tuple[StopCount, ...]:
    """Who takes part, by the week that they are at; `weeks` names each by its place. Last comes who is through."""
    here = [pace for pace in paces if pace.state is not PaceState.GONE]
    kept = (PaceState.STUCK, PaceState.NOT_BEGUN)
    lines = []
    for place, name in (*weeks.items(), (0, ALL_DONE)):
        at = [pace for pace in here if pace.stands_at == place]
        lines.append(StopCount(name, len(at), sum(pace.state in kept for pace in at)))
    return tuple(lines)


def say_progress(weeks: Sequence[WeekCount]) -> str:
    """What the chart of progress shows."""
    if not weeks:
        return "Nobody has completed a week yet."
    in_all, best = weeks[-1].in_all, max(weeks, key=lambda one: one.number)
    said = "1 week has been completed" if in_all == 1 else f"{in_all:,} weeks have been completed"
    if not best.number:
        return f"{said} so far, none of them in the time shown."
    return f"{said} so far. The most in seven days was {best.number:,}, from {write_day(best.monday)}."


def say_stops(stops: Sequence[StopCount]) -> str:
    """What the chart of where people are shows."""
    fullest = max(stops, key=lambda one: one.people)
    if not fullest.people:
        return "Nobody takes part yet."
    if fullest.week == ALL_DONE:
        said = f"{_count(fullest.people, 'has', 'have')} done every week: more than are at any one of them."
    else:
        people = "1 person" if fullest.people == 1 else f"{fullest.people:,} people"
        said = f"The week with the most people is {fullest.week} ({people})."
    stuck = sum(one.stuck for one in stops)
    return f"{said} {_count(stuck, 'is', 'are') if stuck else 'Nobody is'} stuck or yet to begin."


def say_grades(states: Mapping[ScoreState, int]) -> str:
    """What the chart of grades shows."""
    total = sum(states.values())
    if not total:
        return "No grade has been earned in this course yet."
    there = states.get(ScoreState.SETTLED, 0)
    if total == 1:
        arrived = "has reached the gradebook" if there else "has not reached the gradebook yet"
        return f"The one grade earned so far {arrived}."
    return f"{there:,} of {total:,} grades {'has' if there == 1 else 'have'} reached the gradebook."


def _count(people: int, one: str, many: str) -> str:
    return f"1 person {one}" if people == 1 else f"{people:,} people {many}"
