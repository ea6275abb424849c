"""A submission cut into numbered passages, so that words can stand beside one; and notes laid where they belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lti_app.activity.shown_rules import ShownPart
from lti_app.programme.model import Prose
from lti_app.review.decision_rules import MarginNote

_AFTER_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of what was written: its number in the whole, from 1, and its sentences, which joined are it."""

    number: int
    text: str
    sentences: tuple[str, ...]

    def quote(self, sentence: int) -> str:
        """The sentence of that number, from 1; the whole paragraph where there is none."""
        return self.sentences[sentence - 1].strip() if 0 < sentence <= len(self.sentences) else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a submission with its passages; none where nothing was written."""

    heading: str
    detail: str
    about: Prose | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage with the notes beside it."""

    passage: Passage
    notes: tuple[MarginNote, ...]


@dataclass(frozen=True, slots=True)
class MarkedSection:
    """One part of a submission, its passages with the notes beside them."""

    heading: str
    detail: str
    about: Prose | None
    passages: tuple[MarkedPassage, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A whole submission with its notes; `loose` are those whose words stand nowhere in it."""

    sections: tuple[MarkedSection, ...]
    loose: tuple[MarginNote, ...]


def list_sections(parts: Sequence[ShownPart]) -> tuple[Section, ...]:
    """What was submitted, part by part, its paragraphs numbered through; a line is a paragraph."""
    sections, number = [], 0
    for part in parts:
        passages = []
        for line in part.answer.split("\n"):
            if line.strip():
                number += 1
                text = line.strip()
                passages.append(Passage(number, text, cut_sentences(text)))
        # It is read by others too, to whom it is not "your" answer.
        heading = "Answer" if part.heading == "Your answer" else part.heading
        sections.append(Section(heading, part.detail, part.about, tuple(passages)))
    return tuple(sections)


def list_passages(sections: Sequence[Section]) -> tuple[Passage, ...]:
    """All the passages in their order."""
    return tuple(one for section in sections for one in section.passages)


def cut_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, each with the space after it: joined they are the paragraph."""
    ends = [found.end() for found in _AFTER_SENTENCE.finditer(text) if found.end() < len(text)]
    starts = [0, *ends]
    return tuple(text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))


def mark_passages(*, sections: Sequence[Section], notes: Sequence[MarginNote]) -> MarkedText:
    """The submission with each note beside the passage that it quotes, wherever that stands now."""
    passages = list_passages(sections)
    placed: dict[int, list[MarginNote]] = {}
    loose = []
    for note in notes:
        found = find_passage(passages, note)
        if found is None:
            loose.append(note)
        else:
            placed.setdefault(found.number, []).append(note)
    return MarkedText(
        sections=tuple(
            MarkedSection(
                section.heading,
                section.detail,
                section.about,
                tuple(MarkedPassage(one, tuple(placed.get(one.number, ()))) for one in section.passages),
            )
            for section in sections
        ),
        loose=tuple(loose),
    )


def find_passage(passages: Sequence[Passage], note: MarginNote) -> Passage | None:
    """The passage that has what the note quotes, the nearest to where it stood; None where none has it."""
    having = [one for one in passages if note.quote == one.quote(note.sentence) or note.quote in one.text]
    return min(having, key=lambda one: abs(one.number - note.passage), default=None)
