"""Setting a PDF: a template of this folder, values as JSON, the shipped font, and PDF/UA-1 or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from lti_app.documents import letters_rules

FOLDER = Path(__file__).parent
FONT = "Source Sans 3"
"""The only font that documents are set in (SIL Open Font License, `fonts/OFL.txt`); no other is found."""


def typeset(
    template: str, *, values: Mapping[str, Any], now: datetime, beyond: frozenset[str] = frozenset()
) -> bytes:
    """The PDF that `templates/<template>.typ` makes of `values`, tagged and held to PDF/UA-1 (ISO 14289-1).

    The template reads them by `json(bytes(sys.inputs.values))`: a person's text is never markup. A character that the
    font has not, which would be no accessible document, gives way to a white square, unless it is among `beyond`: those
    that the template lets typst's own fonts show. `now` is the document's date.
    Raises `typst.TypstError` where the template's document would not be accessible.
    """
    made = typst.compile(
        str(FOLDER / "templates" / f"{template}.typ"),
        root=str(FOLDER / "templates"),
        font_paths=[str(FOLDER / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"values": json.dumps(replace_unshown(dict(values), beyond=beyond), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(now.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no document")
    return made


def replace_unshown(values: Any, *, beyond: frozenset[str] = frozenset()) -> Any:
    """The values with each character replaced by a white square that is neither in the shipped font nor in `beyond`."""
    return letters_rules.replace_unshown(values, get_letters() | beyond)


def list_unshown(text: str) -> tuple[str, ...]:
    """The characters of `text` that documents cannot show, each once."""
    return letters_rules.list_unshown(text, get_letters())


@cache
def get_letters() -> frozenset[str]:
    """The characters that the shipped font has in all its cuts."""
    fonts = sorted((FOLDER / "fonts").glob("*.ttf"))
    return frozenset.intersection(*(letters_rules.read_letters(font.read_bytes()) for font in fonts))
