"""What people do in the whole programme over HTTP: place it, set its calendar, hold a workshop."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from tests.activity.browsing import read_faults
from tests.journeys.walker import Walker

MONDAY_AFTER = 7
WORKSHOP_AFTER = timedelta(days=2)
BREAK_AFTER_WEEKS, BREAK_DAYS = 14, 14


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the weeks of the programme begin: from a Monday, with a break of two weeks in the middle."""

    starts_on: date

    @classmethod
    def after(cls, today: date) -> Self:
        """The timetable that begins on the Monday after `today`."""
        return cls(today + timedelta(days=MONDAY_AFTER - today.weekday()))

    def week(self, number: int) -> date:
        """The Monday of a week, numbered from 1 to 28."""
        pause = BREAK_DAYS if number > BREAK_AFTER_WEEKS else 0
        return self.starts_on + timedelta(days=7 * (number - 1) + pause)

    def workshop(self, number: int) -> date:
        """The day of a workshop, in that week."""
        return self.week(number) + WORKSHOP_AFTER

    @property
    def pause(self) -> tuple[date, date]:
        """The break's first and last day."""
        first = self.starts_on + timedelta(days=7 * BREAK_AFTER_WEEKS)
        return first, first + timedelta(days=BREAK_DAYS - 1)


def place_everything(trainer: Walker) -> dict[str, int]:
    """Choose every activity in the picker and save it in the course; the link of each, by activity key."""
    picker = trainer.step_on(
        trainer.get(f"{trainer.lms.url}/mod/lti/contentitem.php"),
        lambda page: page.address.endswith("/picker"),
    )
    form = picker.form_to("/picker")
    keys = re.findall(r'name="activity" value="([^"]+)"', picker.text)
    chosen = replace(form, fields=(*form.fields, *(("activity", key) for key in keys)))
    returning = trainer.send(chosen, "Place in the course")
    picked = trainer.step_on(returning, lambda page: 'id="picked"' in page.text)
    where = re.findall(r'data-where="([^"]+)"', picked.text)[0]
    saving = trainer.get(trainer.lms.url + where)
    trainer.send(next(form for form in saving.forms if form.has_button("Save and return")), "Save and return")
    return {item["resource_id"]: item["made_for"] for item in trainer.lms.line_items()}


def set_calendar(trainer: Walker, link_id: int, timetable: Timetable, policy: str) -> None:
    """Keep the cohort's first day, its break, the days of its workshops and the order of its weeks."""
    page = trainer.get(trainer.launch(link_id).root + "/calendar")
    first, last = timetable.pause
    days = {"start": timetable.starts_on, "pause-1-first": first, "pause-1-last": last}
    days |= {f"workshop-m{n + 1}-w4": timetable.workshop(7 * n + 4) for n in range(4)}
    typed = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in days.items()
        for part in ("day", "month", "year")
    }
    kept = trainer.send(page.form_to("/calendar").fill(**typed, policy=policy), "Save")
    assert "The calendar is kept" in kept.text, read_faults(kept.text)


def hold_workshop(trainer: Walker, link_id: int, key: str, present: str) -> int:
    """Give out every piece of the day, mark one person present; how many pieces there were."""
    day = trainer.get(f"{trainer.launch(link_id).root}/workshop/{key}")
    given = 0
    while any(form.has_button("Release") for form in day.forms):
        next_piece = next(form for form in day.forms if form.has_button("Release"))
        day = trainer.send(next_piece, "Release")
        assert "It is given out" in day.text
        given += 1
    register = next(form for form in day.forms if form.has_button(f"Present: {present}"))
    marked = trainer.send(register, "Present")
    assert any(form.has_button(f"✓ Present: {present}") for form in marked.forms)
    return given
