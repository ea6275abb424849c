"""The LMSs' key sets: when they are read, when not, and what a bad answer does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK

from lti_app.lti import keys as keys_module
from lti_app.lti.faults import FaultCode, ProtocolFaults
from lti_app.lti.keys import KeySets, load_key, make_signing_key
from tests.lti.forge import make_jwk, make_key_set, make_platform_key
from tests.lti.launching import NOW, make_http
from tests.lti.local_server import LocalServer, Respond, make_answer, serve

KEY = make_platform_key()
NEW = make_platform_key("another")
SECOND = timedelta(seconds=1)


@pytest.fixture
def lms() -> Iterator[LocalServer]:
    """An LMS that publishes one key."""
    with serve(make_answer(make_key_set(KEY))) as server:
        yield server


def make_sets(**http: Any) -> KeySets:
    """Key sets that are fresh for ten minutes and read again for an unknown key every thirty seconds."""
    return KeySets(make_http(**http), timedelta(minutes=10), timedelta(seconds=30))


def outcome(sets: KeySets, lms: LocalServer, *, kid: str = KEY.kid, now: datetime = NOW) -> FaultCode | str:
    """ "key" where there is one, else the fault."""
    try:
        sets.get_key(jwks_url=lms.url, kid=kid, now=now)
    except ProtocolFaults as refused:
        assert len(refused.faults) == 1
        return refused.faults[0].code
    return "key"


def test_a_key_set_is_read_once_and_its_key_is_parsed_once(lms: LocalServer) -> None:
    sets = make_sets()
    first = sets.get_key(jwks_url=lms.url, kid=KEY.kid, now=NOW)
    later = sets.get_key(jwks_url=lms.url, kid=KEY.kid, now=NOW + timedelta(minutes=9))
    assert first is later
    assert first.public_numbers() == KEY.private.public_key().public_numbers()
    assert len(lms.requests) == 1


def test_a_key_set_is_read_again_after_its_lifetime_so_that_a_withdrawn_key_goes(lms: LocalServer) -> None:
    sets = make_sets()
    assert outcome(sets, lms) == "key"
    lms.answer(make_key_set(NEW))
    assert outcome(sets, lms, now=NOW + timedelta(minutes=10)) is FaultCode.KEY_UNKNOWN


def test_an_unknown_key_makes_the_set_be_read_again_but_rarely(lms: LocalServer) -> None:
    sets = make_sets()
    assert outcome(sets, lms) == "key"
    lms.answer(make_key_set(KEY, NEW))
    assert outcome(sets, lms, kid=NEW.kid, now=NOW + 31 * SECOND) == "key"
    for _ in range(20):
        assert outcome(sets, lms, kid="unknown", now=NOW + 40 * SECOND) is FaultCode.KEY_UNKNOWN
    assert len(lms.requests) == 2
    assert outcome(sets, lms, kid="unknown", now=NOW + 62 * SECOND) is FaultCode.KEY_UNKNOWN
    assert len(lms.requests) == 3


def wait_then(answer: Respond, over: threading.Event) -> Respond:
    """That answer, once `over` is set."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        over.wait(5)
        answer(handler)

    return respond


def test_many_launches_at_once_read_the_set_once(lms: LocalServer) -> None:
    sets = make_sets()
    over = threading.Event()
    lms.respond = wait_then(lms.respond, over)
    with ThreadPoolExecutor(12) as threads:
        waiting = [threads.submit(outcome, sets, lms) for _ in range(12)]
        over.set()
        assert {one.result() for one in waiting} == {"key"}
    assert len(lms.requests) == 1


def test_a_fresh_key_is_given_while_another_is_being_looked_for(lms: LocalServer) -> None:
    sets = make_sets()
    assert outcome(sets, lms) == "key"
    over = threading.Event()
    lms.respond = wait_then(lms.respond, over)
    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(outcome, sets, lms, kid="unknown", now=NOW + 31 * SECOND)
        while len(lms.requests) < 2:
            time.sleep(0.005)
        assert outcome(sets, lms, now=NOW + 31 * SECOND) == "key"
        assert outcome(sets, lms, now=NOW + timedelta(minutes=11)) == "key"
        assert not looking.done()
        over.set()
        assert looking.result() is FaultCode.KEY_UNKNOWN


