"""A task laid out to be read and not filled in: what it puts before the reader, and what was answered to each part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lti_app.activity.answers_rules import Answers, list_rows
from lti_app.activity.fault_rules import read_date
from lti_app.activity.shape_rules import (
    GOAL_ROWS,
    QUESTION_ROWS,
    STEP_ROWS,
    VIEW_ROWS,
    YES,
    list_fields,
    read_row_name,
)
from lti_app.cohort.day_rules import write_day
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
    Prose,
    Questions,
    Rate,
    ReflectOn,
    RespondToEach,
    Source,
    Thing,
    Touchpoint,
    Views,
    Write,
)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part: its heading, the text or the line it stands for, and what was answered ("" for nothing)."""

    heading: str
    answer: str
    about: Prose | None = None
    detail: str = ""
    source: Source | None = None
    place_key: str | None = None
    verify: bool = False


def list_shown(*, asks: Asks, answers: Answers) -> tuple[ShownPart, ...]:
    """The parts of a task in the order of its page; with no answers, what the task puts before the reader.

    Last comes what was written where the task asks for something else by now.
    """
    return (*_list_parts(asks, answers), *_list_left_over(asks, answers))


def _list_left_over(asks: Asks, answers: Answers) -> Iterator[ShownPart]:
    shape = list_fields(asks)
    repeated = {(rows.prefix, part) for rows in shape.rows for part in rows.parts}
    for name, text in answers.fields:
        row = read_row_name(name)
        is_asked = name in shape.single or (row is not None and (row[0], row[2]) in repeated)
        if not is_asked and text != YES and not name.startswith("rating."):
            yield ShownPart("What you wrote before this task was changed", text)


def _list_parts(asks: Asks, answers: Answers) -> Iterator[ShownPart]:  # noqa: C901 - one case for each kind of task
    match asks:
        case Confirm():
            return (_thing_part(asks.verb, thing, answers) for thing in asks.things)
        case Write() | ReflectOn() | Touchpoint():
            most = None if isinstance(asks, ReflectOn) else asks.max_words
            limit = f"At most {most} words." if most else ""
            return iter(
                [ShownPart("Your answer", answers.get("text"), detail="" if answers.fields else limit)]
            )
        case RespondToEach():
            return (
                ShownPart(one.title, answers.get(f"response.{one.key}"), one.text, source=one.source)
                for one in asks.vignettes
            )
        case Views() | Feedback():
            return _view_parts(asks, answers)
        case Rate() | FinalRating():
            return _rate_parts(asks, answers)
        case GoalsAndPlan():
            return _plan_parts(answers)
        case Agreement():
            return _agreement_parts(asks, answers)
        case Discussion():
            return _discussion_parts(asks, answers)
        case Questions():
            return _question_parts(answers)
        case ChooseReading():
            return (_thing_part("read", thing, answers) for thing in asks.things)
        case ConfirmReflection():
            said = "You confirmed it." if answers.get("confirmed") == YES else ""
            return iter(
                [ShownPart("Your reflection", "\n\n".join(filter(None, (said, answers.get("text")))))]
            )
        case Briefing():
            theme = ShownPart("The theme of your briefing", answers.get("theme"))
            return iter([theme, ShownPart("What you wrote", answers.get("text"))])


def _thing_part(verb: str, thing: Thing, answers: Answers) -> ShownPart:
    confirmed = (
        f"You confirmed that you have {verb} it." if answers.get(f"confirmed.{thing.key}") == YES else ""
    )
    note = answers.get(f"note.{thing.key}")
    answer = "\n\n".join(part for part in (confirmed, note) if part)
    return ShownPart(
        thing.title, answer, thing.text, thing.citation or "", thing.source, thing.place_key, thing.verify
    )


def _view_parts(asks: Views | Feedback, answers: Answers) -> Iterator[ShownPart]:
    rows = list_rows(answers, VIEW_ROWS)
    if not rows:
        yield ShownPart("Whom to ask", "", detail=", ".join(asks.roles))
    for number, (role, text) in enumerate(rows, start=1):
        yield ShownPart(f"View {number}: {role}" if role else f"View {number}", text)


def _rate_parts(asks: Rate | FinalRating, answers: Answers) -> Iterator[ShownPart]:
    words = {str(number): word for number, word in enumerate(asks.scale, start=1)}
    for strand in asks.strands:
        rating = words.get(answers.get(f"rating.{strand.key}"), "")
        note = answers.get(f"note.{strand.key}")
        answer = "\n\n".join(part for part in (rating, note) if part)
        yield ShownPart(strand.title, answer, detail=strand.description, source=strand.source)


def _plan_parts(answers: Answers) -> Iterator[ShownPart]:
    for number, (text, measure) in enumerate(list_rows(answers, GOAL_ROWS), start=1):
        yield ShownPart(f"Goal {number}", text)
        yield ShownPart(f"How you will know that you have reached goal {number}", measure)
    for number, (what, *_) in enumerate(list_rows(answers, STEP_ROWS), start=1):
        yield ShownPart(f"Step {number}, by {_say_date(answers, f'step.{number}.by') or 'no date yet'}", what)


def _agreement_parts(asks: Agreement, answers: Answers) -> Iterator[ShownPart]:
    yield ShownPart("When you met", _say_date(answers, "date"))
    yield ShownPart("Your line manager’s role", answers.get("role"))
    for heading, name, lines in (
        ("The line manager’s undertakings", "undertaking", asks.undertakings),
        ("Your commitments", "commitment", asks.commitments),
    ):
        ticked = sum(answers.get(f"{name}.{number}") == YES for number, _ in enumerate(lines, start=1))
        said = f"{ticked} of {len(lines)} confirmed" if answers.fields else ""
        yield ShownPart(
            heading, said, detail="\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1))
        )
    if asks.asks_briefing_theme:
        yield ShownPart("The theme of your policy and practice briefing", answers.get("theme"))
    yield ShownPart("What you agreed", answers.get("agreed"))


def _discussion_parts(asks: Discussion, answers: Answers) -> Iterator[ShownPart]:
    yield ShownPart("When you talked", _say_date(answers, "date"))
    yield ShownPart("With whom", answers.get("role"), detail="" if answers.fields else ", ".join(asks.roles))
    yield ShownPart("What came of it", answers.get("outcome"))


def _question_parts(answers: Answers) -> Iterator[ShownPart]:
    if answers.get("none") == YES:
        yield ShownPart("Questions for the workshop", "You have none to bring.")
    for number, (text,) in enumerate(list_rows(answers, QUESTION_ROWS), start=1):
        yield ShownPart(f"Question {number}", text)


def _say_date(answers: Answers, prefix: str) -> str:
    day = read_date(answers, prefix)
    if day is not None:
        return write_day(day)
    return " ".join(part for name in ("day", "month", "year") if (part := answers.get(f"{prefix}-{name}")))
