"""What a template may not hold, and how many first headings the page that it gives has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
EXTENDS = re.compile(r"\{%-?\s*extends\s+['\"]([^'\"]+)['\"]")
FORBIDDEN = (
    (re.compile(r"\|\s*safe\b"), "never mark text safe in a template; the one content renderer does"),
    (re.compile(r"\{%-?\s*autoescape\s+false"), "never switch escaping off"),
    (
        re.compile(r"<[^>{}]*\sstyle\s*=", re.DOTALL),
        "no style attribute: the content policy blocks it; use a class",
    ),
    (
        re.compile(r"<style\b(?![^>]*\bnonce=)"),
        "no style element: the content policy blocks it; use the style sheet",
    ),
    (
        re.compile(r"<[^>]*\son[a-z]+\s*=\s*['\"]", re.DOTALL),
        "no event handler in an attribute; listen in a script",
    ),
    (
        re.compile(r"<script\b(?![^>]*\bnonce=)"),
        "a script needs the page's nonce, be it in the page or in a file",
    ),
    (re.compile(r"javascript:"), "no javascript: address"),
    (
        re.compile(r"\bat \{\{[^}]*\|\s*moment\b"),
        "a moment of last week reads “at 3 November”; write {{ … | when }}, which says “at” or “on” by itself",
    ),
)
TOKEN = re.compile(
    r"\{%-?\s*(?P<tag>if|elif|else|endif|for|endfor|macro|endmacro|block|endblock|include)\b\s*(?P<rest>.*?)-?%\}"
    r"|(?P<h1><h1\b)"
    r"|\{\{-?\s*(?P<call>page_heading)\s*\(",
    re.DOTALL,
)
# A template that other templates take in, and no page of its own.
PART = re.compile(
    r"(^|/)(_[^/]*|base[^/]*|layout[^/]*|macros?[^/]*)$"
    r"|(^|/)(_[^/]+|parts|partials|components|tasks|macros)/"
)


def is_part(name: str) -> bool:
    """Whether the template `name` is a base, a partial or a macro, by its name or folder."""
    return PART.search(name) is not None


def check_forbidden(name: str, text: str) -> list[str]:
    """A fault for each thing in `text` that no template may hold."""
    clean = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    return [
        f"{name}:{clean.count(chr(10), 0, found.start()) + 1}: {advice}"
        for pattern, advice in FORBIDDEN
        for found in pattern.finditer(clean)
    ]


def check_error_title(name: str, text: str) -> list[str]:
    """A fault where the page `name` can show what is wrong and its title cannot say so."""
    clean = COMMENT.sub("", text)
    if is_part(name) or not re.search(r"\{\{-?\s*error_summary\s*\(", clean):
        return []
    title = re.search(r"\{%-?\s*block title\s*-?%\}(.*?)\{%-?\s*endblock", clean, re.DOTALL)
    if title is not None and "Error: " in title.group(1):
        return []
    return [f"{name}:1: the title is heard first: begin it with 'Error: ' where the page shows a fault"]


def check_page(name: str, texts: Mapping[str, str]) -> list[str]:
    """A fault where the page `name`, one of the templates `texts`, extends no base or has not one h1."""
    if is_part(name):
        return []
    if not EXTENDS.search(texts[name]):
        return [f"{name}:1: extend a base, or name it as a part: _{name.rsplit('/', maxsplit=1)[-1]}"]
    headings = count_headings(name, texts)
    return [] if headings == 1 else [f"{name}:1: {headings} first headings on the page; a page has one h1"]


def count_headings(name: str, texts: Mapping[str, str]) -> int:
    """The most h1 that a page from `name` can show: one way through each `if`; bases and includes count."""
    blocks: dict[str, int] = {}
    at: str | None = name
    total = 0
    while at is not None and at in texts:
        counted = _Count(texts, blocks)
        total = counted.run(COMMENT.sub("", texts[at]))
        blocks = counted.blocks
        parent = EXTENDS.search(texts[at])
        at = parent.group(1) if parent else None
    return total


@dataclass(slots=True)
class _Frame:
    """An open tag: the count so far in this branch, and the most of the branches before it."""

    tag: str
    name: str = ""
    here: int = 0
    most: int = 0


@dataclass(slots=True)
class _Count:
    """One pass over one template; `blocks` counts what the templates that extend it fill in."""

    texts: Mapping[str, str]
    blocks: dict[str, int]
    stack: list[_Frame] = field(default_factory=lambda: [_Frame("top")])

    def run(self, text: str) -> int:
        for token in TOKEN.finditer(text):
            if token["h1"] or token["call"]:
                self.stack[-1].here += 1
            else:
                self._take(token["tag"], token["rest"].strip())
        return self.stack[0].here

    def _take(self, tag: str, rest: str) -> None:
        if tag in {"if", "for", "macro", "block"}:
            self.stack.append(_Frame(tag, rest.split(maxsplit=1)[0] if rest else ""))
        elif tag in {"elif", "else"}:
            frame = self.stack[-1]
            frame.most, frame.here = max(frame.most, frame.here), 0
        elif tag == "include":
            named = re.match(r"['\"]([^'\"]+)['\"]", rest)
            if named and named.group(1) in self.texts:
                self.stack[-1].here += count_headings(named.group(1), self.texts)
        elif len(self.stack) > 1:
            self._close(self.stack.pop())

    def _close(self, frame: _Frame) -> None:
        count = max(frame.most, frame.here)
        if frame.tag == "macro":
            return
        if frame.tag == "block":
            count = self.blocks.setdefault(frame.name, count)
        self.stack[-1].here += count
