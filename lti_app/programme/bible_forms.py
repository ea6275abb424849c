"""The shape of a case's bible: the people, places, days and ages that the texts beside it are held against."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StrictBool

from lti_app.programme.fields import Form, Key, Line, Title


class PersonForm(Form):
    """`[[people]]`: somebody in the story."""

    key: Key
    name: Title
    relation: Line
    also_called: tuple[Title, ...] = ()
    born: date | None = None
    died: date | None = None


class PlaceForm(Form):
    """`[[places]]`: a town, a school, a service with a name."""

    key: Key
    name: Title
    what: Line


class EventForm(Form):
    """`[[events]]`: what happened on a day; `says` is what a document claims instead, and `where` which."""

    on: date
    what: Line
    people: tuple[Key, ...] = ()
    meeting: StrictBool = False
    until: date | None = None
    says: Line | None = None
    where: Line | None = None
    also_said: tuple[date, ...] = ()


class PlacementForm(Form):
    """`[[placements]]`: where somebody lived."""

    who: Key
    where: Line
    since: date
    until: date | None = None


class LegalOrderForm(Form):
    """`[[orders]]`: a legal status."""

    on: date
    what: Line
    who: tuple[Key, ...]
    until: date | None = None


class AgeForm(Form):
    """`[[ages]]`: words of a text that say an age, whose it is, and on which day; nobody's where `who` is left out."""

    file: Line
    words: Line
    who: Key | None = None
    on: date | None = None


class BibleForm(Form):
    """`bible.toml`: one story."""

    key: Key
    title: Title
    told_on: tuple[date, ...] = ()
    words: tuple[str, ...] = ()
    people: Annotated[tuple[PersonForm, ...], Field(min_length=1)]
    places: tuple[PlaceForm, ...] = ()
    events: Annotated[tuple[EventForm, ...], Field(min_length=1)]
    placements: tuple[PlacementForm, ...] = ()
    orders: tuple[LegalOrderForm, ...] = ()
    ages: tuple[AgeForm, ...] = ()
