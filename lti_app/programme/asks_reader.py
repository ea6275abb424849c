"""Builds what a task asks for from its form: one case for each kind of task."""

from __future__ import annotations

import posixpath

from lti_app.programme.forms import (
    AgreementForm,
    AsksForm,
    ConfirmForm,
    DiscussionForm,
    GoalsAndPlanForm,
    QuestionsForm,
    RateForm,
    ReflectOnForm,
    RespondToEachForm,
    ThingForm,
    ViewsForm,
    VignetteForm,
    WriteForm,
)
from lti_app.programme.model import (
    Agreement,
    Asks,
    Confirm,
    Discussion,
    GoalsAndPlan,
    Questions,
    Rate,
    ReflectOn,
    RespondToEach,
    Strand,
    Thing,
    Views,
    Vignette,
    Write,
)
from lti_app.programme.prose import count_words
from lti_app.programme.references import read_ref
from lti_app.programme.shelf import Shelf

MIN_VIGNETTE_WORDS = 120
MAX_VIGNETTE_WORDS = 250
_PlainForm = WriteForm | ViewsForm | GoalsAndPlanForm | AgreementForm | DiscussionForm | QuestionsForm


def read_asks(shelf: Shelf, file: str, activity: str, form: AsksForm) -> Asks:
    """What the task asks for, its texts read from beside `file`."""
    match form:
        case ConfirmForm():
            return Confirm(form.verb, tuple(_read_thing(shelf, file, thing) for thing in form.things))
        case RespondToEachForm():
            return RespondToEach(tuple(_read_vignette(shelf, file, vignette) for vignette in form.vignettes))
        case ReflectOnForm():
            return ReflectOn(read_ref(activity, form.task))
        case RateForm():
            strands = (Strand(one.key, one.title, one.description, one.source) for one in form.strands)
            return Rate(form.scale, tuple(strands))
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
        case AgreementForm():
            return Agreement(form.undertakings, form.commitments, form.asks_briefing_theme)
        case DiscussionForm():
            return Discussion(form.roles)
        case QuestionsForm():
            return Questions()


def _read_thing(shelf: Shelf, file: str, form: ThingForm) -> Thing:
    text = shelf.read_text_of(file, form.text, headings=True) if form.text else None
    return Thing(form.key, form.title, form.citation, form.place_key, text, form.source)


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
