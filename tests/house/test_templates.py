"""Templates leave safety alone, keep to the content policy, and give pages with one first heading."""

from __future__ import annotations

import pytest

from tests.house.sources import ROOT, list_files, told
from tests.house.templates import check_error_title, check_forbidden, check_page, count_headings

FOLDER = ROOT / "lti_app" / "web" / "templates"
TEXTS = {
    file.relative_to(FOLDER).as_posix(): file.read_text()
    for file in list_files("lti_app/web/templates", endings=[".html", ".jinja", ".j2"])
}
BASE = (
    "<header></header>{% block heading %}<h1>The service</h1>{% endblock %}{% block content %}{% endblock %}"
)


def test_templates_hold_nothing_that_the_content_policy_or_escaping_forbids() -> None:
    faults = [fault for name, text in TEXTS.items() for fault in check_forbidden(name, text)]
    assert not faults, told(faults)


def test_pages_extend_a_base_and_have_one_first_heading() -> None:
    faults = [fault for name in TEXTS for fault in check_page(name, TEXTS)]
    assert not faults, told(faults)


def test_a_page_that_shows_a_fault_says_so_in_its_title() -> None:
    faults = [fault for name, text in TEXTS.items() for fault in check_error_title(name, text)]
    assert not faults, told(faults)


def test_a_title_that_hides_a_fault_is_found() -> None:
    page = "{% block title %}Calendar{% endblock %}{{ error_summary(faults) }}"
    assert check_error_title("page.html", page)
    assert check_error_title("page.html", page.replace("Calendar", "{{ 'Error: ' if faults }}Calendar")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ week.text | safe }}",
        "{% autoescape false %}{{ x }}{% endautoescape %}",
        '<p class="lead" style="color: red">',
        '<button\n type="button" onclick="save()">',
        "<script>save()</script>",
        '<script src="/static/save.js"></script>',
        "<style>p { color: red }</style>",
        '<a href="javascript:save()">',
        "<p>Sent at {{ line.sent_at | moment }}.</p>",
    ],
)
def test_a_planted_piece_is_found(text: str) -> None:
    assert check_forbidden("page.html", text)


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" nonce="{{ csp_nonce }}" src="/static/save.js"></script>',
        "{# <script> is explained here #}",
        '<meta name="description" content="one">',
        "<p>She keeps safe | and sound, and carries on = going.</p>",
    ],
)
def test_a_piece_within_the_policy_is_let_be(text: str) -> None:
    assert check_forbidden("page.html", text) == []


@pytest.mark.parametrize(
    ("page", "headings"),
    [
        ("{% extends 'base.html' %}{% block content %}<p></p>{% endblock %}", 1),
        ("{% extends 'base.html' %}{% block heading %}{% endblock %}", 0),
        ("{% extends 'base.html' %}{% block content %}<h1>Week one</h1>{% endblock %}", 2),
        ("{% extends 'base.html' %}{% block heading %}<h1 class='x'>Week</h1>{% endblock %}", 1),
        (
            "{% extends 'base.html' %}{% block heading %}{% if a %}<h1>a</h1>{% elif b %}<h1>b</h1>"
            "{% else %}<h1>c</h1>{% endif %}{% endblock %}",
            1,
        ),
        ("{% extends 'base.html' %}{% block content %}{% include '_top.html' %}{% endblock %}", 2),
        ("{% extends 'base.html' %}{% block heading %}{# <h1> #}{% endblock %}", 0),
    ],
)
def test_first_headings_are_counted_through_blocks_branches_and_includes(page: str, headings: int) -> None:
    texts = {"base.html": BASE, "_top.html": "<h1>Top</h1>", "page.html": page}
    assert count_headings("page.html", texts) == headings
    assert bool(check_page("page.html", texts)) == (headings != 1)


def test_a_page_without_a_base_is_found() -> None:
    assert check_page("page.html", {"page.html": "<h1>Alone</h1>"})
    assert check_page("_part.html", {"_part.html": "<p>A part</p>"}) == []
