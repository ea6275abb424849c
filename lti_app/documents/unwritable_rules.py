"""What a Word document cannot hold, or must not, of what people write."""

from __future__ import annotations

import re

_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the reading of all that follows; a text written from the right needs none of them."""


def drop_unwritable(text: str) -> str:
    """`text` with nothing in it that XML cannot hold, nor a mark that turns the reading."""
    return _TURNS.sub("", _NO_XML.sub("", text))
