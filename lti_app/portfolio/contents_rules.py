"""What a portfolio holds once it is put together: frozen values with every word in them, and the same as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from lti_app.portfolio.kind_rules import Concern, PortfolioKind


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One part of an answer: its heading, what was answered, and what stood there to be answered."""

    heading: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class KeptRemark:
    """What a trainer wrote to an answer; `about` are the words it stands beside, "" for the whole."""

    text: str
    at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """One piece of work as it was last submitted, with its question as it stood then.

    `ref` is its activity and task by key ("m1-w1/outcomes"), `place` the activity in words.
    """

    ref: str
    title: str
    place: str
    module: int
    kind: PortfolioKind
    submitted_at: datetime
    question: str
    parts: tuple[KeptPart, ...]
    remarks: tuple[KeptRemark, ...] = ()
    concerns: tuple[Concern, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of its place on a page."""
        return name_anchor(self.ref)


@dataclass(frozen=True, slots=True)
class StrandPair:
    """One strand of the self-evaluation at the start and at the end; "" where it was not rated."""

    strand: str
    first_rating: str
    first_note: str
    last_rating: str
    last_note: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The self-evaluations side by side; an end of them that is not in the portfolio has no instant."""

    title: str
    refs: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    strands: tuple[StrandPair, ...]
    concerns: tuple[Concern, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of its place on a page."""
        return name_anchor(self.refs[0])


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one kind, in the programme's order."""

    kind: PortfolioKind
    entries: tuple[KeptEntry, ...]


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One of the five concerns, with what the participant says shows it: titles and the ids of their places."""

    concern: Concern
    shown_by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole portfolio, in the programme's order."""

    person_name: str
    cohort_title: str
    programme_title: str
    comparisons: tuple[Comparison, ...]
    entries: tuple[KeptEntry, ...]

    @property
    def total(self) -> int:
        """How many pieces of work are in it."""
        return len(self.entries) + sum(len(one.refs) for one in self.comparisons)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The entries by kind, in the order of the kinds; the self-evaluations stand in `comparisons`."""
        held = {kind: tuple(one for one in self.entries if one.kind is kind) for kind in PortfolioKind}
        return tuple(Section(kind, entries) for kind, entries in held.items() if entries)

    @property
    def concerns(self) -> tuple[ConcernLine, ...]:
        """All five concerns, each with what was mapped to it."""
        mapped: tuple[Comparison | KeptEntry, ...] = (*self.comparisons, *self.entries)
        return tuple(
            ConcernLine(concern, tuple((one.title, one.anchor) for one in mapped if concern in one.concerns))
            for concern in Concern
        )


@dataclass(frozen=True, slots=True)
class HandedPortfolio:
    """A portfolio as it was handed over: its number among this person's, and the digest of its contents."""

    person_id: int
    number: int
    contents: Contents
    digest: str
    handed_over_at: datetime


def name_anchor(ref: str) -> str:
    """The id of a piece's place on a page; no key has an underscore, so no two pieces share one."""
    return "entry-" + ref.replace("/", "_")


def write_contents(contents: Contents) -> str:
    """The contents as JSON, the same text for the same contents."""
    return json.dumps(asdict(contents), ensure_ascii=False, sort_keys=True, default=datetime.isoformat)


def digest_contents(contents: Contents) -> str:
    """The SHA-256 of the work in it, in hexadecimal: what a verification is of.

    The names at its head are left out: a course that is renamed changes no portfolio.
    """
    work = replace(contents, person_name="", cohort_title="", programme_title="")
    return hashlib.sha256(write_contents(work).encode()).hexdigest()


def load_contents(written: str) -> Contents:
    """The contents that `write_contents` wrote."""
    found = json.loads(written)
    return Contents(
        person_name=found["person_name"],
        cohort_title=found["cohort_title"],
        programme_title=found["programme_title"],
        comparisons=tuple(_load_comparison(one) for one in found["comparisons"]),
        entries=tuple(_load_entry(one) for one in found["entries"]),
    )


def _load_comparison(found: dict[str, Any]) -> Comparison:
    return Comparison(
        title=found["title"],
        refs=tuple(found["refs"]),
        first_at=_load_instant(found["first_at"]),
        last_at=_load_instant(found["last_at"]),
        strands=tuple(StrandPair(**one) for one in found["strands"]),
        concerns=tuple(Concern(one) for one in found["concerns"]),
    )


def _load_entry(found: dict[str, Any]) -> KeptEntry:
    return KeptEntry(
        ref=found["ref"],
        title=found["title"],
        place=found["place"],
        module=found["module"],
        kind=PortfolioKind(found["kind"]),
        submitted_at=datetime.fromisoformat(found["submitted_at"]),
        question=found["question"],
        parts=tuple(KeptPart(**one) for one in found["parts"]),
        remarks=tuple(
            KeptRemark(one["text"], datetime.fromisoformat(one["at"]), one["about"])
            for one in found["remarks"]
        ),
        concerns=tuple(Concern(one) for one in found["concerns"]),
    )


def _load_instant(found: str | None) -> datetime | None:
    return datetime.fromisoformat(found) if found is not None else None
