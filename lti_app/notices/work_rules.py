"""What waits for a trainer in one cohort, and for a line manager over all of their people, decided from facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lti_app.notices.rules import Notice, NoticeKind, Waiting, list_days, list_near, tell_workshop
from lti_app.programme.model import ActivityKey, Programme
from lti_app.sign_off.state_rules import About, Word

REGISTER_BEHIND = timedelta(days=60)
"""How far back a workshop's day is still asked after whose register is empty."""


@dataclass(frozen=True, slots=True)
class TrainerFacts:
    """What is so in one cohort: how many of each wait, and the workshops whose day is near or whose register is empty.

    `questions` are how many people have sent questions, by workshop.
    """

    today: date
    reviews: int = 0
    grades: int = 0
    line_managers: int = 0
    empty_readings: int = 0
    workshop_on: tuple[tuple[ActivityKey, date], ...] = ()
    registers: frozenset[ActivityKey] = frozenset()
    questions: tuple[tuple[ActivityKey, int], ...] = ()


def decide_trainer_waiting(*, programme: Programme, facts: TrainerFacts) -> Waiting:
    """What waits for the trainer of one cohort."""
    reviews = ("piece of work waits", "pieces of work wait", "for your review")
    proposed = (
        "line manager was proposed by a participant and waits",
        "line managers were proposed by participants and wait",
        "to be confirmed",
    )
    grades = (
        "grade was not accepted by the gradebook and needs",
        "grades were not accepted by the gradebook and need",
        "a person",
    )
    readings = ("reading or film has", "readings or films have", "no place yet")
    return Waiting(
        (
            *_count(NoticeKind.REVIEWS, facts.reviews, *reviews),
            *_count(NoticeKind.LINE_MANAGERS, facts.line_managers, *proposed),
            *_count(NoticeKind.GRADES, facts.grades, *grades),
            *_list_days_to_tell(programme, facts),
            *_count(NoticeKind.READINGS, facts.empty_readings, *readings),
        )
    )


def _list_days_to_tell(programme: Programme, facts: TrainerFacts) -> list[Notice]:
    """The workshops that are near, with the questions for them, and those whose register nobody has marked."""
    found, questions = [], dict(facts.questions)
    for week, day in list_near(programme, facts.workshop_on, today=facts.today):
        found.append(tell_workshop(week, day, today=facts.today))
        if asked := questions.get(week.key, 0):
            who = "1 person has" if asked == 1 else f"{asked:,} people have"
            text = f"{who} sent questions for ‘{week.title}’."
            found.append(Notice(NoticeKind.QUESTIONS, text, text, week.key))
    for week, day in list_days(programme, facts.workshop_on):
        if facts.today - REGISTER_BEHIND <= day < facts.today and week.key not in facts.registers:
            text = f"The register of ‘{week.title}’ has not been marked."
            found.append(Notice(NoticeKind.REGISTER, text, text, week.key))
    return found


def decide_line_manager_waiting(*, words: Iterable[Word]) -> Waiting:
    """What waits for a line manager over all of their own people, as counts; their desk says for whom."""
    waits = Counter(word.about for word in words if word.waits)
    portfolios = ("portfolio has been handed over and waits", "portfolios have been handed over and wait")
    agreements = ("learning agreement waits", "learning agreements wait")
    checks = ("entry check is", "entry checks are")
    return Waiting(
        (
            *_count(NoticeKind.VERIFICATIONS, waits[About.PORTFOLIO], *portfolios, "for your verification"),
            *_count(NoticeKind.AGREEMENTS, waits[About.AGREEMENT], *agreements, "for your word"),
            *_count(
                NoticeKind.DISCUSSIONS,
                waits[About.DISCUSSION],
                "discussion waits",
                "discussions wait",
                "for your word",
            ),
            *_count(NoticeKind.ENTRY_CHECKS, waits[About.ENTRY], *checks, "still to be finished"),
        )
    )


def _count(kind: NoticeKind, number: int, one: str, many: str, rest: str) -> list[Notice]:
    if not number:
        return []
    text = f"{number:,} {one if number == 1 else many} {rest}."
    return [Notice(kind, text, text)]


def add_up(cohorts: Iterable[TrainerFacts]) -> TrainerFacts:
    """The facts of several cohorts, one at least, as one: a workshop that is near in one of them is near.

    Of several days of a workshop the nearest to come counts, else the last; its register is missing where any is.
    """
    each = list(cohorts)
    days: dict[ActivityKey, list[tuple[date, bool]]] = {}
    questions: dict[ActivityKey, int] = {}
    for one in each:
        for key, day in one.workshop_on:
            days.setdefault(key, []).append((day, key in one.registers))
        for key, number in one.questions:
            questions[key] = questions.get(key, 0) + number
    today = each[0].today
    chosen = {
        key: min(
            known, key=lambda one: (one[0] < today, one[0] < today and one[1], abs((one[0] - today).days))
        )
        for key, known in days.items()
    }
    return TrainerFacts(
        today=today,
        reviews=sum(one.reviews for one in each),
        grades=sum(one.grades for one in each),
        line_managers=sum(one.line_managers for one in each),
        empty_readings=max(one.empty_readings for one in each),
        workshop_on=tuple((key, day) for key, (day, _) in chosen.items()),
        registers=frozenset(key for key, (_, marked) in chosen.items() if marked),
        questions=tuple(questions.items()),
    )
