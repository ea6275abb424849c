"""When the weekly mail goes, what it may say, how its way out is signed, and how cohorts and people add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lti_app.notices.rules import Notice, NoticeKind, Waiting
from lti_app.notices.weekly_rules import (
    SENT_FOR,
    decide_week,
    list_letter_lines,
    read_leave,
    sign_leave,
    write_letter,
)
from lti_app.notices.work_rules import (
    TrainerFacts,
    add_up,
    decide_line_manager_waiting,
    decide_trainer_waiting,
)
from lti_app.programme.model import ActivityKey
from lti_app.sign_off.state_rules import About, Word, WordState
from tests.activity.whole_programmes import WORKSHOP, make_whole

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 23)
COUNTS = st.integers(0, 5)
DAYS = st.integers(-90, 90).map(lambda days: TODAY + timedelta(days=days))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FACTS = st.builds(
    TrainerFacts,
    today=st.just(TODAY),
    reviews=COUNTS,
    grades=COUNTS,
    line_managers=COUNTS,
    empty_readings=COUNTS,
    workshop_on=st.lists(st.tuples(st.just(WORKSHOP), DAYS), max_size=1).map(tuple),
    registers=st.sets(st.just(WORKSHOP)).map(frozenset),
    questions=st.lists(st.tuples(st.just(WORKSHOP), st.integers(1, 4)), max_size=1).map(tuple),
)


@given(INSTANTS)
def test_a_mail_goes_from_seven_on_a_monday_in_london_for_two_days_and_never_else(now: datetime) -> None:
    week, here = decide_week(now), now.astimezone(LONDON)
    if week is None:
        assert here.weekday() > 1 or (here.weekday() == 0 and here.hour < 7)
    else:
        assert week.weekday() == 0
        begins = datetime(week.year, week.month, week.day, 7, tzinfo=LONDON)
        assert begins <= here < begins + SENT_FOR


def test_seven_is_seven_in_summer_and_in_winter() -> None:
    assert decide_week(datetime(2026, 7, 6, 5, 59, tzinfo=UTC)) is None
    assert decide_week(datetime(2026, 7, 6, 6, 0, tzinfo=UTC)) == date(2026, 7, 6)
    assert decide_week(datetime(2026, 11, 23, 6, 59, tzinfo=UTC)) is None
    assert decide_week(datetime(2026, 11, 23, 7, 0, tzinfo=UTC)) == date(2026, 11, 23)


@given(number=st.integers(1, 10**9), other=st.integers(1, 10**9), text=st.text(max_size=60))
def test_only_our_own_link_ends_a_mail_and_only_its_own(number: int, other: int, text: str) -> None:
    token = sign_leave(number, secret="s" * 32)
    assert read_leave(token, secret="s" * 32) == number
    assert read_leave(token, secret="t" * 32) is None
    assert read_leave(text, secret="s" * 32) is None
    moved = f"{other}.{token.partition('.')[2]}"
    assert read_leave(moved, secret="s" * 32) == (number if other == number else None)


@given(st.lists(st.sampled_from(["1 piece of work waits.", "The workshop is near.", ""])))
def test_a_mail_tells_each_line_once_and_is_not_written_for_nothing(lines: list[str]) -> None:
    waiting = Waiting(tuple(Notice(NoticeKind.REVIEWS, "On the page", line) for line in lines))
    found = list_letter_lines([waiting, waiting])
    letter = write_letter(
        lines=found, leave_url="https://learn.example.org/notices/leave/x", from_course=True
    )
    assert set(found) == set(lines) - {""} and len(found) == len(set(found))
    if not found:
        assert letter is None
        return
    assert letter is not None
    assert letter.text.count("https://") == 1 and "\n" not in letter.subject
    assert [one.removeprefix("* ") for one in letter.text.splitlines() if one.startswith("* ")] == list(found)
    assert "On the page" not in letter.text
    assert f"to see {'it' if len(found) == 1 else 'them'}." in letter.text


def test_what_waits_for_others_is_in_no_mail() -> None:
    notice = Notice(NoticeKind.AWAITED, "You wait for your trainer.", "")
    assert list_letter_lines([Waiting(others=(notice,))]) == ()


@given(st.lists(FACTS, min_size=1, max_size=4))
def test_cohorts_add_up_and_what_is_near_in_one_is_near(each: list[TrainerFacts]) -> None:
    programme = make_whole()
    total = add_up(each)
    assert total.reviews == sum(one.reviews for one in each)
    assert total.grades == sum(one.grades for one in each)
    told = [decide_trainer_waiting(programme=programme, facts=one).mine for one in each]
    near = any(one.kind is NoticeKind.WORKSHOP for notices in told for one in notices)
    found = {one.kind for one in decide_trainer_waiting(programme=programme, facts=total).mine}
    assert (NoticeKind.WORKSHOP in found) == near
    if len(each) == 1:
        assert total == each[0] or not each[0].workshop_on


@given(FACTS)
def test_a_trainer_is_told_what_is_there_and_nothing_else(facts: TrainerFacts) -> None:
    found = {one.kind: one.text for one in decide_trainer_waiting(programme=make_whole(), facts=facts).mine}
    assert (NoticeKind.REVIEWS in found) == bool(facts.reviews)
    assert (NoticeKind.GRADES in found) == bool(facts.grades)
    assert (NoticeKind.LINE_MANAGERS in found) == bool(facts.line_managers)
    assert (NoticeKind.QUESTIONS in found) == (NoticeKind.WORKSHOP in found and bool(facts.questions))
    if NoticeKind.REGISTER in found:
        assert ActivityKey(WORKSHOP) not in facts.registers


@given(st.lists(st.tuples(st.sampled_from(About), st.sampled_from(WordState))))
def test_a_line_manager_is_told_how_many_words_wait_and_of_none_that_do_not(
    pairs: list[tuple[About, WordState]],
) -> None:
    words = [Word(about, "Names nobody", state) for about, state in pairs]
    waiting = decide_line_manager_waiting(words=words)
    awaited = [one for one in words if one.waits and one.about is not About.READING]
    assert sum(int(one.text.split(" ")[0]) for one in waiting.mine) == len(awaited)
    assert not any("Names nobody" in one.text for one in waiting.mine)


def test_a_workshop_that_is_today_in_one_cohort_is_told_though_its_register_is_marked() -> None:
    today, key = date(2026, 11, 23), ActivityKey("w2")
    marked = TrainerFacts(today=today, workshop_on=((key, today),), registers=frozenset({key}))
    later = TrainerFacts(today=today, workshop_on=((key, today + timedelta(days=15)),))
    assert add_up([marked, later]).workshop_on == ((key, today),)
    assert add_up([later, marked]).workshop_on == ((key, today),)
