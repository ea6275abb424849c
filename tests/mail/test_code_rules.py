"""A code that is mailed to somebody and typed back."""

from __future__ import annotations

import pytest

from lti_app.mail.code_rules import CODES, digest_code, is_right_code, read_code, write_code

KEY = "k" * 32


def test_every_code_has_six_digits() -> None:
    assert [write_code(number) for number in (0, 7, CODES - 1)] == ["000000", "000007", "999999"]


def test_a_code_may_be_typed_with_spaces_and_dashes() -> None:
    assert read_code(" 123-456 ") == read_code("123 456") == "123456"
    assert is_right_code(" 123-456 ", kept=digest_code("123456", use="this", key=KEY), use="this", key=KEY)


@pytest.mark.parametrize(
    ("code", "use", "key"),
    [("123457", "this", KEY), ("123456", "that", KEY), ("123456", "this", "l" * 32), ("", "this", KEY)],
)
def test_a_code_is_right_for_its_own_use_alone(code: str, use: str, key: str) -> None:
    kept = digest_code("123456", use="this", key=KEY)
    assert not is_right_code(code, kept=kept, use=use, key=key)


def test_what_is_typed_need_not_be_text_that_can_be_kept() -> None:
    assert not is_right_code("\ud800", kept=digest_code("123456", use="this", key=KEY), use="this", key=KEY)
