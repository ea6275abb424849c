"""Our macros against the design system's own: the same elements, classes and attributes, from fewer steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from tests.web.samples import build_front_door

OURS = {
    "button": "pieces", "details": "pieces", "error_summary": "pieces", "tag": "pieces", "warning": "pieces",
    "notification": "pieces", "task_list": "pieces", "task_row": "pieces", "back_link": "pieces",
    "text_input": "fields", "text_area": "fields", "date_input": "fields",
    "radios": "choices", "checkboxes": "choices",
}  # fmt: skip

LABEL = "'label': {'text': 'Your answer', 'classes': 'govuk-label--s'}"
WRONG = "'errorMessage': {'text': 'Write it'}"
HINT = "'hint': {'text': 'Be brief'}"
PAIRS = {
    "a text field": (
        "{{ text_input('role', 'Your answer', 'Lead', hint='Be brief', error='Write it', size='s', width=20) }}",
        "{{ govukInput({'id': 'role', 'name': 'role', 'value': 'Lead', 'type': 'text', "
        f"'classes': 'govuk-input--width-20', {LABEL}, {HINT}, {WRONG}}}) }}}}",
    ),
    "a text area": (
        "{{ text_area('text', 'Your answer', 'So far', size='s') }}",
        "{{ govukTextarea({'id': 'text', 'name': 'text', 'value': 'So far', 'rows': 6, "
        f"'spellcheck': true, {LABEL}}}) }}}}",
    ),
    "a text area that counts words": (
        "{{ text_area('text', 'Your answer', 'So far', size='s', max_words=500, hint='Be brief', error='Write it') }}",
        "{{ govukCharacterCount({'id': 'text', 'name': 'text', 'value': 'So far', 'rows': 6, 'maxwords': 500, "
        f"'spellcheck': true, {LABEL}, {HINT}, {WRONG}}}) }}}}",
    ),
    "a date": (
        "{{ date_input('met', 'When', '1', '2', '2026', hint='Be brief', error='Write it', size='s') }}",
        "{{ govukDateInput({'id': 'met', 'namePrefix': 'met', 'fieldset': {'legend': {'text': 'When', "
        f"'classes': 'govuk-fieldset__legend--s'}}}}, {HINT}, {WRONG}, 'items': ["
        "{'name': 'day', 'classes': 'govuk-input--width-2 govuk-input--error', 'value': '1'},"
        "{'name': 'month', 'classes': 'govuk-input--width-2 govuk-input--error', 'value': '2'},"
        "{'name': 'year', 'classes': 'govuk-input--width-4 govuk-input--error', 'value': '2026'}]}) }}",
    ),
    "radios": (
        "{{ radios('who', 'Who', [('a', 'A', 'First'), ('b', 'B')], 'b', hint='Be brief', error='Write it', "
        "small=true) }}",
        "{{ govukRadios({'name': 'who', 'classes': 'govuk-radios--small', 'fieldset': {'legend': {'text': 'Who'}}, "
        f"{HINT}, {WRONG}, 'items': [{{'value': 'a', 'text': 'A', 'hint': {{'text': 'First'}}}}, "
        "{'value': 'b', 'text': 'B', 'checked': true}]}) }}",
    ),
    "checkboxes": (
        "{{ checkboxes('who', 'Who', [('a', 'A', 'First'), ('b', 'B')], ['b'], hint='Be brief', error='Write it') }}",
        "{{ govukCheckboxes({'name': 'who', 'fieldset': {'legend': {'text': 'Who'}}, "
        f"{HINT}, {WRONG}, 'items': [{{'value': 'a', 'text': 'A', 'hint': {{'text': 'First'}}}}, "
        "{'value': 'b', 'text': 'B', 'checked': true}]}) }}",
    ),
    "an error summary": (
        "{{ error_summary([('text', 'Write it'), ('', 'Try later')]) }}",
        "{{ govukErrorSummary({'titleText': 'There is a problem', 'errorList': "
        "[{'text': 'Write it', 'href': '#text'}, {'text': 'Try later'}]}) }}",
    ),
    "a button": (
        "{{ button('Save', name='do', value='save') }}",
        "{{ govukButton({'text': 'Save', 'name': 'do', 'value': 'save', 'preventDoubleClick': true}) }}",
    ),
    "a tag": ("{{ tag('Done', 'green') }}", "{{ govukTag({'text': 'Done', 'classes': 'govuk-tag--green'}) }}"),
    "a warning": ("{{ warning('Mind') }}", "{{ govukWarningText({'text': 'Mind', 'iconFallbackText': 'Warning'}) }}"),
    "a way back": ("{{ back_link('/x') }}", "{{ govukBackLink({'href': '/x', 'text': 'Back'}) }}"),
    "details": (
        "{% call details('More') %}Text{% endcall %}",
        "{{ govukDetails({'summaryText': 'More', 'text': 'Text'}) }}",
    ),
    "a notification": (
        "{{ notification('It is saved', 'success', title='Saved', id='govuk-notification-banner') }}",
        "{{ govukNotificationBanner({'type': 'success', 'titleText': 'Saved', 'text': 'It is saved', "
        "'titleId': 'govuk-notification-banner-title'}) }}",
    ),
    "a task list": (
        "{% call task_list() %}{{ task_row('t-1', 'Read', '/1', 'Draft', 'blue', 'Brief') }}"
        "{{ task_row('t-2', 'Write', none, 'Closed', 'later') }}"
        "{{ task_row('t-3', 'Ask', '/3', 'Done') }}{% endcall %}",
        "{{ govukTaskList({'idPrefix': 't', 'items': ["
        "{'title': {'text': 'Read'}, 'href': '/1', 'hint': {'text': 'Brief'}, "
        "'status': {'tag': {'text': 'Draft', 'classes': 'govuk-tag--blue'}}},"
        "{'title': {'text': 'Write'}, "
        "'status': {'text': 'Closed', 'classes': 'govuk-task-list__status--cannot-start-yet'}},"
        "{'title': {'text': 'Ask'}, 'href': '/3', 'status': {'text': 'Done'}}]}) }}",
    ),
}  # fmt: skip


@pytest.fixture
def app() -> Flask:
    """Our templates, with the design system's own macros beside them."""
    built = build_front_door()
    system = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    assert built.jinja_loader is not None
    built.jinja_env.loader = ChoiceLoader([built.jinja_loader, system])
    return built


