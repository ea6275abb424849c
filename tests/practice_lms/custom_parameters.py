"""How Moodle keeps, splits, merges and fills in custom parameters; pure rules."""

import re
from collections.abc import Mapping
from typing import Any


class UnkeepableError(Exception):
    """A custom value that Moodle cannot keep as text: the whole deep linking response fails."""


def keep_as_lines(custom: Mapping[str, Any]) -> str:
    """Return a content item's parameters as lines of text, each value as PHP would print it."""
    return "\n".join(f"{name}={_printed(value)}" for name, value in custom.items())


def _printed(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case dict():
            raise UnkeepableError("Object of class stdClass could not be converted to string")
        case list():
            return "Array"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def read_lines(lines: str) -> dict[str, str]:
    """Return the parameters in lines of text; a name that is not plain arrives twice."""
    found: dict[str, str] = {}
    for line in re.split(r"\r\n|\n|\r", lines):
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not name:
            continue
        plain = re.sub(r"[^a-z0-9]", "_", name.lower())
        found[plain] = value.strip()
        found[name] = value.strip()
    return found


def fill_in(parameters: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters with known variables filled in; unknown ones stay as the text they are."""
    return {
        name: variables.get(value[1:], value) if value.startswith("$") else value
        for name, value in parameters.items()
    }


def merge(of_link: str, of_registration: str, variables: Mapping[str, str]) -> dict[str, str]:
    """Return what a launch carries: the link's parameters, overruled by the registration's."""
    return fill_in(read_lines(of_link) | read_lines(of_registration), variables)
