"""What Flask does for this service is what it would do anyway, with less on the way."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask, Response, redirect
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.wrappers import Response as AnyResponse

from lti_app.web.service import Service

ADDRESSES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    st.text(st.characters(max_codepoint=126, exclude_categories=["Cc"]), max_size=60),
    st.text("/?#&=%@:25Fa.", max_size=20),
)


def answer_with(app: Flask, answer: AnyResponse, method: str = "GET") -> tuple[list[tuple[str, str]], bytes]:
    """The headers and the body that a browser gets where a page answers so."""
    app.add_url_rule("/", view_func=lambda: answer, methods=[method])
    got = app.test_client().open("/", method=method)
    return sorted(got.headers), got.data


@given(address=ADDRESSES.map(lambda text: f"https://lms.test/{text}"))
def test_a_redirect_goes_where_flask_would_send_it(address: str) -> None:
    ours = Service("ours").redirect(address, 303).get_wsgi_headers({})
    flasks = Flask("flasks").redirect(address, 303).get_wsgi_headers({})

    # An empty query or fragment is nothing, whether its mark stands there or not.
    assert urlsplit(ours["Location"]).geturl() == urlsplit(flasks["Location"]).geturl()


@pytest.mark.parametrize("status", [200, 204, 206, 303, 304, 404, 409, 503])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("body", [b"", b"words", ["two ", "pieces"]], ids=["empty", "words", "pieces"])
def test_an_answer_is_sent_as_flask_would_send_it(status: int, method: str, body: bytes | list[str]) -> None:
    ours, flasks = Service("ours"), Flask("flasks")

    assert answer_with(ours, ours.response_class(body, status=status), method) == answer_with(
        flasks, Response(body, status=status), method
    )


def test_a_redirect_holds_nothing_but_where_it_leads() -> None:
    app = Service(__name__)
    app.add_url_rule("/", view_func=lambda: redirect("/there", code=303))

    answer = app.test_client().get("/")

    assert (answer.status_code, answer.location, answer.data) == (303, "/there", b"")


def test_headers_in_which_somebody_hid_a_line_are_refused() -> None:
    with pytest.raises(ValueError, match="newline"):
        Service(__name__).redirect("https://lms.test/\r\nSet-Cookie: a=b")


def test_what_is_to_be_done_once_an_answer_is_sent_is_done() -> None:
    app, done = Service(__name__), []

    @app.get("/")
    def answer() -> AnyResponse:
        made = app.response_class("words")
        made.call_on_close(lambda: done.append("sent"))
        return made

    app.test_client().get("/").close()

    assert done == ["sent"]
