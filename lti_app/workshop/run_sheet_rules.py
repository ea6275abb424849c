"""What a trainer sends from a session's run sheet, and how a cohort's questions are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LONGEST_NOTE = 2000
WHOLE_SESSION = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A message of a session: whether it was conveyed, and what was noted; key "" for the session's own notes."""

    message_key: str
    conveyed: bool
    note: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question and who asked it, by number, each once."""

    text: str
    askers: tuple[int, ...]


def read_ticks(form: Mapping[str, str], *, message_keys: Iterable[str]) -> tuple[Tick, ...]:
    """What a session's form changes, for its messages and for the session as a whole (key "").

    The form says how each stood when the page was opened: what is as it was then is left out, so that an older page
    does not undo what another trainer has ticked since. A form that does not say it changes everything.
    """
    return tuple(
        Tick(key, conveyed, note)
        for key in (*message_keys, WHOLE_SESSION)
        for end in (f".{key}" if key else "",)
        for conveyed in (bool(key) and form.get(f"conveyed{end}") == "yes",)
        for note in (form.get(f"note{end}", "").strip(),)
        if (form.get(f"was{end}", ""), form.get(f"was-note{end}")) != ("yes" if conveyed else "", note)
    )


def read_page(asked: str) -> int:
    """The number of a page of questions in an address; the first where it is none."""
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 4 and int(asked) else 1


def list_long_notes(ticks: Iterable[Tick]) -> tuple[str, ...]:
    """The keys of those whose note is longer than is kept."""
    return tuple(one.message_key for one in ticks if len(one.note) > LONGEST_NOTE)


def group_questions(asked: Iterable[tuple[str, int]]) -> tuple[AskedQuestion, ...]:
    """Questions with their askers, those asked most often first; the same words count as one question.

    `asked` are pairs of a question and a person's number. Capitals, spaces and the last stop tell no two apart.
    """
    texts: dict[str, str] = {}
    askers: dict[str, dict[int, None]] = {}
    for text, person_id in asked:
        words = " ".join(text.split())
        key = words.strip(" .?!").casefold()
        if key:
            texts.setdefault(key, words)
            askers.setdefault(key, {})[person_id] = None
    grouped = [AskedQuestion(texts[key], tuple(people)) for key, people in askers.items()]
    return tuple(sorted(grouped, key=lambda one: -len(one.askers)))
