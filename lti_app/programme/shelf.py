"""The files of one pack: reads each once, remembers which were used, and collects what is wrong with them."""

from __future__ import annotations

import difflib
import hashlib
import posixpath
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lti_app.programme.faults import Fault
from lti_app.programme.fields import Form
from lti_app.programme.model import Prose
from lti_app.programme.prose import read_checked, read_prose

AnyForm = TypeVar("AnyForm", bound=Form)
CASES = "cases/"
OVERLAY = "overlay.toml"
_NOTHING = read_prose("")
_SAID_PLAINLY = {
    "bool_type": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "int_type": "must be a whole number",
    "less_than_equal": "may be at most {le}",
    "model_attributes_type": "must be a table of keys and values",
    "model_type": "must be a table of keys and values",
    "string_too_long": "may have at most {max_length} characters",
    "string_type": "must be text in quotes",
    "too_long": "has too many entries: at most {max_length}",
    "too_short": "has too few entries: at least {min_length}",
    "tuple_type": "must be a list",
}


class Shelf:
    """The files under a pack's folder, but for hidden ones; `faults` keeps what was wrong with them."""

    def __init__(self, folder: Path, overlay: Path | None = None) -> None:
        self.faults: list[Fault] = []
        self._contents = {name: path.read_bytes() for name, path in _list_files(folder)}
        self._overlaid = self._lay_over(overlay) if overlay else set()
        self._used: set[str] = set()
        self._broken_folders: set[str] = set()
        self._prose: dict[tuple[str, bool], Prose] = {}

    def digest(self) -> str:
        """Twelve hexadecimal digits that change whenever any file's name or content changes."""
        together = hashlib.sha256()
        for name, content in sorted(self._contents.items()):
            together.update(f"{name}\0{len(content)}\0".encode())
            together.update(content)
        return together.hexdigest()[:12]

    def find_activity_file(self, module: str, key: str) -> str:
        """The file of an activity: in its module's folder, or in a folder of its name anywhere under `cases/`."""
        ending = f"/{key}/activity.toml"
        cases = (name for name in self._contents if name.startswith(CASES) and name.endswith(ending))
        inside = f"{module}{ending}"
        return inside if inside in self._contents else next(cases, inside)

    def find_file_above(self, file: str, name: str) -> str | None:
        """The nearest file of that name in the folder of `file` or a folder above it."""
        folder = posixpath.dirname(file)
        while folder:
            if f"{folder}/{name}" in self._contents:
                return f"{folder}/{name}"
            folder = posixpath.dirname(folder)
        return None

    def list_texts_under(self, folder: str) -> list[tuple[str, str]]:
        """Name and text of each Markdown file under a folder that something uses."""
        names = sorted(name for name in self._used if name.startswith(f"{folder}/") and name.endswith(".md"))
        return [
            (name, self._contents[name].decode(errors="replace")) for name in names if name in self._contents
        ]

    def list_activity_folders(self, module: str) -> list[str]:
        """The names of the folders of a module that hold an activity, for when its own file does not tell them."""
        paths = (name.split("/") for name in sorted(self._contents) if name.endswith("/activity.toml"))
        return [path[1] for path in paths if len(path) == 3 and path[0] == module]

    def read_form(self, name: str, shape: type[AnyForm]) -> AnyForm | None:
        """The TOML file read into its form, or None where it cannot be, with the reasons kept in `faults`."""
        text = self._read_text(name, "Create the file, or remove what names it.")
        if text is not None:
            try:
                written = tomllib.loads(text)
                return shape.model_validate(written)
            except tomllib.TOMLDecodeError as error:
                self.add_fault(name, "", f"is not TOML: {error}", "Correct the file at that place.")
            except ValidationError as error:
                self.faults.extend(_read_fault(name, written, one) for one in error.errors())
        self._broken_folders.add(posixpath.dirname(name))
        return None

    def read_text_of(self, named_in: str, name: str, *, headings: bool) -> Prose:
        """The text of a Markdown file that `named_in` names beside itself; empty where it has a fault."""
        path = posixpath.join(posixpath.dirname(named_in), name)
        if (path, headings) in self._prose:
            return self._prose[path, headings]
        text = self._read_text(path, f"Create the file, or correct the name in {named_in}.")
        prose = _NOTHING
        if text is not None:
            read, problems = read_checked(text, headings=headings, overlaid=path in self._overlaid)
            self.faults.extend(Fault(path, *problem) for problem in problems)
            prose = read or _NOTHING
        self._prose[path, headings] = prose
        return prose

    def add_fault(self, name: str, place: str, problem: str, remedy: str) -> None:
        """Keep one fault."""
        self.faults.append(Fault(name, place, problem, remedy))

    def add_unused_faults(self) -> None:
        """Name each file that nothing uses, unless a TOML file that might name it could not be read."""
        for name in sorted(self._contents.keys() - self._used):
            folders = {posixpath.dirname(name), *(str(parent) for parent in Path(name).parents)} - {"."}
            if not (folders | {""}) & self._broken_folders:
                self.add_fault(
                    name, "", "is not used by anything in the pack", "Name it where it belongs, or remove it."
                )

    def _lay_over(self, overlay: Path) -> set[str]:
        """Put an organisation's own files over the pack's; the names of the texts that are theirs."""
        theirs = {name: path.read_bytes() for name, path in _list_files(overlay)}
        for name in theirs:
            if name != OVERLAY and not (name.endswith(".md") and name in self._contents):
                problem = "stands in the organisation's folder, and replaces no text of the pack"
                self.add_fault(
                    name, "", problem, "Give it the path of the text it is to replace, or remove it."
                )
        kept = {
            name: content for name, content in theirs.items() if name == OVERLAY or name in self._contents
        }
        self._contents.update(kept)
        return set(kept) - {OVERLAY}

    def _read_text(self, name: str, remedy: str) -> str | None:
        self._used.add(name)
        if name not in self._contents:
            self.add_fault(name, "", "is missing", remedy)
            return None
        try:
            return self._contents[name].decode()
        except UnicodeDecodeError:
            self.add_fault(name, "", "is not UTF-8 text", "Save it again as UTF-8.")
            return None


