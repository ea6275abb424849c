"""How each of a line manager's words stands for one person: not yet asked for, waiting, given, sent back, void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lti_app.programme.model import Agreement, Asks, Discussion, Programme, TaskRef
from lti_app.sign_off.statement_rules import (
    StatementKind,
    decide_line_manager_reads,
    decide_may_confirm,
    list_entry_lines,
)


class About(StrEnum):
    """What a word is about."""

    ENTRY = "entry"
    AGREEMENT = "agreement"
    DISCUSSION = "discussion"
    READING = "reading"
    PORTFOLIO = "portfolio"


class WordState(StrEnum):
    """How a word stands. `to read` asks for nothing."""

    WAITS = "waits for the line manager"
    IN_PART = "recorded in part"
    GIVEN = "given"
    SENT_BACK = "sent back"
    NOT_YET = "not handed in yet"
    MAY_CONFIRM = "may be confirmed"
    TO_READ = "to read"
    VOID = "no longer holds"


@dataclass(frozen=True, slots=True)
class Sent:
    """A task that was submitted, and how many times."""

    ref: TaskRef
    number: int


@dataclass(frozen=True, slots=True)
class SignedState:
    """A statement without its words, oldest first in any list."""

    kind: StatementKind
    ref: str
    number: int
    signed_at: datetime
    void_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandedState:
    """The portfolio handed over last; taken back where `taken_back_at` is there."""

    number: int
    handed_over_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordFacts:
    """What is so for one person, of all that a line manager reads and signs; `signed` is oldest first."""

    sent: tuple[Sent, ...] = ()
    signed: tuple[SignedState, ...] = ()
    handed: HandedState | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to read or to sign, and how it stands. `ref` is None for the entry check and the portfolio."""

    about: About
    title: str
    state: WordState
    at: datetime | None = None
    ref: TaskRef | None = None

    @property
    def waits(self) -> bool:
        """Whether the line manager's word is awaited here."""
        return self.state in {WordState.WAITS, WordState.IN_PART}


def list_words(*, programme: Programme, facts: WordFacts) -> tuple[Word, ...]:
    """Everything that a line manager reads or signs of one person, in the programme's order, portfolio last."""
    entry = (_decide_entry(facts.signed),) if any(list_entry_lines(programme)) else ()
    numbers = {one.ref: one.number for one in facts.sent}
    tasks = []
    for activity in programme.activities.values():
        for task in activity.tasks:
            ref = TaskRef(activity.key, task.key)
            number = numbers.get(ref, 0)
            if number or isinstance(task.asks, Agreement):
                reads = decide_line_manager_reads(task.readers)
                tasks.append(_decide_task(task.asks, task.title, ref, number, facts.signed, reads=reads))
    return (
        *entry,
        *(word for word in tasks if word is not None),
        decide_portfolio(signed=facts.signed, handed=facts.handed),
    )


def _decide_entry(signed: tuple[SignedState, ...]) -> Word:
    given = [one for one in signed if one.kind is StatementKind.ENTRY]
    parts = [one for one in signed if one.kind is StatementKind.ENTRY_IN_PART]
    title = "Entry check and your undertakings"
    if given:
        return Word(About.ENTRY, title, WordState.GIVEN, given[-1].signed_at)
    if parts:
        return Word(About.ENTRY, title, WordState.IN_PART, parts[-1].signed_at)
    return Word(About.ENTRY, title, WordState.WAITS)


def _decide_task(
    asks: Asks, title: str, ref: TaskRef, number: int, signed: tuple[SignedState, ...], *, reads: bool
) -> Word | None:
    name = f"{ref.activity}/{ref.task}"
    own = [one for one in signed if one.ref == name and one.number == number]
    last = own[-1] if own else None
    at = last.signed_at if last is not None else None
    match asks:
        case Agreement():
            return Word(About.AGREEMENT, title, _decide_agreement(number, last), at, ref)
        case Discussion() if any(decide_may_confirm(asks, role=role) for role in asks.roles):
            state = WordState.GIVEN if last is not None else WordState.MAY_CONFIRM
            return Word(About.DISCUSSION, title, state, at, ref)
        case _:
            return Word(About.READING, title, WordState.TO_READ, None, ref) if reads else None


def _decide_agreement(number: int, last: SignedState | None) -> WordState:
    if not number:
        return WordState.NOT_YET
    if last is None:
        return WordState.WAITS
    return WordState.GIVEN if last.kind is StatementKind.AGREED else WordState.SENT_BACK


def decide_portfolio(*, signed: tuple[SignedState, ...], handed: HandedState | None) -> Word:
    """How the verification of the portfolio stands. A void one waits again once a portfolio lies there."""
    title = "Portfolio and its verification"
    verified = [one for one in signed if one.kind is StatementKind.VERIFIED]
    last = verified[-1] if verified else None
    if last is not None and last.void_at is None:
        return Word(About.PORTFOLIO, title, WordState.GIVEN, last.signed_at)
    if handed is not None and handed.taken_back_at is None:
        return Word(About.PORTFOLIO, title, WordState.WAITS, handed.handed_over_at)
    if last is not None:
        return Word(About.PORTFOLIO, title, WordState.VOID, last.void_at)
    return Word(About.PORTFOLIO, title, WordState.NOT_YET)
