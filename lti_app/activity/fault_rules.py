"""Whether what was typed for a task is enough to submit, and every fault in plain words where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lti_app.activity.answers_rules import Answers, list_rows
from lti_app.activity.shape_rules import (
    DATE_PARTS,
    GOAL_ROWS,
    QUESTION_ROWS,
    STEP_ROWS,
    VIEW_ROWS,
    YES,
)
from lti_app.programme.model import (
    Agreement,
    Asks,
    Briefing,
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    Questions,
    Rate,
    ReflectOn,
    RespondToEach,
    Touchpoint,
    Views,
    Write,
)

_WORD = re.compile(r"[^\s\ufeff]+")


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is missing or too much, and the field to go to."""

    field: str
    message: str


def count_words(text: str) -> int:
    """The number of words, a word being whatever stands between white space, as the page's script counts: to a
    browser a byte order mark, such as pasted text may carry, is white space too."""
    return len(_WORD.findall(text))


def list_length_faults(*, answers: Answers, max_characters: int) -> tuple[AnswerFault, ...]:
    """A fault for each field that is longer than the service keeps."""
    return tuple(
        AnswerFault(
            name,
            f"This answer has {len(text):,} characters: the most that can be kept is {max_characters:,}. "
            "Shorten it and save again; nothing saved before is lost.",
        )
        for name, text in answers.fields
        if len(text) > max_characters
    )


def list_answer_faults(*, asks: Asks, answers: Answers, today: date) -> tuple[AnswerFault, ...]:
    """Everything that keeps these answers from being submitted, in the page's order; empty where nothing.

    `today` is the day in London: a meeting that has been held cannot be later.
    """
    return tuple(_list_faults(asks, answers, today))


def _list_faults(asks: Asks, answers: Answers, today: date) -> list[AnswerFault]:  # noqa: C901 - one case for each kind of task
    match asks:
        case Confirm():
            return _confirm_faults(asks, answers)
        case Write() | ReflectOn() | Touchpoint():
            return _text_faults(answers, None if isinstance(asks, ReflectOn) else asks.max_words)
        case RespondToEach():
            return _response_faults(asks, answers)
        case Views() | Feedback():
            return _views_faults(asks, answers)
        case Rate() | FinalRating():
            return _rate_faults(asks, answers)
        case GoalsAndPlan():
            return _plan_faults(answers)
        case Agreement():
            return _agreement_faults(asks, answers, today)
        case Discussion():
            return _discussion_faults(asks, answers, today)
        case Questions():
            return _questions_faults(answers)
        case ConfirmReflection():
            done = answers.get("confirmed") == YES
            return [] if done else [AnswerFault("confirmed", "Confirm that you have reflected on it")]
        case Briefing():
            theme = [] if answers.get("theme") else [AnswerFault("theme", "Enter the theme of your briefing")]
            return [*theme, *_text_faults(answers, asks.max_words)]
        case ChooseReading():
            return []


def read_date(answers: Answers, prefix: str) -> date | None:
    """The day that three fields give; None where they give none."""
    parts = [answers.get(f"{prefix}-{part}").strip() for part in DATE_PARTS]
    if not all(re.fullmatch(r"[0-9]{1,4}", part, re.ASCII) for part in parts) or len(parts[2]) != 4:
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None


def _confirm_faults(asks: Confirm, answers: Answers) -> list[AnswerFault]:
    return [
        AnswerFault(f"confirmed.{thing.key}", f"Confirm that you have {asks.verb} ‘{thing.title}’")
        for thing in asks.things
        if answers.get(f"confirmed.{thing.key}") != YES
    ]


def _text_faults(answers: Answers, limit: int | None) -> list[AnswerFault]:
    words = count_words(answers.get("text"))
    if not words:
        return [AnswerFault("text", "Write your answer")]
    if limit is None or words <= limit:
        return []
    over = words - limit
    return [
        AnswerFault(
            "text",
            f"Your answer has {words:,} words and the most is {limit:,}: take out {over:,} "
            f"{'word' if over == 1 else 'words'}. It is saved as a draft",
        )
    ]


def _response_faults(asks: RespondToEach, answers: Answers) -> list[AnswerFault]:
    return [
        AnswerFault(f"response.{one.key}", f"Write your response to ‘{one.title}’")
        for one in asks.vignettes
        if not answers.get(f"response.{one.key}")
    ]


