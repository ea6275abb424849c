"""How a portfolio is put together from what was gathered and what was chosen of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lti_app.portfolio.choice_rules import Choice
from lti_app.portfolio.contents_rules import Comparison, Contents, KeptEntry, StrandPair


@dataclass(frozen=True, slots=True)
class RatedStrand:
    """One strand of a self-evaluation as it was rated."""

    key: str
    title: str
    rating: str
    note: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """One piece of work that may be handed over.

    `is_private` where nobody else reads it unless it is. `strands` are those of a self-evaluation; `again_of` the one
    that it repeats.
    """

    entry: KeptEntry
    is_offered: bool
    is_private: bool
    strands: tuple[RatedStrand, ...] = ()
    again_of: str | None = None


def offer_choice(gathered: Sequence[Gathered]) -> Choice:
    """What is ticked before the participant has chosen."""
    return Choice(frozenset(one.entry.ref for one in gathered if one.is_offered))


def assemble_contents(
    *,
    gathered: Sequence[Gathered],
    choice: Choice,
    person_name: str,
    cohort_title: str,
    programme_title: str,
) -> Contents:
    """The portfolio that holds the chosen pieces and nothing else, self-evaluations side by side."""
    chosen = [one for one in gathered if one.entry.ref in choice.chosen]
    rated = [one for one in chosen if one.strands]
    return Contents(
        person_name=person_name,
        cohort_title=cohort_title,
        programme_title=programme_title,
        comparisons=tuple(_list_comparisons(rated, choice)),
        entries=tuple(
            replace(one.entry, concerns=choice.find_concerns(one.entry.ref))
            for one in chosen
            if not one.strands
        ),
    )


def _list_comparisons(rated: Sequence[Gathered], choice: Choice) -> list[Comparison]:
    """One for each self-evaluation, with the one that repeats it where both were chosen."""
    again = {one.again_of: one for one in rated if one.again_of is not None}
    first = {one.entry.ref for one in rated if one.again_of is None}
    return [
        _compare(one, again.get(one.entry.ref), choice)
        if one.again_of is None
        else _compare(None, one, choice)
        for one in rated
        if one.again_of is None or one.again_of not in first
    ]


def _compare(first: Gathered | None, last: Gathered | None, choice: Choice) -> Comparison:
    ends = [one for one in (first, last) if one is not None]
    firsts = {one.key: one for one in (first.strands if first else ())}
    lasts = {one.key: one for one in (last.strands if last else ())}
    nothing = RatedStrand("", "", "", "")
    titles = {one.key: one.title for end in ends for one in end.strands}
    concerns = dict.fromkeys(concern for end in ends for concern in choice.find_concerns(end.entry.ref))
    return Comparison(
        title=ends[0].entry.title,
        refs=tuple(end.entry.ref for end in ends),
        first_at=first.entry.submitted_at if first else None,
        last_at=last.entry.submitted_at if last else None,
        strands=tuple(
            StrandPair(
                title,
                firsts.get(key, nothing).rating,
                firsts.get(key, nothing).note,
                lasts.get(key, nothing).rating,
                lasts.get(key, nothing).note,
            )
            for key, title in titles.items()
        ),
        concerns=tuple(concerns),
    )


def write_plain(markdown: str) -> str:
    """A question of the pack as plain text: its words and line ends, without the marks of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"(?m)^#{1,6} +", "", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)(.+?)(?<=\S)\*(?![\w*])", r"\1", text)
    return text.strip()
