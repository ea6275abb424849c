"""Builds what a task asks for from its form: one case for each kind of task."""

from __future__ import annotations

import posixpath

from lti_app.programme.around import Around
from lti_app.programme.asks_forms import (
    AgreementForm,
    AsksForm,
    BriefingForm,
    ChooseReadingForm,
    ConfirmForm,
    ConfirmReflectionForm,
    DiscussionForm,
    FeedbackForm,
    FinalRatingForm,
    GoalsAndPlanForm,
    QuestionsForm,
    RateForm,
    ReflectOnForm,
    RespondToEachForm,
    ThingForm,
    TouchpointForm,
    ViewsForm,
    VignetteForm,
    WriteForm,
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
    Strand,
    Thing,
    Touchpoint,
    Views,
    Vignette,
    Write,
)
from lti_app.programme.prose import count_words
from lti_app.programme.references import read_ref
from lti_app.programme.shelf import Shelf

MIN_VIGNETTE_WORDS = 120
MAX_VIGNETTE_WORDS = 250
_PlainForm = (
    WriteForm
    | ViewsForm
    | GoalsAndPlanForm
    | DiscussionForm
    | QuestionsForm
    | ConfirmReflectionForm
    | FeedbackForm
    | TouchpointForm
)


def read_asks(shelf: Shelf, around: Around, file: str, activity: str, form: AsksForm) -> Asks:
    """What the task asks for, its texts read from beside `file`; what it takes from elsewhere is in `around`."""
    match form:
        case ConfirmForm():
            return Confirm(form.verb, tuple(_read_thing(shelf, file, thing) for thing in form.things))
        case RespondToEachForm():
            return RespondToEach(tuple(_read_vignette(shelf, file, vignette) for vignette in form.vignettes))
        case ReflectOnForm():
            return ReflectOn(read_ref(activity, form.task))
        case ChooseReadingForm():
            return ChooseReading(tuple(_read_thing(shelf, file, thing) for thing in form.things))
        case RateForm():
            return Rate(form.scale, _read_strands(form))
        case FinalRatingForm():
            first = around.ratings.get(read_ref(activity, form.again_of))
            strands = _read_strands(first) if first else ()
            return FinalRating(read_ref(activity, form.again_of), first.scale if first else (), strands)
        case BriefingForm():
            return Briefing(form.stage, read_ref(activity, form.earlier), form.max_words)
        case AgreementForm():
            undertakings = form.undertakings or around.undertakings
            commitments = form.commitments or around.commitments
            return Agreement(undertakings, commitments, form.asks_briefing_theme)
        case _:
            return _read_plain(form)


def _read_plain(form: _PlainForm) -> Asks:
    match form:
        case WriteForm():
            return Write(form.max_words, form.reviewed)
        case ViewsForm():
            return Views(form.minimum, form.roles)
        case GoalsAndPlanForm():
            return GoalsAndPlan()
        case DiscussionForm():
            return Discussion(form.roles)
        case QuestionsForm():
            return Questions()
        case ConfirmReflectionForm():
            return ConfirmReflection()
        case FeedbackForm():
            return Feedback(form.minimum, form.roles)
        case TouchpointForm():
            return Touchpoint(form.perspective, form.max_words)


def _read_strands(form: RateForm) -> tuple[Strand, ...]:
    return tuple(Strand(one.key, one.title, one.description, one.source) for one in form.strands)


def _read_thing(shelf: Shelf, file: str, form: ThingForm) -> Thing:
    text = shelf.read_text_of(file, form.text, headings=True) if form.text else None
    return Thing(
        form.key, form.title, form.citation, form.place_key, text, form.source, form.verify, form.in_parts
    )


def _read_vignette(shelf: Shelf, file: str, form: VignetteForm) -> Vignette:
    text = shelf.read_text_of(file, form.text, headings=False)
    words = count_words(text.markdown)
    if words and not MIN_VIGNETTE_WORDS <= words <= MAX_VIGNETTE_WORDS:
        shelf.add_fault(
            posixpath.join(posixpath.dirname(file), form.text),
            "",
            f"has {words} words",
            f"Bring the vignette to between {MIN_VIGNETTE_WORDS} and {MAX_VIGNETTE_WORDS} words.",
        )
    return Vignette(form.key, form.title, text, form.source)
