"""Markdown made into safe HTML: the only place where a text of a pack becomes Markup.

A page shows an activity's title as h1 and a task's title as h2, so headings inside prose start at h3: `#`
becomes h3 and `##` becomes h4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from lti_app.programme.model import Prose

Problem = tuple[str, str, str]
"""Place, problem and remedy."""

NEW_TAB = " (opens in new tab)"
_WHOLE_ADDRESSES = ("https://", "http://", "mailto:")
_DEEPEST_HEADING = 2
_HEADING_SHIFT = 2
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "br", "hr"}
_HTML_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s[^>]*)?/?>")
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["smartquotes"]).disable(["image"])
)


def read_prose(markdown: str, *, overlaid: bool = False) -> Prose:
    """The text with the HTML made from it: cleaned, quotes curled, headings from h3, links in a new tab.

    `overlaid` says that it is an organisation's own.
    """
    return _render(markdown, _MARKDOWN.parse(markdown), overlaid)


@lru_cache(maxsize=4096)
def read_checked(
    markdown: str, *, headings: bool, overlaid: bool
) -> tuple[Prose | None, tuple[Problem, ...]]:
    """The text, and what is wrong with it; None where anything is. Kept, since packs are read again and again."""
    tokens = _MARKDOWN.parse(markdown)
    problems = tuple(_list_problems(markdown, tokens, headings))
    return (None if problems else _render(markdown, tokens, overlaid)), problems


def _render(markdown: str, tokens: list[Token], overlaid: bool) -> Prose:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{_level(token) + _HEADING_SHIFT}"
        if token.children:
            token.children = list(_name_new_tabs(token.children))
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    cleaned = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    # Safe to mark: nh3 has just removed every tag, attribute and address that is not listed above.
    return Prose(markdown=markdown, html=Markup(cleaned), overlaid=overlaid)  # noqa: S704


def count_words(text: str) -> int:
    """The number of words, counted as runs of anything but white space, as the page's own counter does."""
    return len(text.split())


def _list_problems(markdown: str, tokens: list[Token], headings: bool) -> Iterator[Problem]:
    if not markdown.strip():
        yield "", "is empty", "Write the text, or remove the file and the key that names it."
        return
    yield from _list_html(markdown)
    yield from _list_headings(tokens, headings)
    yield from _list_links(tokens)


def _list_html(markdown: str) -> Iterator[Problem]:
    for number, line in enumerate(markdown.splitlines(), start=1):
        if found := _HTML_TAG.search(line):
            yield (
                f"line {number}",
                f"contains HTML ({found.group()})",
                "Write it in Markdown: HTML is shown as typed.",
            )


def _list_headings(tokens: list[Token], allowed: bool) -> Iterator[Problem]:
    before = 0
    for token in tokens:
        if token.type != "heading_open":
            continue
        level, place = _level(token), f"line {(token.map or [0])[0] + 1}"
        if not allowed:
            yield (
                place,
                "has a heading",
                "Remove it: this text stands under a heading of the page and takes none.",
            )
        elif level > _DEEPEST_HEADING or level > before + 1:
            yield (
                place,
                f"has a heading of level {level} here",
                "Use # for a section and ## for a part of a section.",
            )
        before = level


def _list_links(tokens: list[Token]) -> Iterator[Problem]:
    for token in tokens:
        for child in token.children or []:
            address = str(child.attrGet("href") or "")
            if child.type == "link_open" and not address.startswith(_WHOLE_ADDRESSES):
                place = f"line {(token.map or [0])[0] + 1}"
                yield place, f"links to {address or 'nothing'}", "Give the whole address, from https:// on."


def _level(token: Token) -> int:
    return int(token.tag[1:])


def _name_new_tabs(children: list[Token]) -> Iterator[Token]:
    for child in children:
        if child.type == "link_close":
            yield Token("text", "", 0, content=NEW_TAB)
        yield child
