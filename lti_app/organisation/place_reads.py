"""An organisation's places, gathered: to be filled in, and as its people find them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lti_app.database import read_only, reading
from lti_app.organisation.place_records import list_filled_places
from lti_app.organisation.records import Organisation
from lti_app.programme.model import Place, Programme
from lti_app.programme.places import fill_places


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """The places that one activity is the first to need."""

    title: str
    places: tuple[Place, ...]

    @property
    def empty(self) -> int:
        """How many of them nobody has filled."""
        return sum(place.is_empty for place in self.places)


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Every place of the programme, by activity, and how complaints are raised."""

    title: str
    organisation: str
    groups: tuple[PlaceGroup, ...]
    complaints: str

    @property
    def total(self) -> int:
        """How many places there are."""
        return sum(len(group.places) for group in self.groups)

    @property
    def empty(self) -> int:
        """How many of them nobody has filled."""
        return sum(group.empty for group in self.groups)


def get_places_page(*, organisation_id: int, programme: Programme) -> PlacesPage:
    """The page on which an organisation says where its readings are."""
    with read_only() as session:
        organisation = session.execute(
            select(Organisation.name, Organisation.complaints).where(Organisation.id == organisation_id)
        ).one()
        filled = list_filled_places(session.connection(), organisation_id)
    return PlacesPage(
        title="Readings, slides and complaints",
        organisation=organisation.name,
        groups=_group(programme, fill_places(programme.places, filled)),
        complaints=organisation.complaints,
    )


def list_empty_places(*, organisation_id: int, programme: Programme) -> tuple[Place, ...]:
    """The places that nobody in the organisation has filled, in the order of the programme."""
    with reading() as connection:
        filled = list_filled_places(connection, organisation_id)
    return tuple(place for place in fill_places(programme.places, filled) if place.is_empty)


def get_complaints(organisation_id: int) -> str:
    """How a complaint is raised in the organisation, "" while it has not said."""
    with read_only() as session:
        return session.get_one(Organisation, organisation_id).complaints


def _group(programme: Programme, places: tuple[Place, ...]) -> tuple[PlaceGroup, ...]:
    groups: dict[str, list[Place]] = {}
    for place in places:
        activity = programme.activities[place.used_in[0]]
        week = (
            f"Module {activity.module}, week {activity.week}"
            if activity.week
            else f"Module {activity.module}"
        )
        groups.setdefault(f"{week}: {activity.title}", []).append(place)
    return tuple(PlaceGroup(title, tuple(group)) for title, group in groups.items())
