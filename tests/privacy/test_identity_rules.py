"""Signs of who somebody is: each kind is named in the text's own words, and plain writing is let be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.privacy.identity_rules import SignKind, decide_is_nhs_number, list_identity_signs


@pytest.mark.parametrize(
    ("text", "kind", "seen"),
    [
        ("They live near SW1A 1AA now", SignKind.POSTCODE, "SW1A 1AA"),
        ("born on 3/4/2015, he", SignKind.DATE_OF_BIRTH, "born on 3/4/2015"),
        ("her birthday, 3 April 2015", SignKind.DATE_OF_BIRTH, "birthday, 3 April 2015"),
        ("moved on 12.06.2024.", SignKind.DATE_OF_BIRTH, "12.06.2024"),
        ("write to mum@example.org please", SignKind.EMAIL, "mum@example.org"),
        ("ring 07700 900123 after six", SignKind.PHONE, "07700 900123"),
        ("ring +44 7700 900123", SignKind.PHONE, "+44 7700 900123"),
        ("NI: QQ 12 34 56 C", SignKind.NI_NUMBER, ""),
        ("AB 12 34 56 C on file", SignKind.NI_NUMBER, "AB 12 34 56 C"),
        ("NHS 943 476 5919", SignKind.NHS_NUMBER, "943 476 5919"),
        ("We met Mrs Okafor at home", SignKind.TITLED_NAME, "Mrs Okafor"),
        ("as Priya said", SignKind.KNOWN_NAME, "Priya"),
    ],
)
def test_each_kind_of_sign_is_named_as_it_stands(text: str, kind: SignKind, seen: str) -> None:
    signs = list_identity_signs(text=text, names=["Priya", "Al"])
    assert [(sign.kind, sign.seen) for sign in signs] == ([(kind, seen)] if seen else [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The child, seven, asks when she goes home; the judge listened. We met 3 times in 2024.",
        "Her sister was 15 and in year 10. He drew 3 houses at 4.30.",
        "the priyanka of the story",
    ],
)
def test_plain_writing_is_let_be(text: str) -> None:
    assert list_identity_signs(text=text, names=["Priya"]) == ()


def test_a_number_with_a_wrong_check_digit_is_no_nhs_number() -> None:
    assert decide_is_nhs_number("943 476 5919")
    assert not decide_is_nhs_number("943 476 5918")
    assert not decide_is_nhs_number("943")


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=5))
def test_whatever_is_written_what_is_seen_stands_in_it(text: str, names: list[str]) -> None:
    assert all(sign.seen in text for sign in list_identity_signs(text=text, names=names))


def test_a_very_long_run_without_a_blank_is_looked_through_once() -> None:
    """Tried anew from each of its places, this text would take an hour."""
    assert list_identity_signs(text="a" * 400_000, names=()) == ()
    (sign,) = list_identity_signs(text="(ana.lee+x@example.org)", names=())
    assert (sign.kind, sign.seen) == (SignKind.EMAIL, "ana.lee+x@example.org")
