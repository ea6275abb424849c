"""Two workers over one outbox of mails, one that dies holding some, and one whose answer comes too late."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from lti_app.clock import utc_now
from lti_app.mail.delivery_rules import MailState, Taken
from lti_app.mail.lease_actions import give_back_mail, lease_mails, record_mail
from tests.mail.rooms import get_mail, queue, send
from tests.mail.sink import MailSink

LEASE = timedelta(minutes=5)


def test_workers_at_once_send_each_mail_exactly_once(app: Flask, sink: MailSink) -> None:
    addresses = [f"person{number}@northmoor.example" for number in range(60)]
    for address in addresses:
        queue(app, to=address)
    with ThreadPoolExecutor(4) as threads:
        sent = sum(threads.map(lambda _one: send(app), range(4)))
    assert sent == 60
    assert Counter(one.to for one in sink.received) == dict.fromkeys(addresses, 1)


def test_what_a_dead_worker_held_is_sent_when_its_lease_ends(app: Flask, sink: MailSink) -> None:
    mail_id = queue(app)
    with app.app_context():
        long_ago = utc_now()
        (held,) = lease_mails(batch=5, lease=LEASE, now=long_ago)
        assert held.id == mail_id
        assert lease_mails(batch=5, lease=LEASE, now=long_ago + LEASE / 2) == ()
        (taken_over,) = lease_mails(batch=5, lease=LEASE, now=long_ago + LEASE)
        assert (taken_over.id, taken_over.attempt) == (mail_id, 2)
        # The first worker was only slow: its word no longer counts.
        assert not record_mail(held, Taken(), now=long_ago + LEASE)
        assert get_mail(app, mail_id).state is MailState.WAITING
        give_back_mail(taken_over)
    assert send(app) == 1
    assert get_mail(app, mail_id).attempts == 2
    assert len(sink.received) == 1
