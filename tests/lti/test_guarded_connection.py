"""Connecting: to no address that may not be called, and for no longer than a call may take, however many there are."""

from __future__ import annotations

import contextlib
import socket
import time
from datetime import timedelta
from typing import Any

import pytest

from lti_app.lti.http import Trouble, Unreachable
from tests.lti.launching import make_http


def test_a_name_with_many_addresses_that_say_nothing_is_given_up_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # Once as many wait as it takes, whoever comes next gets no answer at all.
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.settimeout(0)
            one.connect_ex(("127.0.0.1", port))
        resolve = socket.getaddrinfo
        many = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{last}", port)) for last in range(1, 41)
        ]

        def find(host: str, *rest: Any, **named: Any) -> Any:
            return many if host == "many.example" else resolve(host, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", find)
        http = make_http(connect_timeout=timedelta(seconds=0.2), total_timeout=timedelta(seconds=0.3))
        began = time.monotonic()
        with pytest.raises(Unreachable):
            http.get(f"http://many.example:{port}/")
        assert time.monotonic() - began < 2


def test_a_name_that_leads_to_one_forbidden_address_beside_good_ones_is_not_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        listening.settimeout(0)
        mixed = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("127.0.0.1", "10.0.0.7")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: mixed)
        with pytest.raises(Unreachable) as refused:
            make_http().get(f"http://mixed.example:{port}/")
        assert refused.value.trouble is Trouble.ADDRESS_REFUSED
        with pytest.raises(BlockingIOError):
            listening.accept()
