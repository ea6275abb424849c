"""What a trainer types into the calendar's form: read, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lti_app.cohort.calendar_rules import CalendarPlan, Pause, find_pause_fault
from lti_app.cohort.policy_rules import CohortPolicy
from lti_app.programme.model import ActivityKey

DATE_PARTS = ("day", "month", "year")
MOST_PAUSES = 20
SPARE_PAUSES = 1
FIRST_YEAR, LAST_YEAR = 2000, 2100
Typed = tuple[str, str, str]
NOTHING: Typed = ("", "", "")


@dataclass(frozen=True, slots=True)
class CalendarForm:
    """What was typed, by the names of the form's dates, and the plan and faults that are read from it.

    `faults` are pairs of the field's id and a message; `policy` is None where none is chosen.
    """

    typed: Mapping[str, Typed]
    pauses: int
    policy: CohortPolicy | None
    plan: CalendarPlan
    faults: tuple[tuple[str, str], ...]


def write_calendar_form(*, plan: CalendarPlan, policy: CohortPolicy) -> CalendarForm:
    """The form as it stands for a calendar that is set, with room for one more break."""
    typed = {"start": _type(plan.starts_on)}
    for number, pause in enumerate(plan.pauses, start=1):
        typed[f"pause-{number}-first"] = _type(pause.first_on)
        typed[f"pause-{number}-last"] = _type(pause.last_on)
    for key, day in plan.workshop_on.items():
        typed[f"workshop-{key}"] = _type(day)
    return CalendarForm(typed, len(plan.pauses) + SPARE_PAUSES, policy, plan, ())


def read_calendar_form(form: Mapping[str, str], *, workshops: Sequence[tuple[str, str]]) -> CalendarForm:
    """What the form brings; `workshops` are pairs of key and title. Empty dates are left out, half dates are faults."""
    typed: dict[str, Typed] = {}
    faults: list[tuple[str, str]] = []

    def read(name: str, called: str) -> date | None:
        typed[name] = read_typed(form, name)
        day, fault = read_day(typed[name])
        if fault:
            faults.append((f"{name}-day", f"{called} must be a real date, such as 21 11 2026"))
        return day

    policy = next((one for one in CohortPolicy if one.value == form.get("policy")), None)
    if policy is None:
        faults.append(("policy", "Choose in what order the weeks open"))
    starts_on = read("start", "The first day")
    days = {key: read(f"workshop-{key}", f"The day of ‘{title}’") for key, title in workshops}
    count = min(max(_number(form.get("pauses", "")), 1), MOST_PAUSES)
    pauses = []
    for number in range(1, count + 1):
        first = read(f"pause-{number}-first", f"The first day of break {number}")
        last = read(f"pause-{number}-last", f"The last day of break {number}")
        if first and last:
            pauses.append(Pause(first, last))
            if fault := find_pause_fault(pauses[-1]):
                faults.append((f"pause-{number}-first-day", f"Break {number} {fault}"))
        elif (first or last) and not any(name.startswith(f"pause-{number}-") for name, _ in faults):
            missing = "last" if first else "first"
            faults.append((f"pause-{number}-{missing}-day", f"Enter the {missing} day of break {number}"))
    if policy is CohortPolicy.CALENDAR and typed["start"] == NOTHING:
        faults.append(("start-day", "Enter the first day: without it no week would open by the calendar"))
    plan = CalendarPlan(
        starts_on, tuple(pauses), {ActivityKey(key): day for key, day in days.items() if day is not None}
    )
    return CalendarForm(typed, count, policy, plan, tuple(faults))


def read_day(typed: Typed) -> tuple[date | None, bool]:
    """The day that was typed, None where none was; and whether what was typed is no day."""
    if typed == NOTHING:
        return None, False
    try:
        day, month, year = (int(part) for part in typed)
        on = date(year, month, day)
    except (ValueError, OverflowError):
        return None, True
    return (on, False) if FIRST_YEAR <= year <= LAST_YEAR else (None, True)


def read_typed(form: Mapping[str, str], name: str) -> Typed:
    """Day, month and year as they were typed under a name."""
    day, month, year = (form.get(f"{name}-{part}", "").strip()[:10] for part in DATE_PARTS)
    return day, month, year


def _type(day: date | None) -> Typed:
    return (str(day.day), str(day.month), str(day.year)) if day else NOTHING


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
