"""What a key set may say besides: members that a signing key does not need keep nobody out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lti_app.lti.key_sets import read_key_set
from tests.lti.forge import make_jwk, make_platform_key

KEY = make_platform_key()


@pytest.mark.parametrize(
    "members",
    [
        {"crv": None, "k": None, "x5c": [], "d": None},
        {"crv": "P-256", "k": "c2VjcmV0"},
        {"use": None, "alg": None, "key_ops": None},
    ],
    ids=["each name that a serialiser knows", "members of other kinds", "null for not said"],
)
def test_members_that_a_signing_key_does_not_need_are_ignored(members: dict[str, Any]) -> None:
    found = read_key_set(json.dumps({"keys": [{**make_jwk(KEY), **members}]}).encode())
    assert found is not None
    assert found.get_key(KEY.kid).public_numbers() == KEY.private.public_key().public_numbers()
