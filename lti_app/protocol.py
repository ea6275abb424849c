"""Setting the protocol's parts up, once for each process: its HTTP, the LMSs' key sets, and the limits of a launch."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lti_app.lti.http import LmsHttp
from lti_app.lti.keys import KeySets
from lti_app.lti.launch import Limits
from lti_app.lti.registration import Registrar
from lti_app.organisation.reads import list_frame_origins
from lti_app.settings import Settings


def init_protocol(app: Flask, settings: Settings) -> None:
    """Set the protocol's parts up, once for the process."""
    http = LmsHttp(
        public_url=settings.public_url,
        allowed_private_hosts=settings.allowed_private_hosts,
        allow_loopback=settings.is_loopback,
        connect_timeout=settings.http_connect_timeout,
        read_timeout=settings.http_read_timeout,
        total_timeout=settings.http_total_timeout,
        max_bytes=settings.http_max_bytes,
    )
    app.extensions["lms_http"] = http
    app.extensions["key_sets"] = KeySets(
        http, lifetime=settings.key_set_lifetime, refetch_after=settings.key_set_refetch_after
    )
    app.extensions["registrar"] = Registrar(http, allow_loopback=settings.is_loopback)
    app.extensions["launch_limits"] = Limits(
        leeway=settings.launch_leeway,
        max_age=settings.launch_max_age,
        max_token_bytes=settings.launch_max_token_bytes,
        max_identifier_length=settings.max_identifier_length,
    )


class FrameOrigins:
    """The origins that may frame our pages, asked of the database once in a while and not for each page.

    A newly registered LMS is in the list of every process after `lifetime` at the latest. While the database is away
    the last answer stands.
    """

    def __init__(self, lifetime: timedelta) -> None:
        self._lifetime = lifetime.total_seconds()
        self._kept: dict[int | None, tuple[str, ...]] = {}
        self._good_until = 0.0

    def list_origins(self, organisation_id: int | None) -> tuple[str, ...]:
        """The origins of one organisation's LMSs, or with None of everybody's, as they stood `lifetime` ago or later.

        Two threads that ask at once do no harm.
        """
        now = time.monotonic()
        if now >= self._good_until:
            with suppress(SQLAlchemyError):
                self._kept = list_frame_origins()
                self._good_until = now + self._lifetime
        return self._kept.get(organisation_id, ())