def _views_faults(asks: Views | Feedback, answers: Answers) -> list[AnswerFault]:
    faults = []
    rows = list_rows(answers, VIEW_ROWS)
    for number, (role, text) in enumerate(rows, start=1):
        if role not in asks.roles:
            faults.append(
                AnswerFault(f"view.{number}.role", f"Choose whose view number {number} is, by role")
            )
        if not text:
            faults.append(AnswerFault(f"view.{number}.text", f"Write what view number {number} was"))
    if len(rows) < asks.minimum:
        views = "view" if asks.minimum == 1 else "views"
        field = f"view.{len(rows) + 1}.role"
        faults.append(AnswerFault(field, f"Record the {views} of at least {asks.minimum} of those you asked"))
    return faults


def _rate_faults(asks: Rate | FinalRating, answers: Answers) -> list[AnswerFault]:
    choices = {str(number) for number, _ in enumerate(asks.scale, start=1)}
    return [
        AnswerFault(f"rating.{strand.key}", f"Choose where you stand on ‘{strand.title}’")
        for strand in asks.strands
        if answers.get(f"rating.{strand.key}") not in choices
    ]


def _plan_faults(answers: Answers) -> list[AnswerFault]:
    faults = []
    goals, steps = list_rows(answers, GOAL_ROWS), list_rows(answers, STEP_ROWS)
    for number, (text, measure) in enumerate(goals, start=1):
        if not text:
            faults.append(AnswerFault(f"goal.{number}.text", f"Write what goal {number} is"))
        if not measure:
            message = f"Write how you will know that you have reached goal {number}"
            faults.append(AnswerFault(f"goal.{number}.measure", message))
    if not goals:
        faults.append(AnswerFault("goal.1.text", "Write at least one learning goal"))
    for number, (what, *_) in enumerate(steps, start=1):
        if not what:
            faults.append(AnswerFault(f"step.{number}.what", f"Write what step {number} of your plan is"))
        if read_date(answers, f"step.{number}.by") is None:
            message = f"Enter the day by which you will take step {number}, such as 27 3 2027"
            faults.append(AnswerFault(f"step.{number}.by-day", message))
    if not steps:
        faults.append(AnswerFault("step.1.what", "Write at least one step of your study plan, with a date"))
    return faults


def _agreement_faults(asks: Agreement, answers: Answers, today: date) -> list[AnswerFault]:
    faults = _meeting_faults(answers, today, "met your line manager")
    if not answers.get("role"):
        faults.append(AnswerFault("role", "Enter your line manager’s role, such as team manager"))
    for number, _ in enumerate(asks.undertakings, start=1):
        if answers.get(f"undertaking.{number}") != YES:
            message = f"Tick undertaking {number} when you have gone through it together"
            faults.append(AnswerFault(f"undertaking.{number}", message))
    for number, _ in enumerate(asks.commitments, start=1):
        if answers.get(f"commitment.{number}") != YES:
            faults.append(AnswerFault(f"commitment.{number}", f"Tick commitment {number} to make it yours"))
    if asks.asks_briefing_theme and not answers.get("theme"):
        faults.append(AnswerFault("theme", "Enter the theme of your policy and practice briefing"))
    if not answers.get("agreed"):
        faults.append(AnswerFault("agreed", "Write what you agreed"))
    return faults


def _discussion_faults(asks: Discussion, answers: Answers, today: date) -> list[AnswerFault]:
    faults = _meeting_faults(answers, today, "talked")
    if answers.get("role") not in asks.roles:
        faults.append(AnswerFault("role", "Choose the role of the person you talked with"))
    if not answers.get("outcome"):
        faults.append(AnswerFault("outcome", "Write what came of it"))
    return faults


def _meeting_faults(answers: Answers, today: date, did: str) -> list[AnswerFault]:
    met_on = read_date(answers, "date")
    if met_on is None:
        return [AnswerFault("date-day", f"Enter the day on which you {did}, such as 27 3 2026")]
    if met_on > today:
        return [AnswerFault("date-day", f"The day on which you {did} must be today or in the past")]
    return []


def _questions_faults(answers: Answers) -> list[AnswerFault]:
    rows = list_rows(answers, QUESTION_ROWS)
    none = answers.get("none") == YES
    if not rows and not none:
        return [AnswerFault("question.1", "Write at least one question, or tick that you have none")]
    if rows and none:
        return [AnswerFault("none", "Untick that you have no questions, or take your questions away")]
    return []
