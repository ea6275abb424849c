"""A cohort's charts with the numbers that they are drawn from, by a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.cohort.day_rules import london_day
from lti_app.dashboard.chart_records import count_completed, count_grades
from lti_app.dashboard.chart_rules import (
    GRADE_WORDS,
    Chart,
    StopCount,
    WeekCount,
    count_stops,
    count_weeks,
    draw_columns,
    draw_rows,
    say_grades,
    say_progress,
    say_stops,
)
from lti_app.dashboard.pace_reads import load_people
from lti_app.dashboard.pace_rules import place_of
from lti_app.database import read_only
from lti_app.gate.weeks_rules import name_week
from lti_app.programme.model import Programme
from lti_app.score_delivery.rules import ScoreState


@dataclass(frozen=True, slots=True)
class GradeLine:
    """An activity, and how many of its grades are where, in the order of the page's `grade_words`."""

    title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChartsPage:
    """Three charts, each with its numbers; a chart is None where there is nothing to draw."""

    progress: Chart | None
    weeks: tuple[WeekCount, ...]
    progress_line: str
    stops_chart: Chart | None
    stops: tuple[StopCount, ...]
    stops_line: str
    grades_chart: Chart | None
    grades: tuple[GradeLine, ...]
    grades_line: str
    grade_words: tuple[str, ...]


def get_charts_page(*, cohort_id: int, programme: Programme, now: datetime) -> ChartsPage:
    """The charts of a cohort."""
    with read_only() as session:
        found = load_people(session, programme=programme, cohort_id=cohort_id, now=now, with_names=False)
        keys = [week.key for week in found.weeks]
        completed = count_completed(session.connection(), cohort_id=cohort_id, activity_keys=keys)
        grades = count_grades(session.connection(), cohort_id=cohort_id)
    weeks = count_weeks(completed, today=london_day(now))
    names = {place_of(week): name_week(week) for week in found.weeks}
    stops = count_stops([one.pace for one in found.members], weeks=names)
    states = {
        state: sum(number for (_, one), number in grades.items() if one is state) for state in GRADE_WORDS
    }
    progress_line, stops_line, grades_line = say_progress(weeks), say_stops(stops), say_grades(states)
    columns = [(f"{one.monday.day} {one.monday:%b}", one.number) for one in weeks]
    rows = [(one.week, one.people) for one in stops]
    bars = [(words, states[state]) for state, words in GRADE_WORDS.items()]
    return ChartsPage(
        progress=draw_columns(columns, summary=progress_line) if weeks else None,
        weeks=weeks,
        progress_line=progress_line,
        stops_chart=draw_rows(rows, summary=stops_line) if any(one.people for one in stops) else None,
        stops=stops,
        stops_line=stops_line,
        grades_chart=draw_rows(bars, summary=grades_line) if grades else None,
        grades=_list_grades(programme, grades),
        grades_line=grades_line,
        grade_words=tuple(GRADE_WORDS.values()),
    )


def _list_grades(programme: Programme, grades: dict[tuple[str, ScoreState], int]) -> tuple[GradeLine, ...]:
    graded = {key for key, _ in grades}
    known = [one for one in programme.activities.values() if one.key in graded]
    return tuple(
        GradeLine(
            one.title if one.week is None else f"{name_week(one)}: {one.title}",
            tuple(grades.get((one.key, state), 0) for state in GRADE_WORDS),
        )
        for one in known
    )