def show(app: Flask, text: str) -> list[Any]:
    """What `text` comes to as a tree of names, attributes and words."""
    imports = "".join(f'{{% from "components/{file}.html" import {name} %}}' for name, file in OURS.items())
    imports += "".join(
        f'{{% from "govuk_frontend_jinja/components/{file}/macro.html" import {name} %}}'
        for name, file in list_system_macros()
    )
    shown = app.jinja_env.from_string(imports + text).render()
    return [describe(child) for child in html5lib.parseFragment(shown, namespaceHTMLElements=False)]


def list_system_macros() -> Iterator[tuple[str, str]]:
    """The names of the design system's macros, and their folders."""
    for folder in (
        "back-link", "button", "character-count", "checkboxes", "date-input", "details", "error-summary", "input",
        "notification-banner", "radios", "tag", "task-list", "textarea", "warning-text",
    ):  # fmt: skip
        yield "govuk" + "".join(part.capitalize() for part in folder.split("-")), folder


def describe(element: Any) -> tuple[Any, ...]:
    """An element with its attributes and classes in order, its words and its children."""
    attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
    if "data-maxwords" in attributes:
        # GOV.UK Frontend 6.6 renamed it and warns of the old name; govuk-frontend-jinja 4.1 writes the old one still.
        attributes |= {"data-maxlength": attributes.pop("data-maxwords"), "data-count-type": "words"}
    if "class" in attributes:
        attributes["class"] = " ".join(sorted(attributes["class"].split()))
    words = " ".join([element.text or "", *(child.tail or "" for child in element)]).split()
    return (element.tag, sorted(attributes.items()), words, [describe(child) for child in element])


@pytest.mark.parametrize("name", PAIRS)
def test_our_macro_comes_to_what_the_design_system_writes(app: Flask, name: str) -> None:
    ours, theirs = PAIRS[name]

    assert show(app, ours) == show(app, theirs)


def test_words_that_someone_typed_are_never_markup(app: Flask) -> None:
    bad = '"><script>alert(1)</script>'
    for text in (
        "{{ text_input('a', bad, bad, hint=bad, error=bad) }}",
        "{{ text_area('a', bad, bad, hint=bad, error=bad, max_words=5) }}",
        "{{ radios('a', bad, [(bad, bad, bad)], bad, hint=bad, error=bad) }}",
        "{{ error_summary([('a', bad)]) }}{{ tag(bad) }}{{ task_row('t', bad, '/x', bad, none, bad) }}",
    ):
        assert "script" not in set(tags_of(show(app, f"{{% set bad = {bad!r} %}}" + text)))


def tags_of(tree: list[Any]) -> Iterator[str]:
    """Every element's name."""
    for tag, _attributes, _words, children in tree:
        yield tag
        yield from tags_of(children)


def test_a_text_that_begins_with_an_empty_line_keeps_it(app: Flask) -> None:
    shown = app.jinja_env.from_string(
        '{% from "components/fields.html" import text_area %}{{ text_area("a", "A", "\\n\\nwords") }}'
    ).render()

    (area,) = [
        one
        for one in html5lib.parseFragment(shown, namespaceHTMLElements=False).iter()
        if one.tag == "textarea"
    ]
    assert area.text == "\n\nwords"