def broken(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""
    handler.close_connection = True


BAD_ANSWERS: dict[str, Respond] = {
    "500": make_answer(make_key_set(NEW), status=500),
    "404": make_answer(b"{}", status=404),
    "HTML": make_answer(b"<!doctype html><title>Login</title>", headers={"Content-Type": "text/html"}),
    "huge": make_answer(b" " * 200_000 + make_key_set(NEW)),
    "redirect": make_answer(b"", status=302, headers={"Location": "http://169.254.169.254/"}),
    "empty": make_answer(b""),
    "list": make_answer(b"[]"),
    "no keys": make_answer(b'{"keys": {}}'),
    "deep": make_answer(b"[" * 50_000),
    "not UTF-8": make_answer(b'\xff\xfe{"keys": []}'),
    "hangs up": broken,
}


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS.keys())
def test_a_bad_answer_leaves_the_old_keys_standing_and_is_named_where_there_are_none(
    lms: LocalServer, bad: Respond
) -> None:
    sets, strangers = make_sets(), make_sets()
    assert outcome(sets, lms) == "key"
    lms.respond = bad
    assert outcome(sets, lms, now=NOW + timedelta(minutes=11)) == "key"
    assert outcome(strangers, lms) is FaultCode.KEY_SET_UNREADABLE
    assert outcome(sets, lms, now=NOW + timedelta(days=1, minutes=11)) is FaultCode.KEY_SET_UNREADABLE


def test_a_slow_lms_is_given_up_and_its_old_keys_stand(lms: LocalServer) -> None:
    sets = make_sets(read_timeout=timedelta(seconds=0.1))
    assert outcome(sets, lms) == "key"
    over = threading.Event()
    lms.respond = wait_then(lms.respond, over)
    assert outcome(sets, lms, now=NOW + timedelta(minutes=11)) == "key"
    over.set()


def test_an_lms_that_is_down_is_not_asked_for_every_launch_and_is_believed_when_it_is_back(
    lms: LocalServer,
) -> None:
    sets = make_sets()
    lms.answer(b"", status=503)
    for _ in range(10):
        assert outcome(sets, lms) is FaultCode.KEY_SET_UNREADABLE
    assert len(lms.requests) == 1
    lms.answer(make_key_set(KEY))
    assert outcome(sets, lms, now=NOW + 5 * SECOND) == "key"


def test_an_lms_that_does_not_answer_has_a_key_set_that_cannot_be_read() -> None:
    with pytest.raises(ProtocolFaults) as refused:
        make_sets(allow_loopback=False).get_key(jwks_url="https://127.0.0.1:1/", kid="k", now=NOW)
    assert [fault.code for fault in refused.value.faults] == [FaultCode.KEY_SET_UNREADABLE]


EC_JWK = json.loads(
    JWK.from_pem(
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).export_public()
)


@pytest.mark.parametrize(
    "jwk",
    [
        make_jwk(KEY, use="enc"),
        make_jwk(KEY, alg="RS512"),
        make_jwk(KEY, alg="RSA-OAEP"),
        make_jwk(KEY, key_ops=["encrypt"]),
        make_jwk(KEY, key_ops="verify"),
        make_jwk(KEY, n="!!!"),
        make_jwk(KEY, n=None),
        make_jwk(KEY, e="AA"),
        make_jwk(KEY, kty="oct", k="c2VjcmV0"),
        make_jwk(make_platform_key("weak", bits=1024), kid=KEY.kid),
        {**EC_JWK, "kid": KEY.kid, "use": "sig", "alg": "ES256"},
        {"kid": KEY.kid},
    ],
    ids=[
        "enc",
        "RS512",
        "OAEP",
        "encrypt",
        "ops a text",
        "n nonsense",
        "no n",
        "e zero",
        "secret",
        "short",
        "EC",
        "bare",
    ],
)
def test_a_key_that_is_not_for_rs256_signatures_is_refused_and_the_others_stand(
    lms: LocalServer, jwk: dict[str, Any]
) -> None:
    lms.answer(json.dumps({"keys": [jwk, None, 7, {"kid": []}, make_jwk(NEW)]}).encode())
    sets = make_sets()
    assert outcome(sets, lms) is FaultCode.KEY_UNUSABLE
    assert outcome(sets, lms, kid=NEW.kid) == "key"


def test_a_signing_key_may_share_its_id_with_one_for_encryption(lms: LocalServer) -> None:
    encrypting = make_jwk(NEW, kid=KEY.kid, use="enc")
    lms.answer(json.dumps({"keys": [encrypting, make_jwk(KEY, alg=None, use=None)]}).encode())
    found = make_sets().get_key(jwks_url=lms.url, kid=KEY.kid, now=NOW)
    assert found.public_numbers() == KEY.private.public_key().public_numbers()


def test_a_signing_key_of_ours_is_named_by_its_thumbprint_and_published_without_its_secret() -> None:
    pem, public, kid = make_signing_key()
    jwk = json.loads(public)
    assert JWK.from_json(public).thumbprint() == kid == jwk["kid"]
    assert set(jwk) == {"kty", "n", "e", "kid", "alg", "use"}
    assert JWK.from_pem(pem.encode()).thumbprint() == kid


def test_a_private_key_is_parsed_once_for_all_threads() -> None:
    pem, _, _ = make_signing_key()
    parsed_before = keys_module._load_key.cache_info().misses
    with ThreadPoolExecutor(8) as threads:
        loaded = set(threads.map(lambda _: id(load_key(pem)), range(32)))
    assert len(loaded) == 1
    assert keys_module._load_key.cache_info().misses == parsed_before + 1
