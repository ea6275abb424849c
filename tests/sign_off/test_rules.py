"""The rules of links and words, over every combination."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.programme.model import Programme, TaskRef
from lti_app.programme.reader import load_programme
from lti_app.sign_off.refusal_rules import say_refusal
from lti_app.sign_off.state_rules import (
    About,
    HandedState,
    Sent,
    SignedState,
    WordFacts,
    WordState,
    decide_portfolio,
    list_words,
)
from lti_app.sign_off.statement_rules import (
    SignedForm,
    StatementKind,
    list_agreement_faults,
    list_verification_faults,
    read_signed,
)
from lti_app.sign_off.visit_rules import (
    LinkState,
    decide_link_state,
    decide_may_get_link,
    read_link,
    sign_link,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "k" * 40
PACK = Path(__file__).parents[2] / "content" / "achieving-permanence"


@pytest.fixture(scope="module")
def programme() -> Programme:
    """The programme that is served."""
    return load_programme(PACK)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), st.integers(0, 200))
def test_no_change_to_a_link_goes_unseen(junk: str, place: int) -> None:
    token = sign_link("7-" + "s" * 43, key=KEY)
    assert read_link(token, key=KEY) == "7-" + "s" * 43
    place = place % len(token)
    changed = token[:place] + junk + token[place + 1 :]
    if changed != token:
        assert read_link(changed, key=KEY) is None
    assert read_link(token, key=KEY + "x") is None


@pytest.mark.parametrize(("confirmed", "ended", "expired"), list(product([True, False], repeat=3)))
def test_a_link_is_good_only_while_nothing_speaks_against_it(
    confirmed: bool, ended: bool, expired: bool
) -> None:
    state = decide_link_state(
        ended_at=NOW if ended else None,
        expires_at=NOW if expired else NOW + timedelta(seconds=1),
        is_confirmed=confirmed,
        now=NOW,
    )
    assert (state is LinkState.GOOD) == (confirmed and not ended and not expired)
    if state is not LinkState.GOOD:
        words = say_refusal(state, "")
        assert words.title and words.advice and words.status in {403, 404, 410}


def test_without_mail_only_a_trainer_is_shown_a_link() -> None:
    refused = [
        one
        for one in product([True, False], repeat=2)
        if not decide_may_get_link(may_read=one[0], can_mail=one[1])
    ]
    assert refused == [(False, False)]


@pytest.mark.parametrize("given_parts", list(product([True, False], repeat=5)))
def test_a_verification_needs_every_part(given_parts: tuple[bool, ...]) -> None:
    name, post, words, satisfactory, consistent = given_parts
    ticks = frozenset(
        key for key, there in (("satisfactory", satisfactory), ("consistent", consistent)) if there
    )
    form = SignedForm("Kim" * name, "Manager" * post, "Seen." * words, ticks)
    missing = {field for field, _ in list_verification_faults(form)}
    parts = ("name", "post", "words", "tick.satisfactory", "tick.consistent")
    assert missing == {part for part, there in zip(parts, given_parts, strict=True) if not there}


@pytest.mark.parametrize(("decision", "words"), list(product(["agree", "back", "", "other"], ["", "Why"])))
def test_an_agreement_is_agreed_or_sent_back_with_words(decision: str, words: str) -> None:
    fields = {
        field for field, _ in list_agreement_faults(SignedForm("Kim", "Manager", words, decision=decision))
    }
    if decision not in {"agree", "back"}:
        assert fields == {"decision"}
    else:
        assert fields == ({"words"} if decision == "back" and not words else set())


@given(st.dictionaries(st.text(), st.text()))
def test_any_form_can_be_read(form: dict[str, str]) -> None:
    read = read_signed(form)
    assert "\x00" not in read.name + read.post + read.words
    assert read.number >= 0


VERIFIED = [
    None,
    SignedState(StatementKind.VERIFIED, "", 1, NOW, None),
    SignedState(StatementKind.VERIFIED, "", 1, NOW, NOW),
]
HANDED = [None, HandedState(1, NOW, None), HandedState(1, NOW, NOW)]


@pytest.mark.parametrize(("verified", "handed"), list(product(range(3), range(3))))
def test_the_portfolio_waits_where_one_lies_there_and_no_verification_holds(
    verified: int, handed: int
) -> None:
    one = VERIFIED[verified]
    word = decide_portfolio(signed=(one,) if one else (), handed=HANDED[handed])
    if verified == 1:
        assert word.state is WordState.GIVEN
    elif handed == 1:
        assert word.state is WordState.WAITS
    else:
        assert word.state is (WordState.VOID if verified == 2 else WordState.NOT_YET)


@pytest.mark.parametrize("answered", [None, StatementKind.AGREED, StatementKind.SENT_BACK])
@pytest.mark.parametrize("version", [0, 1, 2])
def test_an_agreement_waits_for_each_new_version(
    programme: Programme, answered: StatementKind | None, version: int
) -> None:
    ref = next(
        TaskRef(activity.key, task.key)
        for activity in programme.activities.values()
        for task in activity.tasks
        if type(task.asks).__name__ == "Agreement"
    )
    words = list_words(
        programme=programme,
        facts=WordFacts(
            sent=(Sent(ref, version),) if version else (),
            signed=(SignedState(answered, f"{ref.activity}/{ref.task}", 1, NOW, None),) if answered else (),
        ),
    )
    (word,) = [one for one in words if one.about is About.AGREEMENT]
    wanted = WordState.NOT_YET if not version else WordState.WAITS
    if version == 1 and answered is not None:
        wanted = WordState.GIVEN if answered is StatementKind.AGREED else WordState.SENT_BACK
    assert word.state is wanted
    assert [one.about for one in words] == [About.ENTRY, About.AGREEMENT, About.PORTFOLIO]
