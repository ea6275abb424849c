"""The shape of what a task asks for in a pack: the keys of each kind of task, with their types and limits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from lti_app.programme.fields import Form, Key, Line, Lines, MarkdownFile, Ref, Title
from lti_app.programme.model import BriefingStage, Source


class ThingForm(Form):
    """`[[tasks.asks.things]]`: a text of the pack, or a place that the organisation fills."""

    key: Key
    title: Title
    source: Source
    citation: Line | None = None
    place_key: Key | None = None
    text: MarkdownFile | None = None
    verify: StrictBool = False
    in_parts: StrictBool = False


class VignetteForm(Form):
    """`[[tasks.asks.vignettes]]`."""

    key: Key
    title: Title
    text: MarkdownFile
    source: Source


class StrandForm(Form):
    """`[[tasks.asks.strands]]`."""

    key: Key
    title: Title
    description: Line
    source: Source


class ConfirmForm(Form):
    """Confirm each thing; `verb` completes the sentence "I have …"."""

    kind: Literal["confirm"]
    verb: Literal["read", "watched", "explored"]
    things: Annotated[tuple[ThingForm, ...], Field(min_length=1)]


class WriteForm(Form):
    """Write in one's own words."""

    kind: Literal["write"]
    max_words: Annotated[StrictInt, Field(ge=50, le=5000)] | None = None
    reviewed: StrictBool = False


class RespondToEachForm(Form):
    """Respond briefly to each vignette."""

    kind: Literal["respond_to_each"]
    vignettes: Annotated[tuple[VignetteForm, ...], Field(min_length=1)]


class ReflectOnForm(Form):
    """Reflect beside the untouched answers to an earlier `respond_to_each` task."""

    kind: Literal["reflect_on"]
    task: Ref


class ViewsForm(Form):
    """Collect the views of others."""

    kind: Literal["views"]
    roles: Lines
    minimum: Annotated[StrictInt, Field(ge=1, le=20)] = 1


class RateForm(Form):
    """Rate each strand of a self-evaluation."""

    kind: Literal["rate"]
    scale: Annotated[tuple[Line, ...], Field(min_length=3, max_length=7)]
    strands: Annotated[tuple[StrandForm, ...], Field(min_length=1)]


class GoalsAndPlanForm(Form):
    """Set goals and plan study."""

    kind: Literal["goals_and_plan"]


class AgreementForm(Form):
    """Draw up the learning agreement; undertakings and commitments are those of the entry where left out."""

    kind: Literal["agreement"]
    undertakings: Lines | None = None
    commitments: Lines | None = None
    asks_briefing_theme: StrictBool


class DiscussionForm(Form):
    """Record a conversation."""

    kind: Literal["discussion"]
    roles: Lines


class QuestionsForm(Form):
    """Bring questions to a workshop."""

    kind: Literal["questions"]


class ConfirmReflectionForm(Form):
    """Reflect on one's own life, and confirm it."""

    kind: Literal["confirm_reflection"]


class FeedbackForm(Form):
    """Collect what colleagues and managers say of one's strengths."""

    kind: Literal["feedback"]
    roles: Lines
    minimum: Annotated[StrictInt, Field(ge=1, le=20)] = 1


class BriefingForm(Form):
    """Take the policy and practice briefing one stage further."""

    kind: Literal["briefing"]
    stage: BriefingStage
    earlier: Ref
    max_words: Annotated[StrictInt, Field(ge=50, le=5000)] | None = None


class FinalRatingForm(Form):
    """Rate the strands of an earlier `rate` task again."""

    kind: Literal["final_rating"]
    again_of: Ref


class TouchpointForm(Form):
    """Add to the thread of the real-life case."""

    kind: Literal["touchpoint"]
    perspective: Line
    max_words: Annotated[StrictInt, Field(ge=50, le=5000)] | None = None


class ChooseReadingForm(Form):
    """Choose from further reading."""

    kind: Literal["choose_reading"]
    things: Annotated[tuple[ThingForm, ...], Field(min_length=1)]


AsksForm = Annotated[
    ConfirmForm
    | WriteForm
    | RespondToEachForm
    | ReflectOnForm
    | ViewsForm
    | RateForm
    | GoalsAndPlanForm
    | AgreementForm
    | DiscussionForm
    | QuestionsForm
    | ConfirmReflectionForm
    | FeedbackForm
    | BriefingForm
    | FinalRatingForm
    | TouchpointForm
    | ChooseReadingForm,
    Field(discriminator="kind"),
]
