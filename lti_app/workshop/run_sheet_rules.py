"""What a trainer sends from a session's run sheet, and how a cohort's questions are put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lti_app.activity.answers_rules import clean_text

LONGEST_NOTE = 2000
WHOLE_SESSION = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A message of a session: whether it was conveyed, and what was noted; key "" for the session's own notes.

    `was_conveyed` and `was_note` are how it stood when the page was opened, None where the form does not say.
    """

    message_key: str
    conveyed: bool
    note: str
    was_conveyed: bool | None = None
    was_note: str | None = None


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
    ticks = (_read_tick(form, key) for key in (*message_keys, WHOLE_SESSION))
    return tuple(one for one in ticks if (one.conveyed, one.note) != (one.was_conveyed, one.was_note))


def _read_tick(form: Mapping[str, str], key: str) -> Tick:
    end = f".{key}" if key else ""
    was, was_note = form.get(f"was{end}", None if key else ""), form.get(f"was-note{end}")
    return Tick(
        message_key=key,
        conveyed=bool(key) and form.get(f"conveyed{end}") == "yes",
        note=clean_text(form.get(f"note{end}", "")).strip(),
        was_conveyed=None if was is None else was == "yes",
        was_note=None if was_note is None else clean_text(was_note).strip(),
    )


def join_tick(tick: Tick, *, conveyed: bool, note: str) -> tuple[bool, str]:
    """What stands after a tick where `conveyed` and `note` stood: what the form left alone stays as another trainer has
    set it since, and a note that both have written on keeps the words of both."""
    if tick.was_conveyed != tick.conveyed:
        conveyed = tick.conveyed
    if tick.was_note is None or note in (tick.was_note, tick.note):
        return conveyed, tick.note
    if tick.was_note == tick.note:
        return conveyed, note
    between = " · " if tick.message_key else "\n\n"
    framed, own = f"{between}{note}{between}", f"{between}{tick.was_note}{between}"
    if tick.was_note and own in framed:
        joined = framed.replace(own, f"{between}{tick.note}{between}" if tick.note else between, 1)
        return conveyed, joined.removeprefix(between).removesuffix(between)
    return conveyed, between.join(words for words in (note, tick.note) if words)


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
