"""What a line manager signs: the kinds of statement, their wording, and what each must hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lti_app.programme.model import Asks, Discussion, Programme, Readers
from lti_app.sign_off.naming_rules import Fault

LONGEST_LINE = 120
LONGEST_WORDS = 4000
SATISFACTORY = "I have read the portfolio that was handed over to me, and it is satisfactory."
CONSISTENT = (
    "The practice that it shows is consistent with the Knowledge and Skills Statement Achieving Permanence "
    "(Department for Education, 2016)."
)
AGREED = "I have read this learning agreement, and I agree to it."
DISCUSSED = "This discussion with me took place."


class StatementKind(StrEnum):
    """What a line manager can put their name to. An entry check or agreement sent back is kept as well."""

    ENTRY = "entry"
    ENTRY_IN_PART = "entry in part"
    AGREED = "learning agreement agreed"
    SENT_BACK = "learning agreement sent back"
    DISCUSSED = "discussion confirmed"
    VERIFIED = "portfolio verified"


@dataclass(frozen=True, slots=True)
class Verification:
    """The formal written verification of a portfolio, as it was signed.

    `statement` holds the sentences agreed to, one a line; `words` are the line manager's own. `number` and
    `contents_digest` say which portfolio as handed over was read. `confirmed_by` is who had confirmed the line
    manager, on `confirmed_at`. Void, with its reason, once `void_at` is there.
    """

    name: str
    post: str
    statement: str
    words: str
    confirmed_by: str
    confirmed_at: datetime | None
    signed_at: datetime
    number: int
    contents_digest: str
    void_at: datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the entry check, or one undertaking."""

    key: str
    text: str


EntryLines = tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class SignedForm:
    """What a line manager sends: name and post as signed, their own words, and the boxes that they ticked."""

    name: str = ""
    post: str = ""
    words: str = ""
    ticked: frozenset[str] = frozenset()
    decision: str = ""
    number: int = 0
    digest: str = ""


def read_signed(form: Mapping[str, str]) -> SignedForm:
    """The form as read: single lines joined, control characters dropped, a number that is none as 0."""
    number = form.get("number", "")
    return SignedForm(
        name=_line(form.get("name", "")),
        post=_line(form.get("post", "")),
        words=_clean(form.get("words", "")).strip(),
        ticked=frozenset(key.removeprefix("tick.") for key in form if key.startswith("tick.")),
        decision=form.get("decision", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0,
        digest=form.get("digest", ""),
    )


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cs"})


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def list_signature_faults(form: SignedForm) -> list[Fault]:
    """What is wrong with name, post and length of a statement, whichever it is."""
    faults = []
    for field, text, what in (("name", form.name, "your name"), ("post", form.post, "your post")):
        if not text:
            faults.append((field, f"Enter {what}"))
        elif len(text) > LONGEST_LINE:
            faults.append((field, f"{what.capitalize()} must be {LONGEST_LINE} characters or fewer"))
    if len(form.words) > LONGEST_WORDS:
        faults.append(("words", f"Your words must be {LONGEST_WORDS:,} characters or fewer"))
    return faults


def list_entry_faults(form: SignedForm, lines: tuple[EntryLine, ...]) -> tuple[Fault, ...]:
    """What is wrong with an entry check. Lines may stay open, with a word on what is missing."""
    faults = list_signature_faults(form)
    if not decide_entry_whole(form, lines) and not form.words:
        faults.append(("words", "Say what is missing for the lines that you have not ticked"))
    return tuple(faults)


def decide_entry_whole(form: SignedForm, lines: tuple[EntryLine, ...]) -> bool:
    """Whether every line is ticked, so that the sign-off at entry is given."""
    return bool(lines) and all(line.key in form.ticked for line in lines)


def list_agreement_faults(form: SignedForm) -> tuple[Fault, ...]:
    """What is wrong with an answer to a learning agreement: agreed, or sent back with words."""
    faults = list_signature_faults(form)
    if form.decision not in {"agree", "back"}:
        faults.insert(0, ("decision", "Choose whether you agree, or send it back"))
    if form.decision == "back" and not form.words:
        faults.append(("words", "Say what should be different, so that it can be drawn up anew"))
    return tuple(faults)


def list_verification_faults(form: SignedForm) -> tuple[Fault, ...]:
    """What is wrong with a verification: both statements must be made, and something said in one's own words."""
    faults: list[Fault] = []
    if "satisfactory" not in form.ticked:
        faults.append(("tick.satisfactory", "Confirm that the portfolio is satisfactory, or do not sign yet"))
    if "consistent" not in form.ticked:
        faults.append(
            ("tick.consistent", "Confirm that practice is consistent with the statement, or do not sign yet")
        )
    faults += list_signature_faults(form)
    if not form.words:
        faults.append(("words", "Say in your own words what you have seen in the portfolio and in practice"))
    return tuple(faults)


def list_entry_lines(programme: Programme) -> tuple[EntryLines, EntryLines, EntryLines]:
    """What is asked at entry: requirements, evidence and the line manager's undertakings; empty where nothing is."""
    entry = programme.entry
    if entry is None:
        return (), (), ()
    return (
        tuple(EntryLine(f"requirement.{one.key}", one.text) for one in entry.requirements),
        tuple(EntryLine(f"evidence.{one.key}", one.text) for one in entry.evidence),
        tuple(EntryLine(f"undertaking.{one.key}", one.text) for one in entry.undertakings),
    )


def decide_line_manager_reads(readers: Readers) -> bool:
    """Whether a line manager may read what is submitted for such a task, without it being handed over."""
    return readers is Readers.LINE_MANAGER_AND_TRAINER


def decide_may_confirm(asks: Asks | None, *, role: str) -> bool:
    """Whether a line manager may confirm that this discussion took place: it was had with a manager or supervisor."""
    said = role.casefold()
    return isinstance(asks, Discussion) and ("manager" in said or "supervisor" in said)
