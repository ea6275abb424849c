"""What arrives in a form is what werkzeug would read in it, without what no database keeps."""

from __future__ import annotations

import pytest
from flask import Flask, Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from lti_app.web.keepable import KeepableRequest, init_keepable

FORM = "application/x-www-form-urlencoded"
PARTS = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--x--\r\n'
PARTS_TYPE = "multipart/form-data; boundary=x"
BODIES = st.one_of(
    st.binary(max_size=80),
    st.text("ab=&%+;2FfC3a9 é", max_size=60).map(str.encode),
)


def read_by(kind: type[Request], path: str, body: bytes, content_type: str = FORM) -> list[tuple[str, str]]:
    """The fields of a form posted to `path`, one for each value."""
    builder = EnvironBuilder(path=path, method="POST", data=body, content_type=content_type)
    return list(kind(builder.get_environ()).form.items(multi=True))


@given(body=BODIES)
def test_what_an_lms_posts_is_read_as_it_came(body: bytes) -> None:
    assert read_by(KeepableRequest, "/lti/launch", body) == read_by(Request, "/lti/launch", body)


@given(body=BODIES)
def test_what_people_post_is_read_without_nul_characters(body: bytes) -> None:
    plain = [
        (name.replace("\0", ""), value.replace("\0", "")) for name, value in read_by(Request, "/v/x", body)
    ]

    assert sorted(read_by(KeepableRequest, "/v/x", body)) == sorted(plain)


def test_a_form_in_parts_is_read_too() -> None:
    assert read_by(KeepableRequest, "/v/x", PARTS, PARTS_TYPE) == [("a", "one")]


@pytest.mark.parametrize(
    ("limit", "body", "content_type"),
    [
        ("MAX_CONTENT_LENGTH", b"state=12345678901", FORM),
        ("MAX_FORM_MEMORY_SIZE", PARTS.replace(b"one", b"o" * 20), PARTS_TYPE),
    ],
)
def test_a_form_that_is_too_long_is_refused_by_either_limit(
    limit: str, body: bytes, content_type: str
) -> None:
    app = Flask(__name__)
    app.config[limit] = 10
    init_keepable(app)

    with pytest.raises(RequestEntityTooLarge):
        read_by(app.request_class, "/lti/launch", body, content_type)


def test_a_form_and_a_query_are_read_together() -> None:
    builder = EnvironBuilder(path="/lti/login?iss=a", method="POST", data={"login_hint": "4"})

    assert KeepableRequest(builder.get_environ()).values.to_dict() == {"iss": "a", "login_hint": "4"}
