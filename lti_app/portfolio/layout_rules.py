"""A portfolio's contents laid out for a document: plain values of paragraphs and lines, with days in words."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from lti_app.cohort.day_rules import write_day
from lti_app.portfolio.contents_rules import Comparison, Contents, KeptEntry, StrandPair

Paragraphs = list[list[str]]


def lay_out(contents: Contents, *, standing: str) -> dict[str, Any]:
    """The values of the document's template; `standing` says whether and when it was handed over."""
    about = [("Name", contents.person_name), ("Programme", contents.programme_title)]
    about += [("Course", contents.cohort_title), ("Standing", standing)]
    return {
        "title": f"Portfolio: {contents.person_name}" if contents.person_name else "Portfolio",
        "name": contents.person_name,
        "programme": contents.programme_title,
        "about": [[what, said] for what, said in about if said],
        "concerns": [
            {
                "words": line.concern.words,
                "shown_by": [{"title": title, "anchor": anchor} for title, anchor in line.shown_by],
            }
            for line in contents.concerns
        ],
        "comparisons": [_lay_out_comparison(one) for one in contents.comparisons],
        "sections": [
            {"heading": section.kind.heading, "entries": [_lay_out_entry(one) for one in section.entries]}
            for section in contents.sections
        ],
    }


def split_paragraphs(text: str) -> Paragraphs:
    """The lines of a text, by paragraph; empty for no text."""
    return [
        found
        for one in re.split(r"\n\s*\n", text.strip())
        if (found := [line.strip() for line in one.splitlines() if line.strip()])
    ]


def say_day(at: datetime | None) -> str:
    """A day in London in full; "" for none."""
    return "" if at is None else write_day(at)


def _lay_out_comparison(one: Comparison) -> dict[str, Any]:
    return {
        "title": one.title,
        "anchor": one.anchor,
        "first": say_day(one.first_at),
        "last": say_day(one.last_at),
        "strands": [_lay_out_strand(strand) for strand in one.strands],
    }


def _lay_out_strand(strand: StrandPair) -> dict[str, Any]:
    return {
        "title": strand.strand,
        "first": {"rating": strand.first_rating, "note": split_paragraphs(strand.first_note)},
        "last": {"rating": strand.last_rating, "note": split_paragraphs(strand.last_note)},
    }


def _lay_out_entry(entry: KeptEntry) -> dict[str, Any]:
    place = f"{entry.place}. Submitted on {say_day(entry.submitted_at)}."
    if entry.concerns:
        place += f" Shows: {'; '.join(one.words for one in entry.concerns)}."
    return {
        "title": entry.title,
        "anchor": entry.anchor,
        "place": place,
        "question": split_paragraphs(entry.question),
        "parts": [
            {
                "heading": part.heading,
                "text": split_paragraphs(part.text),
                "detail": split_paragraphs(part.detail),
            }
            for part in entry.parts
        ],
        "remarks": [
            {"about": split_paragraphs(one.about), "text": split_paragraphs(one.text), "at": say_day(one.at)}
            for one in entry.remarks
        ],
    }
