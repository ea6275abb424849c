"""The worker that sends mails: it leases what is due, hands each over with no transaction open, and records."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.lti.http import LmsHttp
from lti_app.mail.address_rules import read_sender
from lti_app.mail.delivery_rules import (
    WHOLE_SERVER,
    GivenUp,
    Later,
    LeasedMail,
    MailLimits,
    MailTrouble,
    NotTaken,
    Taken,
    Tried,
    judge_mail,
)
from lti_app.mail.lease_actions import give_back_mail, lease_mails, record_mail
from lti_app.mail.notify_worker import NotifyPost
from lti_app.mail.server_rules import read_notify_key, read_smtp_url
from lti_app.mail.smtp_worker import SmtpPost
from lti_app.settings import Settings

BATCH = 20
log = structlog.get_logger(__name__)
_chance = random.SystemRandom().random


class Post(Protocol):
    """A way to hand a mail over."""

    def send(self, mail: LeasedMail, *, now: datetime) -> Tried:
        """Whether it was taken."""

    def close(self) -> None:
        """End what was begun."""


@dataclass(frozen=True, slots=True)
class MailRoom:
    """What a mail worker works with. Once `stop` is set, mails not sent yet are given back."""

    app: Flask
    settings: Settings
    http: LmsHttp
    stop: threading.Event = field(default_factory=threading.Event)


class _NoPost:
    """The way where no mail is set up: none."""

    def send(self, mail: LeasedMail, *, now: datetime) -> Tried:
        return NotTaken(MailTrouble.NOT_SET_UP)

    def close(self) -> None:
        return


def send_mails(room: MailRoom) -> int:
    """Send every mail that is due, or until the server fails as a whole; how many were sent."""
    sent = 0
    post = _find_post(room)
    try:
        with room.app.app_context():
            while not room.stop.is_set():
                leased_at = utc_now()
                mails = lease_mails(batch=BATCH, lease=room.settings.mail_lease, now=leased_at)
                taken, goes_on = _send_batch(room, post, mails, leased_at)
                sent += taken
                if not mails or not goes_on:
                    break
    finally:
        post.close()
    return sent


def _find_post(room: MailRoom) -> Post:
    settings = room.settings
    if settings.notify_api_key:
        key = read_notify_key(settings.notify_api_key)
        return NotifyPost(room.http, settings.notify_url, key, settings.notify_template_id)
    sender = read_sender(settings.mail_from)
    if settings.smtp_url and sender is not None:
        server = read_smtp_url(settings.smtp_url)
        host = urlsplit(settings.public_url).hostname or "localhost"
        return SmtpPost(server, sender=sender, host=host, timeout=settings.mail_timeout)
    return _NoPost()


def _send_batch(
    room: MailRoom, post: Post, mails: tuple[LeasedMail, ...], leased_at: datetime
) -> tuple[int, bool]:
    """How many were sent, and whether it is worth going on."""
    sent, goes_on = 0, True
    for mail in mails:
        goes_on = goes_on and not room.stop.is_set() and utc_now() - leased_at < room.settings.mail_lease / 2
        if not goes_on:
            give_back_mail(mail)
            continue
        tried = _send(room, post, mail)
        sent += isinstance(tried, Taken)
        goes_on = not (isinstance(tried, NotTaken) and tried.why in WHOLE_SERVER)
    return sent, goes_on


def _send(room: MailRoom, post: Post, mail: LeasedMail) -> Tried:
    try:
        tried = post.send(mail, now=utc_now())
    except Exception as fault:
        # The worker's edge: one mail that we cannot send must not keep the others from being sent. The fault's words
        # and traceback could hold the address, so that its kind alone is logged.
        log.error("mail could not be built", mail_id=mail.id, fault=type(fault).__name__)
        tried = NotTaken(MailTrouble.OUR_FAULT)
    fate = judge_mail(
        tried=tried,
        attempt=mail.attempt,
        queued_at=mail.queued_at,
        limits=read_mail_limits(room.settings),
        chance=_chance(),
        now=utc_now(),
    )
    record_mail(mail, fate, now=utc_now())
    match fate:
        case Later(_, why):
            log.warning("mail not sent yet", mail_id=mail.id, attempt=mail.attempt, why=why.value)
        case GivenUp(why):
            log.error("mail given up", mail_id=mail.id, attempt=mail.attempt, why=why.value)
        case Taken():
            log.info("mail sent", mail_id=mail.id, attempt=mail.attempt)
    return tried


def read_mail_limits(settings: Settings) -> MailLimits:
    """The waits that the settings give."""
    return MailLimits(
        first=settings.mail_first_retry,
        longest=settings.mail_longest_retry,
        gives_up_after=settings.mail_gives_up_after,
    )
