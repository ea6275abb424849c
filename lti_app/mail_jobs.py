"""The tasks that send mails: woken after a commit, once a minute, and for the weekly round of notices."""

from __future__ import annotations

import threading
from collections.abc import Callable

from huey import Huey

from lti_app.mail.worker import MailRoom, send_mails
from lti_app.notices.worker import queue_weekly_mails


class MailJobs:
    """The task of this process, on the engine's queue."""

    def __init__(self, huey: Huey, room: MailRoom, prepare: Callable[[], None]) -> None:
        self._room = room
        self._prepare = prepare
        self._sending = threading.Lock()
        self._task = huey.task(name="mails")(self.send)
        every = room.settings.score_sweep_every.total_seconds()
        huey.periodic_task(lambda _at: True, name="mail_sweep", expires=every)(self.sweep)
        huey.periodic_task(lambda _at: True, name="weekly", expires=every)(self.queue_weekly)

    def wake(self) -> None:
        """Queue a sending."""
        self._prepare()
        self._task()

    def send(self) -> None:
        """Send what is due."""
        send_mails(self._room)

    def queue_weekly(self) -> None:
        """Queue the weekly mails that are due, and send them."""
        if queue_weekly_mails(self._room.app):
            self.sweep()

    def sweep(self) -> None:
        """Send what is due, unless this process's last sweep is still at it."""
        if self._sending.acquire(blocking=False):
            try:
                send_mails(self._room)
            finally:
                self._sending.release()
