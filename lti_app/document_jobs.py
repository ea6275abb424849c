"""The task that makes documents: woken when one is asked for, and once a minute whatever wake-ups were lost."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from huey import Huey

from lti_app.portfolio.worker import make_document, make_documents


class DocumentJobs:
    """The task of this process, on the engine's queue."""

    def __init__(self, huey: Huey, app: Flask, prepare: Callable[[], None]) -> None:
        self._app = app
        self._prepare = prepare
        self._task = huey.task(name="document")(self._make)
        every = app.extensions["settings"].score_sweep_every.total_seconds()
        huey.periodic_task(lambda _at: True, name="document_sweep", expires=every)(self._sweep)

    def wake(self, document_id: int) -> None:
        """Queue the making of a document."""
        self._prepare()
        self._task(document_id)

    def _make(self, document_id: int) -> None:
        make_document(self._app, document_id=document_id)

    def _sweep(self) -> None:
        make_documents(self._app)
