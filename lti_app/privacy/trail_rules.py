"""What the audit trail's page is asked for: a kind of event, a person, a day, and where the page begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from lti_app.cohort.day_rules import LONDON
from lti_app.privacy.deed_words_rules import EventKind

PAGE_SIZE = 50
LONGEST_NAME = 80
LONGEST_NUMBER = 9
FIRST_YEAR = 2000
SOURCES = "del"
"""Deeds, exports and looks, which are kept apart, by the letter that stands for each in a place on the trail."""


@dataclass(frozen=True, slots=True, order=True)
class TrailPlace:
    """Where an entry stands on the trail; the newer one is the greater."""

    at: datetime
    source: str
    id: int


@dataclass(frozen=True, slots=True)
class TrailWish:
    """What is asked for. `who` is a name or a number as typed, `day` the three fields of a day as typed.

    `on` is the day meant; None where none is or the fields do not make one, which `fault` says. `before` is the last
    entry of the page before.
    """

    kind: EventKind | None = None
    who: str = ""
    day: tuple[str, str, str] = ("", "", "")
    on: date | None = None
    fault: str | None = None
    before: TrailPlace | None = None

    @property
    def number(self) -> int | None:
        """The number of the person who is asked for; None where a name was typed, or nothing."""
        is_number = self.who.isascii() and self.who.isdigit() and len(self.who) <= LONGEST_NUMBER
        return int(self.who) if is_number else None

    @property
    def is_narrow(self) -> bool:
        """Whether less than the whole trail is asked for."""
        return bool(self.kind or self.who or self.on)

    def since(self, before: TrailPlace | None) -> TrailWish:
        """The same wish, from that place on."""
        return replace(self, before=before)

    @property
    def address(self) -> dict[str, str]:
        """What the wish, but for the page, looks like in an address."""
        told = {"kind": self.kind.value if self.kind else "", "who": self.who}
        told |= zip(("on-day", "on-month", "on-year"), self.day, strict=True)
        return {name: value for name, value in told.items() if value}


def read_trail_wish(told: Mapping[str, str]) -> TrailWish:
    """What an address or a form asks for; what cannot be is as if it had not been asked, but for the day."""
    kind = told.get("kind", "")
    day = tuple(told.get(f"on-{part}", "").strip()[:4] for part in ("day", "month", "year"))
    on = _read_day(day)
    return TrailWish(
        kind=EventKind(kind) if kind in set(EventKind) else None,
        who=" ".join(told.get("who", "").split())[:LONGEST_NAME],
        day=(day[0], day[1], day[2]),
        on=on,
        fault="Enter a day such as 27 3 2026, or leave all three empty" if any(day) and on is None else None,
        before=read_place(told.get("before", "")),
    )


def _read_day(parts: tuple[str, ...]) -> date | None:
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        on = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None
    return on if on.year >= FIRST_YEAR else None


def write_place(place: TrailPlace) -> str:
    """A place as it stands in an address."""
    return f"{place.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{place.source}-{place.id}"


def read_place(text: str) -> TrailPlace | None:
    """The place that `write_place` wrote; None for anything else."""
    at, _, rest = text.partition("-")
    source, _, number = rest.partition("-")
    if source not in set(SOURCES) or not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    try:
        return TrailPlace(datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), source, int(number))
    except ValueError:
        return None


def find_bounds(on: date) -> tuple[datetime, datetime]:
    """The instants at which that day begins in London and at which it is over."""
    begins = datetime.combine(on, time.min, LONDON)
    # The last day that there is has no morrow; nothing was ever done on it.
    ends = datetime.combine(on + timedelta(days=1), time.min, LONDON) if on < date.max else begins
    return begins.astimezone(UTC), ends.astimezone(UTC)
