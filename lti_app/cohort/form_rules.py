"""What a trainer typed about a person's standing: read, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lti_app.cohort.standing_rules import Standing

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class StandingForm:
    """What was typed; `on` is None where no day can be read from it."""

    standing: Standing | None
    on: date | None
    reason: str
    faults: tuple[tuple[str, str], ...]


def read_standing_form(form: Mapping[str, str]) -> StandingForm:
    """The standing, day and reason that a form brings, and its faults as pairs of a field and a message."""
    faults = []
    try:
        standing = Standing(form.get("standing", ""))
    except ValueError:
        standing = None
        faults.append(("standing", "Choose how the participant stands"))
    on = _read_day(form)
    reason = " ".join(form.get("reason", "").split())
    if standing in {Standing.DEFERRED, Standing.WITHDRAWN}:
        if on is None:
            faults.append(("on-day", "Enter the day from which this holds, such as 21 11 2026"))
        if not reason:
            faults.append(("reason", "Enter the reason, without details that others need not know"))
        elif len(reason) > LONGEST_REASON:
            faults.append(("reason", f"The reason must be {LONGEST_REASON} characters or fewer"))
    return StandingForm(standing, on, reason, tuple(faults))


def _read_day(form: Mapping[str, str]) -> date | None:
    try:
        return date(*(int(form.get(f"on-{part}", "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None
