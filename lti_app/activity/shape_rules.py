"""Which form fields a task of each kind has, and what each is called when it is shown or a fault is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

MAX_ROWS = 200
DATE_PARTS = ("day", "month", "year")
YES = "yes"
_ROW_NAME = re.compile(r"([a-z]+)\.([1-9][0-9]{0,3})(?:\.([a-z-]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rows:
    """Fields that repeat: `prefix.N.part`, or `prefix.N` where the one part is ""."""

    prefix: str
    parts: tuple[str, ...]

    def name(self, number: int, part: str) -> str:
        """The field's name in row `number`, from 1."""
        return f"{self.prefix}.{number}.{part}" if part else f"{self.prefix}.{number}"


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one task: those that stand once, in order, and those that repeat.

    `chosen` are the fields whose value is picked and not typed.
    """

    single: tuple[str, ...]
    rows: tuple[Rows, ...] = ()
    chosen: frozenset[str] = frozenset()


VIEW_ROWS = Rows("view", ("role", "text"))
GOAL_ROWS = Rows("goal", ("text", "measure"))
STEP_ROWS = Rows("step", ("what", *(f"by-{part}" for part in DATE_PARTS)))
QUESTION_ROWS = Rows("question", ("",))
_DATE = tuple(f"date-{part}" for part in DATE_PARTS)


def list_fields(asks: Asks) -> Shape:  # noqa: C901 - one case for each kind of task
    """The fields that a task asking for `asks` has."""
    match asks:
        case Confirm(things=things) | ChooseReading(things=things):
            names = [(f"confirmed.{thing.key}", f"note.{thing.key}") for thing in things]
            return Shape(_flat(names), chosen=frozenset(confirmed for confirmed, _ in names))
        case Write() | ReflectOn() | Touchpoint():
            return Shape(("text",))
        case RespondToEach(vignettes=vignettes):
            return Shape(tuple(f"response.{vignette.key}" for vignette in vignettes))
        case Views() | Feedback():
            return Shape((), (VIEW_ROWS,))
        case Rate(strands=strands) | FinalRating(strands=strands):
            names = [(f"rating.{strand.key}", f"note.{strand.key}") for strand in strands]
            return Shape(_flat(names), chosen=frozenset(rating for rating, _ in names))
        case GoalsAndPlan():
            return Shape((), (GOAL_ROWS, STEP_ROWS))
        case Agreement():
            return _agreement_shape(asks)
        case ConfirmReflection():
            return Shape(("text", "confirmed"), chosen=frozenset({"confirmed"}))
        case Briefing():
            return Shape(("theme", "text"))
        case Discussion():
            return Shape((*_DATE, "role", "outcome"), chosen=frozenset({*_DATE, "role"}))
        case Questions():
            return Shape(("none",), (QUESTION_ROWS,), chosen=frozenset({"none"}))


def read_row_name(name: str) -> tuple[str, int, str] | None:
    """Prefix, number and part of a repeating field's name; None where it is not one, or numbered too high."""
    found = _ROW_NAME.fullmatch(name)
    if found is None or int(found[2]) > MAX_ROWS:
        return None
    return found[1], int(found[2]), found[3] or ""


def _agreement_shape(asks: Agreement) -> Shape:
    ticks = (
        *(f"undertaking.{number}" for number, _ in enumerate(asks.undertakings, start=1)),
        *(f"commitment.{number}" for number, _ in enumerate(asks.commitments, start=1)),
    )
    theme = ("theme",) if asks.asks_briefing_theme else ()
    return Shape((*_DATE, "role", *ticks, *theme, "agreed"), chosen=frozenset({*_DATE, *ticks}))


def _flat(pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for pair in pairs for name in pair)


def name_kind(asks: Asks) -> str:
    """The kind of a task as its template is called."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(asks).__name__).lower()
