"""What becomes of Markdown: safe whatever was written, with headings where the page can take them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.programme.prose import count_words, read_checked, read_prose

PIECES = [
    *(
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "*",
        "**",
        "`",
        "\n",
        "\n\n",
        " ",
        "a word",
        "---",
        "&",
        "&lt;",
        '"',
        "'",
    ),
    *(
        "<script>alert(1)</script>",
        "<b onclick=x>",
        "<style>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,b)",
    ),
    *(
        "[a](https://example.org/)",
        "[a](https://example.org/ 'title')",
        "<https://example.org/>",
        "![a](b.png)",
    ),
    *("[a](HTTPS://example.org/\"onclick='x')", "<!--", "-->", "<", ">", "\\", "|", "\0", "\u202e"),
]
ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "br", "hr"}


class Tags(HTMLParser):
    """Collects the tags and attributes of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one tag."""
        self.found.append((tag, dict(attrs)))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join))
def test_whatever_is_written_the_html_holds_only_what_is_allowed(markdown: str) -> None:
    for tag, attributes in Tags(str(read_prose(markdown).html)).found:
        assert tag in ALLOWED
        assert attributes.keys() <= ({"href", "rel", "target"} if tag == "a" else set())
        scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", attributes.get("href") or "", re.IGNORECASE)
        assert scheme is None or scheme.group(1).lower() in {"http", "https", "mailto"}


def test_headings_start_at_the_third_level() -> None:
    assert read_prose("# One\n\n## Two").html == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_quotes_are_curled_and_the_markdown_is_kept_as_written() -> None:
    prose = read_prose('The child\'s "home".')
    assert prose.html == "<p>The child’s “home”.</p>\n"
    assert prose.markdown == 'The child\'s "home".'


def test_a_link_opens_in_a_new_tab_and_says_so() -> None:
    (tag, attributes) = Tags(str(read_prose("[A talk](https://example.org/talk)").html)).found[1]
    assert (tag, attributes) == (
        "a",
        {"href": "https://example.org/talk", "target": "_blank", "rel": "noopener noreferrer"},
    )
    assert "A talk (opens in new tab)</a>" in read_prose("[A talk](https://example.org/talk)").html


def test_html_is_shown_as_typed_and_never_obeyed() -> None:
    assert read_prose("<i>no</i>").html == "<p>&lt;i&gt;no&lt;/i&gt;</p>\n"


@pytest.mark.parametrize(
    ("markdown", "headings", "places"),
    [
        ("Plain words, 3 < 4 and <https://example.org/>.", False, []),
        ("# One\n\n## Two\n\n# Three", True, []),
        ("# One", False, ["line 1"]),
        ("Words\n\n## Two", True, ["line 3"]),
        ("# One\n\n### Three", True, ["line 3"]),
        ("One\n<div class='x'>two</div>", True, ["line 2"]),
        ("Words\n\n[one](two.md)", True, ["line 3"]),
        ("[one](https://example.org/) [two](mailto:a@example.org)", True, []),
        ("  \n", True, [""]),
    ],
)
def test_what_an_author_must_change_is_told_by_its_line(
    markdown: str, headings: bool, places: list[str]
) -> None:
    prose, problems = read_checked(markdown, headings=headings, overlaid=False)
    assert [place for place, _, _ in problems] == places
    assert (prose is None) == bool(places)


@given(
    st.lists(st.sampled_from(["word", "two-part", "—", "4"]), max_size=30),
    st.sampled_from([" ", "\n", " \t\n "]),
)
def test_words_are_runs_of_anything_but_white_space(words: list[str], between: str) -> None:
    assert count_words(between.join(words)) == len(words)
