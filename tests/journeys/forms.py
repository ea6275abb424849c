"""The forms of a page as a browser without script reads them: where they go, what they hold, and their buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

import html5lib

Pairs = tuple[tuple[str, str], ...]
UNSENT = {"submit", "button", "reset", "file", "image"}


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `address` is absolute; `fields` are what it would send as it stands, without a button."""

    address: str
    method: str
    fields: Pairs
    buttons: tuple[tuple[str, str, str], ...]

    def fill(self, **values: str | None) -> Form:
        """The form with these fields typed over or, where None, left out; `__` in a name stands for a hyphen."""
        named = {name.replace("__", "-"): value for name, value in values.items()}
        kept = tuple(pair for pair in self.fields if pair[0] not in named)
        typed = tuple((name, value) for name, value in named.items() if value is not None)
        return replace(self, fields=(*kept, *typed))

    def press(self, text: str) -> Pairs:
        """What it sends when the button that begins with `text` is pressed."""
        for name, value, said in self.buttons:
            if said.startswith(text):
                return (*self.fields, *(((name, value),) if name else ()))
        raise LookupError(f"no button {text!r} among {[said for *_, said in self.buttons]}")

    def has_button(self, text: str) -> bool:
        """Whether a button begins with `text`."""
        return any(said.startswith(text) for *_, said in self.buttons)


def read_forms(page: str, address: str) -> list[Form]:
    """The forms of a page that was found at `address`."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    return [_read(form, address) for form in document.iter("form")]


def _read(form: Any, address: str) -> Form:
    fields: list[tuple[str, str]] = []
    buttons: list[tuple[str, str, str]] = []
    for field in form.iter():
        name = field.get("name") or ""
        if field.tag == "button":
            buttons.append((name, field.get("value") or "", " ".join("".join(field.itertext()).split())))
        elif name:
            fields += [(name, value) for value in _values_of(field)]
    where = urljoin(address, form.get("action") or address)
    return Form(where, (form.get("method") or "get").lower(), tuple(fields), tuple(buttons))


def _values_of(field: Any) -> list[str]:
    match field.tag, (field.get("type") or "text").lower():
        case "input", "checkbox" | "radio":
            return [field.get("value") or "on"] if field.get("checked") is not None else []
        case "input", kind:
            return [] if kind in UNSENT else [field.get("value") or ""]
        case "textarea", _:
            return ["".join(field.itertext())]
        case "select", _:
            options = list(field.iter("option"))
            chosen = [one for one in options if one.get("selected") is not None] or options[:1]
            return [one.get("value") or "" for one in chosen]
        case _:
            return []
