"""The places of a programme that an organisation fills with an address, gathered from everything that names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lti_app.programme.model import Activity, ActivityKey, ChooseReading, Confirm, Place

IN_LMS = "in your LMS"


@dataclass(frozen=True, slots=True)
class _Named:
    key: str
    title: str
    activity: ActivityKey


def list_places(activities: Iterable[Activity], filled: Mapping[str, str]) -> tuple[Place, ...]:
    """Each place once, in the order of the programme, with what `filled` holds for it."""
    named: dict[str, list[_Named]] = {}
    for activity in activities:
        for one in _list_named(activity):
            named.setdefault(one.key, []).append(one)
    return tuple(_build_place(key, ones, filled.get(key)) for key, ones in named.items())


def fill_places(places: Iterable[Place], filled: Mapping[str, str]) -> tuple[Place, ...]:
    """The same places, each with what `filled` holds for it; where it holds nothing, with what it had. "" empties."""
    return tuple(_fill(place, filled[place.key]) if place.key in filled else place for place in places)


def _fill(place: Place, text: str) -> Place:
    in_lms = text == IN_LMS
    return replace(place, address=None if in_lms else text or None, is_in_lms=in_lms)


def _build_place(key: str, named: list[_Named], filled: str | None) -> Place:
    in_lms = filled == IN_LMS
    activities = tuple(dict.fromkeys(one.activity for one in named))
    return Place(key, named[0].title, activities, None if in_lms else filled, in_lms)


def _list_named(activity: Activity) -> Iterator[_Named]:
    for task in activity.tasks:
        if isinstance(task.asks, Confirm | ChooseReading):
            for thing in task.asks.things:
                if thing.place_key:
                    yield _Named(thing.place_key, thing.title, activity.key)
    for session in activity.workshop.sessions if activity.workshop else ():
        if session.run_sheet.slides:
            yield _Named(session.run_sheet.slides, f"Slides: {session.title}", activity.key)
