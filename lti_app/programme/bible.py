"""Holds the texts of a case against its bible: every name, every day with its weekday, every age at its day."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date

from lti_app.programme.bible_forms import BibleForm
from lti_app.programme.bible_words import (
    AGED,
    CAPITALISED,
    DAY,
    NO_NAMES,
    SENTENCE,
    age_on,
    is_day,
    read_age,
    read_day,
    read_number,
    weekday_of,
)
from lti_app.programme.faults import Fault
from lti_app.programme.shape_checks import list_twice


def list_bible_faults(file: str, bible: BibleForm, texts: list[tuple[str, str]]) -> Iterator[Fault]:
    """What does not agree between the bible in `file` and `texts`, each a name and its Markdown, under its folder."""
    yield from _list_inner_faults(file, bible)
    yield from _list_pinned_faults(file, bible, dict(texts))
    for name, markdown in texts:
        yield from _list_day_faults(name, markdown, bible)
        yield from _list_age_faults(file, name, markdown, bible)
        yield from _list_name_faults(name, markdown, bible)


def _list_inner_faults(file: str, bible: BibleForm) -> Iterator[Fault]:
    yield from list_twice(file, "people", (person.key for person in bible.people))
    known = {person.key for person in bible.people}
    named = [(f"events[{one.on}]", key) for one in bible.events for key in one.people]
    named += [(f"placements[{one.since}]", one.who) for one in bible.placements]
    named += [(f"orders[{one.on}]", key) for one in bible.orders for key in one.who]
    named += [(f"ages[{one.words}]", one.who) for one in bible.ages if one.who]
    for place, key in named:
        if key not in known:
            yield Fault(
                file, place, f"names {key}, who is not among its people", "Add the person, or correct it."
            )
    for person in bible.people:
        if person.born and person.died and person.died < person.born:
            yield Fault(file, f"people[{person.key}]", "dies before being born", "Correct one of the days.")
    births = {person.key: person.born for person in bible.people if person.born}
    for event in bible.events:
        for key in event.people:
            if key in births and event.on < births[key]:
                place = f"events[{event.on}]"
                yield Fault(
                    file, place, f"has {key}, who was born on {births[key]}", "Correct one of the days."
                )


def _list_days(bible: BibleForm) -> set[date]:
    days = {day for person in bible.people for day in (person.born, person.died) if day}
    days.update(bible.told_on)
    for event in bible.events:
        days.update(day for day in (event.on, event.until, *event.also_said) if day)
    for placement in bible.placements:
        days.update(day for day in (placement.since, placement.until) if day)
    for order in bible.orders:
        days.update(day for day in (order.on, order.until) if day)
    return days


def _list_day_faults(name: str, markdown: str, bible: BibleForm) -> Iterator[Fault]:
    days = _list_days(bible)
    for number, line in enumerate(markdown.splitlines(), start=1):
        for found in DAY.finditer(line):
            on, weekday = read_day(found), found["weekday"]
            if on is not None and weekday and not weekday_of(on).startswith(weekday):
                remedy = "Correct the day of the week, or the date."
                yield Fault(name, f"line {number}", f"says {found[0]}, which was a {weekday_of(on)}", remedy)
            elif not any(is_day(found, day) for day in days):
                remedy = "Correct the text, or add what happened that day to the bible."
                problem = f"says {found[0]}, a day that its bible does not have"
                yield Fault(name, f"line {number}", problem, remedy)


def _list_pinned_faults(file: str, bible: BibleForm, texts: dict[str, str]) -> Iterator[Fault]:
    births = {person.key: person.born for person in bible.people}
    for age in bible.ages:
        place = f"ages[{age.words}]"
        text = texts.get(posixpath.join(posixpath.dirname(file), age.file))
        if text is None:
            yield Fault(
                file, place, f"is to stand in {age.file}, which no activity uses", "Correct the file's name."
            )
        elif _smooth(age.words) not in _smooth(text):
            yield Fault(
                file, place, f"does not stand in {age.file}", "Correct the words, or remove the line."
            )
        if age.who is None:
            continue
        born, said = births.get(age.who), read_age(age.words)
        if born is None or age.on is None or said is None:
            remedy = "Give the person's birth, the day as on, and words that end in a number."
            yield Fault(file, place, "cannot be reckoned", remedy)
        elif age_on(born, age.on) != said:
            problem = f"says {said}, but {age.who} was {age_on(born, age.on)} on {age.on}"
            yield Fault(file, place, problem, "Correct the text, the day, or the birth in the bible.")


def _list_age_faults(file: str, name: str, markdown: str, bible: BibleForm) -> Iterator[Fault]:
    beside = posixpath.relpath(name, posixpath.dirname(file))
    pinned = [_smooth(age.words) for age in bible.ages if age.file == beside]
    for number, line in enumerate(markdown.splitlines(), start=1):
        smooth = _smooth(line)
        for found in AGED.finditer(smooth):
            said = read_number(found["age"])
            if said is None or any(found[0] in words for words in pinned if words in _smooth(markdown)):
                continue
            before = smooth[: found.start()]
            born = _find_birth(SENTENCE.split(before)[-1], bible)
            on = next((day for day in map(read_day, reversed(list(DAY.finditer(before)))) if day), None)
            if born is None or on is None:
                remedy = (
                    f'Say in {file} whose age it is and when: [[ages]] file = "{beside}", words, who, on.'
                )
                yield Fault(name, f"line {number}", f"says “{found[0]}”, of nobody on a known day", remedy)
            elif age_on(born[1], on) != said:
                problem = f"says “{found[0]}”, but {born[0]} was {age_on(born[1], on)} on {on}"
                yield Fault(name, f"line {number}", problem, "Correct the age, or the birth in the bible.")


def _find_birth(words: str, bible: BibleForm) -> tuple[str, date] | None:
    """Name and birth of the person named last in `words`; None where nobody is, or nobody's birth is known."""
    last: tuple[int, str, date | None] = (-1, "", None)
    for person in bible.people:
        for called in (person.name, person.name.split()[0], *person.also_called):
            places = [found.start() for found in re.finditer(rf"\b{re.escape(called)}\b", words)]
            if places and places[-1] > last[0]:
                last = (places[-1], person.name, person.born)
    return (last[1], last[2]) if last[2] else None


def _list_name_faults(name: str, markdown: str, bible: BibleForm) -> Iterator[Fault]:
    told = [called for person in bible.people for called in (person.name, *person.also_called)]
    told += [place.name for place in bible.places]
    known = (
        {word for called in told for word in re.findall(r"[^\W\d_]+", called)} | NO_NAMES | set(bible.words)
    )
    seen: set[str] = set()
    for number, line in enumerate(markdown.splitlines(), start=1):
        for found in CAPITALISED.finditer(line):
            word = found["word"]
            if word not in known and word not in seen:
                seen.add(word)
                remedy = (
                    "Correct it; or add the person or the place to the bible, or to words if it is no name."
                )
                yield Fault(name, f"line {number}", f"names {word}, which its bible does not", remedy)


def _smooth(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\n> ", " ").replace("’", "'"))
