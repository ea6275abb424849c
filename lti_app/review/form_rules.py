"""A trainer's form: what was typed, the notes that it makes, what is missing, and which button was pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lti_app.activity.answers_rules import Answers, clean_text
from lti_app.activity.fault_rules import AnswerFault
from lti_app.activity.form_rules import MOST_VERSION
from lti_app.review.decision_rules import Decision, MarginNote
from lti_app.review.passage_rules import Passage, find_passage

_NOTE = re.compile(r"note\.([1-9][0-9]{0,4})\.([1-9][0-9]{0,3})", re.ASCII)
_SENTENCE = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_EDITOR = re.compile(r"[0-9a-zA-Z_-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
MOST_NOTES = 300
MOST_READ = 1000
"""No page of ours sends so many: the rest of a form that was made up is not read, however long it is."""
_SINGLE = ("overall", "asked")


class Button(StrEnum):
    """Which button sent the form."""

    SAVE = "save"
    ACCEPT = "accept"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class SentReview:
    """A trainer's form as it was sent, on version `number` of the work."""

    button: Button
    answers: Answers
    number: int
    based_on_version: int
    editor: str

    @property
    def decision(self) -> Decision | None:
        """What was decided; None where it is only to be saved."""
        return {Button.ACCEPT: Decision.ACCEPTED, Button.RETURN: Decision.RETURNED}.get(self.button)


@dataclass(frozen=True, slots=True)
class NoteField:
    """One note in the form: its number beside the passage, what it holds, and which sentence it is about (0: all)."""

    number: int
    words: str
    sentence: int


def read_sent_review(form: Mapping[str, str]) -> SentReview:
    """The form that was sent. A button that is not known counts as the harmless one, which saves."""
    pressed, editor = form.get("do", ""), form.get("editor", "")
    return SentReview(
        button=Button(pressed) if pressed in set(Button) else Button.SAVE,
        answers=read_feedback(form),
        number=_read_number(form.get("number", "")),
        based_on_version=_read_number(form.get("version", "")),
        editor=editor if _EDITOR.fullmatch(editor) else "",
    )


def read_feedback(form: Mapping[str, str]) -> Answers:
    """What was typed: empty fields are dropped, and the notes beside one passage close up."""
    single = [(name, text) for name in _SINGLE if (text := clean_text(form.get(name, ""))).strip()]
    notes = sorted(
        (int(found[1]), int(found[2]), text)
        for name in form
        if (found := _NOTE.fullmatch(name)) and (text := clean_text(form[name])).strip()
    )[:MOST_READ]
    fields, counts = [], dict.fromkeys((passage for passage, _, _ in notes), 0)
    for passage, number, text in notes:
        counts[passage] += 1
        about = form.get(f"about.{passage}.{number}", "")
        fields.append((f"note.{passage}.{counts[passage]}", text))
        if _SENTENCE.fullmatch(about):
            fields.append((f"about.{passage}.{counts[passage]}", about))
    return Answers((*single, *fields))


def list_note_fields(answers: Answers, passage: int) -> tuple[NoteField, ...]:
    """The notes beside a passage, and an empty one after them, so that another can be added without script."""
    held = dict(answers.fields)
    fields, number = [], 1
    while words := held.get(f"note.{passage}.{number}"):
        fields.append(NoteField(number, words, int(held.get(f"about.{passage}.{number}") or 0)))
        number += 1
    return (*fields, NoteField(number, "", 0))


def list_notes(*, answers: Answers, passages: Sequence[Passage]) -> tuple[MarginNote, ...]:
    """The notes as they are sent, each with the words that it is about."""
    return tuple(
        MarginNote(passage.number, field.sentence, passage.quote(field.sentence), field.words)
        for passage in passages
        for field in list_note_fields(answers, passage.number)
        if field.words
    )


def write_feedback(
    *, overall: str, asked: str, notes: Sequence[MarginNote], passages: Sequence[Passage]
) -> Answers:
    """The form's answers for feedback on these passages. A note on words that stand nowhere in them joins `overall`."""
    form: dict[str, str] = {}
    loose = []
    for number, note in enumerate(notes, start=1):
        found = find_passage(passages, note)
        if found is None:
            loose.append(f"On ‘{note.quote}’: {note.words}")
            continue
        form[f"note.{found.number}.{number}"] = note.words
        if note.quote == found.quote(note.sentence):
            form[f"about.{found.number}.{number}"] = str(note.sentence)
    overall = "\n\n".join([part for part in (overall, *loose) if part])
    return read_feedback({"overall": overall, "asked": asked, **form})


def carry_over(*, answers: Answers, before: Sequence[Passage], after: Sequence[Passage]) -> Answers:
    """What was typed on an earlier version, laid on the newer one: no word of it is lost."""
    return write_feedback(
        overall=answers.get("overall"),
        asked=answers.get("asked"),
        notes=list_notes(answers=answers, passages=before),
        passages=after,
    )


def list_count_faults(answers: Answers) -> tuple[AnswerFault, ...]:
    """A fault where there are more notes than one piece of work is kept with."""
    count = sum(name.startswith("note.") for name, _ in answers.fields)
    if count <= MOST_NOTES:
        return ()
    message = f"These are {count:,} notes: the most that can be kept is {MOST_NOTES}. Write some of them here instead"
    return (AnswerFault("overall", message),)


def list_feedback_faults(*, answers: Answers, decision: Decision) -> tuple[AnswerFault, ...]:
    """What keeps the feedback from being sent."""
    asked = answers.get("asked")
    if decision is Decision.RETURNED and not asked:
        return (AnswerFault("asked", "Say what more you ask for, so that the participant knows what to do"),)
    if decision is Decision.ACCEPTED and asked:
        message = "You have said what more you ask for. Return the work for it, or empty that box to accept"
        return (AnswerFault("asked", message),)
    return ()


def _read_number(text: str) -> int:
    return min(int(text), MOST_VERSION) if _NUMBER.fullmatch(text) else 0
