"""Tokens that are refused before anything in them is believed."""

from __future__ import annotations

import json

import pytest

from lti_app.lti.faults import FaultCode as Code
from tests.lti import forge
from tests.lti.launching import KEY, LIMITS, claims_now, list_token_faults

PAYLOAD = json.dumps(claims_now()).encode()
RIGHT = forge.sign(claims_now(), KEY)
HEAD = json.dumps({"alg": "RS256", "kid": KEY.kid}).encode()
OTHER_KEY = forge.PlatformKey(kid=KEY.kid, private=forge.make_platform_key("another").private)


def test_a_right_token_is_let_in() -> None:
    assert list_token_faults(RIGHT) == []


@pytest.mark.parametrize("place", [-2, -200, -1000, 120])
def test_a_token_with_one_character_changed_is_refused(place: int) -> None:
    changed = list(RIGHT)
    changed[place] = "A" if changed[place] != "A" else "B"
    assert list_token_faults("".join(changed)) != []


def test_bits_of_the_signature_that_belong_to_no_byte_must_be_as_they_were() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    changed = RIGHT[:-1] + alphabet[alphabet.index(RIGHT[-1]) + 1]
    assert list_token_faults(changed) == [(Code.TOKEN_MALFORMED, "stray bits")]


def test_a_token_signed_with_another_key_is_refused() -> None:
    assert list_token_faults(forge.sign(claims_now(), OTHER_KEY)) == [(Code.SIGNATURE_WRONG, "")]


@pytest.mark.parametrize(
    "algorithm", ["HS256", "RS512", "ES256", "PS256", "RS384", "rs256", "", 256, ["RS256"], None]
)
def test_an_algorithm_other_than_rs256_is_refused_though_it_verifies(algorithm: object) -> None:
    token = forge.sign_text(PAYLOAD, KEY, alg=algorithm)
    assert list_token_faults(token) == [(Code.ALGORITHM_REFUSED, "")]


def test_an_unsigned_token_is_refused() -> None:
    unsigned = forge.sign_text(PAYLOAD, KEY, alg="none")
    assert list_token_faults(unsigned) == [(Code.TOKEN_MALFORMED, "not three parts of base64url")]
    assert list_token_faults(f"{unsigned}AAAA") == [(Code.ALGORITHM_REFUSED, "")]


@pytest.mark.parametrize("kid", [None, "", 7, ["x"]])
def test_a_token_that_names_no_key_is_refused(kid: object) -> None:
    assert list_token_faults(forge.sign_text(PAYLOAD, KEY, kid=kid)) == [(Code.KEY_ID_MISSING, "")]


@pytest.mark.parametrize("kid", ["another", "k" * 600, "../../etc/passwd"])
def test_a_token_that_names_an_unknown_key_is_refused(kid: str) -> None:
    assert list_token_faults(forge.sign_text(PAYLOAD, KEY, kid=kid)) == [(Code.KEY_UNKNOWN, "")]


def test_faults_of_the_header_are_named_together() -> None:
    token = forge.sign_text(PAYLOAD, KEY, kid=None, alg="HS256", crit=["b64"])
    assert [code for code, _ in list_token_faults(token)] == [
        Code.ALGORITHM_REFUSED,
        Code.KEY_ID_MISSING,
        Code.TOKEN_MALFORMED,
    ]


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c.d", "a..c", RIGHT + ".", RIGHT.rsplit(".", 1)[0], RIGHT + "=", " " + RIGHT,
     RIGHT + "\n", RIGHT.replace("e", "é", 1), RIGHT.replace(".", "..", 1), "a.b.c", "\ud800.b.c"],
)  # fmt: skip
def test_a_token_that_has_not_three_parts_of_base64url_is_refused(token: str) -> None:
    assert [code for code, _ in list_token_faults(token)] == [Code.TOKEN_MALFORMED]


def test_a_token_over_64_kilobytes_is_refused_unread() -> None:
    large = forge.sign({**claims_now(), "more": "x" * LIMITS.max_token_bytes}, KEY)
    assert list_token_faults(large) == [(Code.TOKEN_TOO_LARGE, "over 65536 bytes")]


@pytest.mark.parametrize(
    "payload",
    [
        PAYLOAD[:-1] + b', "sub": "1"}',
        PAYLOAD.replace(b'"id": "2"', b'"id": "2", "id": "3"'),
        PAYLOAD[:-1] + b', "\\u0073ub": "1"}',
    ],
)
def test_a_key_that_stands_twice_is_refused(payload: bytes) -> None:
    assert list_token_faults(forge.sign_text(payload, KEY)) == [(Code.DUPLICATE_KEYS, "")]


def test_a_key_that_stands_twice_in_the_header_is_refused() -> None:
    head = HEAD[:-1] + b', "alg": "none"}'
    assert list_token_faults(forge.sign_parts(head, PAYLOAD, KEY)) == [(Code.DUPLICATE_KEYS, "")]


@pytest.mark.parametrize("payload", [b"[]", b'"text"', b"null", b"7"])
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    assert list_token_faults(forge.sign_text(payload, KEY)) == [(Code.NOT_A_MESSAGE, "")]


@pytest.mark.parametrize(
    "payload",
    [b"{", b"\xff\xfe", PAYLOAD.decode().encode("utf-16"), b"\xef\xbb\xbf" + PAYLOAD, b"[" * 40_000,
     b'{"a":' * 8000 + b"1" + b"}" * 8000],
    ids=["cut", "no text", "UTF-16", "marked", "deep list", "deep object"],
)  # fmt: skip
def test_a_payload_that_is_no_json_in_utf8_is_refused(payload: bytes) -> None:
    assert [code for code, _ in list_token_faults(forge.sign_text(payload, KEY))] == [Code.TOKEN_MALFORMED]


def test_claims_are_not_judged_under_a_wrong_signature() -> None:
    assert list_token_faults(forge.sign({"sub": "4"}, OTHER_KEY)) == [(Code.SIGNATURE_WRONG, "")]
