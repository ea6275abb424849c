"""The rules of review: passages that notes stand beside, versions compared word by word, and who may send what."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from lti_app.activity.answers_rules import load_answers, write_answers
from lti_app.activity.shown_rules import ShownPart
from lti_app.review.comparing_rules import Change, compare_texts, decide_changed
from lti_app.review.decision_rules import Decision, MarginNote
from lti_app.review.form_rules import (
    Button,
    carry_over,
    list_feedback_faults,
    list_note_fields,
    list_notes,
    read_feedback,
    read_sent_review,
    write_feedback,
)
from lti_app.review.outcome_rules import (
    AlreadySeen,
    Free,
    NewerVersion,
    SentByOther,
    SentFeedback,
    StaysAccepted,
    judge_sending,
)
from lti_app.review.passage_rules import (
    Passage,
    cut_sentences,
    list_passages,
    list_sections,
    mark_passages,
)
from lti_app.review.queue_rules import QueueState, count_pages, read_wish

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WORDS = st.text(alphabet="abc .!\n’", max_size=60)
LINES = st.lists(
    st.text(alphabet="abc .!?’", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=5
)


def make_passages(lines: list[str]) -> tuple[Passage, ...]:
    """The passages of one answer of so many paragraphs."""
    return list_passages(list_sections((ShownPart("Your answer", "\n\n".join(lines)),)))


@given(WORDS, WORDS)
def test_what_was_kept_and_added_is_the_newer_text_and_what_was_kept_and_removed_the_older(
    before: str, after: str
) -> None:
    pieces = compare_texts(before, after)
    newer = "".join(one.text for one in pieces if one.change is not Change.REMOVED)
    older = "".join(one.text for one in pieces if one.change is not Change.ADDED)
    assert newer.split() == after.split()
    assert older.split() == before.split()
    assert decide_changed(pieces) == (before.split() != after.split())


def test_a_changed_word_is_one_word_removed_and_one_added() -> None:
    pieces = compare_texts("I listened to the child today", "I listened to Ana today")
    assert [(one.change, one.text) for one in pieces] == [
        (Change.KEPT, "I listened to "),
        (Change.REMOVED, "the child"),
        (Change.ADDED, "Ana"),
        (Change.KEPT, " today"),
    ]


def test_very_long_texts_are_compared_by_paragraph() -> None:
    long = "\n".join(f"paragraph {number} of many words" for number in range(2_000))
    pieces = compare_texts(long, long.replace("paragraph 7 of", "paragraph seven of"))
    assert [one.change for one in pieces] == [Change.KEPT, Change.REMOVED, Change.ADDED, Change.KEPT]


@given(st.text(alphabet='ab.!? ’)"', max_size=60))
def test_the_sentences_of_a_paragraph_joined_are_the_paragraph(text: str) -> None:
    assert "".join(cut_sentences(text)) == text


@given(st.lists(WORDS, max_size=4))
def test_passages_are_numbered_through_and_none_is_empty(answers: list[str]) -> None:
    sections = list_sections([ShownPart(f"Part {number}", text) for number, text in enumerate(answers)])
    passages = list_passages(sections)
    assert [one.number for one in passages] == list(range(1, len(passages) + 1))
    assert all(one.text.strip() for one in passages)
    assert len(sections) == len(answers)


@given(LINES, st.data())
def test_what_a_form_says_comes_back_from_what_is_kept(lines: list[str], data: st.DataObject) -> None:
    passages = make_passages(lines)
    form = {"overall": "Well thought through", "asked": "Say more of the child"}
    for passage in passages:
        for number in range(1, data.draw(st.integers(0, 2)) + 1):
            form[f"note.{passage.number}.{number}"] = f"Note {number} on {passage.number}"
            about = data.draw(st.integers(0, len(passage.sentences)))
            form[f"about.{passage.number}.{number}"] = str(about) if about else ""
    answers = read_feedback(form)
    notes = list_notes(answers=answers, passages=passages)
    again = write_feedback(overall=form["overall"], asked=form["asked"], notes=notes, passages=passages)
    said = sorted(note.words for note in list_notes(answers=again, passages=passages))
    assert said == sorted(note.words for note in notes)
    assert load_answers(write_answers(answers)) == answers
    placed = mark_passages(sections=list_sections((ShownPart("", "\n".join(lines)),)), notes=notes)
    assert not placed.loose


@given(LINES, LINES)
def test_nothing_typed_on_one_version_is_lost_on_the_next(before: list[str], after: list[str]) -> None:
    old, new = make_passages(before), make_passages(after)
    form = {f"note.{one.number}.1": f"<{one.number}>" for one in old} | {"overall": "Overall"}
    carried = carry_over(answers=read_feedback(form), before=old, after=new)
    everything = " ".join(text for _, text in carried.fields)
    assert all(f"<{one.number}>" in everything for one in old)
    assert "Overall" in everything


def test_a_note_stands_beside_its_words_wherever_they_have_moved() -> None:
    sections = list_sections((ShownPart("", "A new beginning.\nI listened. Then I wrote."),))
    note = MarginNote(1, 2, "Then I wrote.", "When?")
    gone = MarginNote(1, 0, "I slept.", "Why?")
    marked = mark_passages(sections=sections, notes=(note, gone))
    assert [one.notes for one in marked.sections[0].passages] == [(), (note,)]
    assert marked.loose == (gone,)


def test_notes_close_up_and_an_empty_one_always_waits() -> None:
    answers = read_feedback({"note.2.1": " ", "note.2.3": "Kept", "about.2.3": "1", "overall": ""})
    assert answers.fields == (("note.2.1", "Kept"), ("about.2.1", "1"))
    assert [(one.number, one.words, one.sentence) for one in list_note_fields(answers, 2)] == [
        (1, "Kept", 1),
        (2, "", 0),
    ]
    assert [one.words for one in list_note_fields(answers, 1)] == [""]


def test_a_button_that_is_not_known_saves_and_sends_nothing() -> None:
    sent = read_sent_review({"do": "explode", "number": "x", "version": "9" * 30, "editor": "<b>"})
    assert (sent.button, sent.decision, sent.number, sent.editor) == (Button.SAVE, None, 0, "")
    assert read_sent_review({"do": "accept", "number": "2"}).decision is Decision.ACCEPTED


def test_returning_needs_words_and_accepting_has_nothing_more_to_ask() -> None:
    asked = read_feedback({"asked": "Say more"})
    for decision, answers, is_fault in (
        (Decision.RETURNED, read_feedback({}), True),
        (Decision.RETURNED, asked, False),
        (Decision.ACCEPTED, asked, True),
        (Decision.ACCEPTED, read_feedback({}), False),
    ):
        assert bool(list_feedback_faults(answers=answers, decision=decision)) is is_fault


@given(
    newer=st.booleans(),
    sent=st.none() | st.tuples(st.sampled_from([1, 2, None]), st.sampled_from(Decision), st.booleans()),
    decision=st.sampled_from(Decision),
)
def test_feedback_is_sent_on_the_newest_version_by_one_trainer_and_changed_until_seen(
    newer: bool, sent: tuple[int | None, Decision, bool] | None, decision: Decision
) -> None:
    before = SentFeedback(sent[0], "Tara", NOW, sent[1], sent[2]) if sent else None
    judged = judge_sending(number=1, last_number=2 if newer else 1, sent=before, by_id=1, decision=decision)
    match judged:
        case Free(changes=changes):
            assert not newer
            assert changes is (before is not None)
            assert before is None or (before.by_id == 1 and not before.is_seen)
        case NewerVersion(number=number):
            assert newer and number == 2
        case SentByOther(sent=other):
            assert not newer and other.by_id != 1
        case AlreadySeen():
            assert before is not None and before.by_id == 1 and before.is_seen
        case StaysAccepted():
            assert before is not None and before.decision is Decision.ACCEPTED
            assert decision is Decision.RETURNED


@given(
    st.dictionaries(
        st.sampled_from(["state", "activity", "person", "held", "page"]),
        st.text(max_size=12) | st.integers(-5, 10**12).map(str) | st.sampled_from([*QueueState, "yes"]),
    )
)
def test_any_address_makes_a_wish_and_a_wish_makes_its_own_address(address: dict[str, str]) -> None:
    wish = read_wish(address)
    assert wish.page >= 1
    assert read_wish(wish.at(wish.page)) == wish


@given(st.integers(0, 10_000))
def test_every_piece_of_work_is_on_a_page(total: int) -> None:
    assert (count_pages(total) - 1) * 25 < max(total, 1) <= count_pages(total) * 25
