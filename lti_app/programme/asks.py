"""What a task can ask of a participant: one small type for each kind of task."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lti_app.programme.texts import Strand, TaskRef, Thing, Vignette


@dataclass(frozen=True, slots=True)
class Confirm:
    """Asks to confirm each thing (read, watched, explored), each with an optional private note."""

    verb: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """Asks for words of one's own. No limit where `max_words` is None; `reviewed` waits for a trainer."""

    max_words: int | None
    reviewed: bool


@dataclass(frozen=True, slots=True)
class RespondToEach:
    """Asks for a brief response to each vignette; all are submitted together and can then not be edited."""

    vignettes: tuple[Vignette, ...]


@dataclass(frozen=True, slots=True)
class ReflectOn:
    """Asks for a reflection beside the untouched answers to an earlier `RespondToEach` task."""

    task: TaskRef


@dataclass(frozen=True, slots=True)
class Views:
    """Asks for the views of others, each by role and never by name; at least `minimum`."""

    minimum: int
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """Asks for a rating and a note per strand. `scale` runs from the lowest word to the highest."""

    scale: tuple[str, ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class GoalsAndPlan:
    """Asks for learning goals with how one will know, and a study plan of dated steps; one each at least."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Asks for a learning agreement drawn up with the line manager: when, with whom, what was agreed."""

    undertakings: tuple[str, ...]
    commitments: tuple[str, ...]
    asks_briefing_theme: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """Asks for a short record of a conversation: when, with which role, what came of it."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks for questions or ideas to bring to a workshop: one at least, or a plain statement of none."""


@dataclass(frozen=True, slots=True)
class ConfirmReflection:
    """Asks for a reflection on one's own life: to be confirmed, with words only if one wishes; never read by others."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Asks to collect what colleagues and managers say of one's strengths, by role; at least `minimum`."""

    minimum: int
    roles: tuple[str, ...]


class BriefingStage(StrEnum):
    """Where the policy and practice briefing has got to; its theme is first agreed in the learning agreement."""

    THEME_CONFIRMED = "theme confirmed"
    DEVELOPED = "developed"


@dataclass(frozen=True, slots=True)
class Briefing:
    """Asks for one stage of the policy and practice briefing: its theme, and words on it.

    `earlier` is the task of the stage before, whose theme is shown beside this one.
    """

    stage: BriefingStage
    earlier: TaskRef
    max_words: int | None


@dataclass(frozen=True, slots=True)
class FinalRating:
    """Asks for the self-evaluation `again_of` once more, side by side with it; same scale, same strands."""

    again_of: TaskRef
    scale: tuple[str, ...]
    strands: tuple[Strand, ...]


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """Asks for the next entry in the thread of the real-life case, seen from `perspective`."""

    perspective: str
    max_words: int | None


@dataclass(frozen=True, slots=True)
class ChooseReading:
    """Offers further reading to choose from by one's own learning goals; nothing on it is ever required."""

    things: tuple[Thing, ...]


Asks = (
    Confirm
    | Write
    | RespondToEach
    | ReflectOn
    | Views
    | Rate
    | GoalsAndPlan
    | Agreement
    | Discussion
    | Questions
    | ConfirmReflection
    | Feedback
    | Briefing
    | FinalRating
    | Touchpoint
    | ChooseReading
)
