"""Builds the keyed lines of a pack: outcomes, aims, undertakings, essential messages."""

from __future__ import annotations

from lti_app.programme.fields import OutcomeForm
from lti_app.programme.model import Line


def read_lines(forms: tuple[OutcomeForm, ...]) -> tuple[Line, ...]:
    """The lines in their order."""
    return tuple(Line(form.key, form.text, form.source) for form in forms)