def _list_files(folder: Path) -> list[tuple[str, Path]]:
    files = ((path.relative_to(folder), path) for path in sorted(folder.rglob("*")) if path.is_file())
    return [
        (name.as_posix(), path)
        for name, path in files
        if not any(part.startswith(".") for part in name.parts)
    ]


def _read_fault(name: str, written: object, error: ErrorDetails) -> Fault:
    place = _describe_place(written, error["loc"])
    match error["type"]:
        case "union_tag_not_found":
            tag = str(error["ctx"]["discriminator"]).strip("'")
            remedy = (
                "Add it: it says what the task asks for."
                if tag == "kind"
                else "Add it: it says what opens it."
            )
            return Fault(name, f"{place}.{tag}", "is missing", remedy)
        case "union_tag_invalid":
            given, expected = error["ctx"]["tag"], error["ctx"]["expected_tags"]
            tag = str(error["ctx"]["discriminator"]).strip("'")
            return Fault(name, f"{place}.{tag}", f"is '{given}'", f"Use one of {expected}.")
        case "missing":
            return Fault(name, place, "is missing", "Add it: content/README.md says what it holds.")
        case "extra_forbidden":
            return Fault(name, place, "is not a key that is known here", _suggest_key(str(error["loc"][-1])))
        case "enum" | "literal_error":
            return Fault(name, place, f"is {error['input']!r}"[:80], f"Use {error['ctx']['expected']}.")
        case _:
            plain = _SAID_PLAINLY.get(error["type"])
            problem = plain.format_map(error.get("ctx", {})) if plain else error["msg"]
            return Fault(name, place, problem, "Correct it: content/README.md says what it may be.")


def _suggest_key(key: str) -> str:
    known = {field for form in Form.__subclasses__() for field in form.model_fields}
    close = difflib.get_close_matches(key, known, n=1)
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"{guess}Correct or remove it: content/README.md lists the keys."


def _describe_place(written: object, steps: Sequence[int | str]) -> str:
    place, past_tag = "", False
    for step in steps:
        if not past_tag and isinstance(written, dict) and step in (written.get("kind"), written.get("by")):
            past_tag = True
            continue
        past_tag = False
        if isinstance(step, int) and isinstance(written, list):
            written = written[step]
            key = written.get("key") if isinstance(written, dict) else None
            place += f"[{key or step + 1}]"
        else:
            written = written.get(step) if isinstance(written, dict) else None
            place += f".{step}" if place else str(step)
    return place
