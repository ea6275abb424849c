"""What may stand in a mail's head, which servers the settings may name, and when a mail is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_app.mail.address_rules import Sender, is_mail_address, is_one_line, read_sender
from lti_app.mail.delivery_rules import (
    FINAL,
    GivenUp,
    Later,
    LeasedMail,
    MailLimits,
    MailTrouble,
    NotTaken,
    Taken,
    judge_mail,
)
from lti_app.mail.server_rules import read_notify_key, read_smtp_url
from lti_app.mail.smtp_worker import build_message
from lti_app.settings import SettingsFaults, read_settings
from tests.mail.notify_sink import API_KEY, SECRET, SERVICE, TEMPLATE

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LIMITS = MailLimits(first=timedelta(minutes=1), longest=timedelta(hours=1), gives_up_after=timedelta(days=3))


@pytest.mark.parametrize(
    "address", ["a@b.example", "first.last+tag@sub.council.gov.uk", "o'neil@x.example", "root@localhost"]
)
def test_plain_addresses_are_addresses(address: str) -> None:
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "@b.example", "a@", "a@b@c.example", "a b@c.example", "a@b..example", ".a@b.example"),
        *("Ana <a@b.example>", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example", "a@b.example\r"),
        *("a@b.example\n", "á@b.example", "a@-b.example", "a@b.example;", f"{'a' * 65}@b.example"),
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}",
    ],
)
def test_whatever_else_is_none(address: str) -> None:
    assert not is_mail_address(address)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_that_passes_can_add_a_line_to_a_mails_head(to: str, subject: str) -> None:
    if not (is_mail_address(to) and is_one_line(subject)):
        return
    mail = LeasedMail(
        id=1,
        lease="l",
        reference="r",
        to=to,
        subject=subject,
        text="Text\n",
        unsubscribe_url=None,
        attempt=1,
        queued_at=NOW,
    )
    built = build_message(mail, sender=Sender("Learning", "a@b.example"), host="learn.example", now=NOW)
    read = message_from_bytes(built, policy=default)
    assert len(read.keys()) == len(set(read.keys())) == 10
    assert read["To"] == to
    assert read.get_payload(decode=True) == b"Text\n"


@given(st.text(alphabet="ab \r\n\x00\x0b\u2028\u0085", max_size=8))
def test_a_subject_with_a_line_end_in_it_is_refused(subject: str) -> None:
    assert is_one_line(subject) == (bool(subject.strip()) and set(subject) <= set("ab "))


def test_a_sender_is_a_name_and_an_address_or_an_address() -> None:
    assert read_sender("Learning <a@b.example>") == Sender("Learning", "a@b.example")
    assert read_sender("a@b.example") == Sender("", "a@b.example")
    for wrong in ("", "Learning", "Learning <a@b", "a@b.example\nBcc: c@d.example"):
        assert read_sender(wrong) is None


@pytest.mark.parametrize(
    ("address", "port", "is_tls", "starts_tls"),
    [
        ("smtp://mail.example.org", 587, False, True),
        ("smtp://mail.example.org:25?starttls=no", 25, False, False),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp://localhost:2525?starttls=yes", 2525, False, True),
    ],
)
def test_a_server_is_talked_to_over_tls_unless_it_is_here(
    address: str, port: int, is_tls: bool, starts_tls: bool
) -> None:
    server = read_smtp_url(address)
    assert (server.port, server.is_tls, server.starts_tls) == (port, is_tls, starts_tls)


def test_a_notify_key_holds_the_service_and_the_secret() -> None:
    key = read_notify_key(API_KEY)
    assert (key.service_id, key.secret) == (SERVICE, SECRET)
    assert SECRET not in repr(key)


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL"),
        ({"SMTP_URL": "https://user:hunter2@mail.example.org"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org/path"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org?starttls=perhaps"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org:many"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://user:hunter2@mail.example.org?starttls=no"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail.example.org", "MAIL_FROM": ""}, "MAIL_FROM"),
        ({"MAIL_FROM": "not an address"}, "MAIL_FROM"),
        ({"NOTIFY_API_KEY": "hunter2", "NOTIFY_TEMPLATE_ID": TEMPLATE}, "NOTIFY_API_KEY"),
        ({"NOTIFY_API_KEY": API_KEY}, "NOTIFY_TEMPLATE_ID"),
        ({"NOTIFY_URL": "http://notify.example.org"}, "NOTIFY_URL"),
    ],
)
def test_a_setting_of_mail_that_cannot_work_is_named_at_start_without_its_secret(
    tmp_path: Path, environment: dict[str, str], named: str
) -> None:
    given = {"INSTANCE_DIR": str(tmp_path), "MAIL_FROM": "a@b.example", **environment}
    with pytest.raises(SettingsFaults, match=named) as raised:
        read_settings(given)
    assert len(raised.value.faults) == 1
    assert "hunter2" not in str(raised.value) and SECRET not in str(raised.value)


def test_settings_of_mail_do_not_show_when_they_are_printed(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "INSTANCE_DIR": str(tmp_path),
            "SMTP_URL": "smtp://user:hunter2@mail.example.org",
            "MAIL_FROM": "a@b.example",
            "NOTIFY_API_KEY": API_KEY,
            "NOTIFY_TEMPLATE_ID": TEMPLATE,
        }
    )
    assert settings.can_mail
    assert "hunter2" not in repr(settings) and SECRET not in repr(settings)


@given(
    why=st.sampled_from(MailTrouble),
    attempt=st.integers(1, 200),
    age=st.timedeltas(timedelta(0), timedelta(days=5)),
    chance=st.floats(0, 1),
)
def test_a_mail_is_tried_until_it_is_taken_refused_for_good_or_three_days_old(
    why: MailTrouble, attempt: int, age: timedelta, chance: float
) -> None:
    fate = judge_mail(
        tried=NotTaken(why), attempt=attempt, queued_at=NOW - age, limits=LIMITS, chance=chance, now=NOW
    )
    if why in FINAL or age >= LIMITS.gives_up_after:
        assert fate == GivenUp(why)
    else:
        assert isinstance(fate, Later)
        assert LIMITS.first / 2 <= fate.due_at - NOW <= LIMITS.longest


def test_a_mail_that_was_taken_is_done() -> None:
    fate = judge_mail(tried=Taken(), attempt=9, queued_at=NOW, limits=LIMITS, chance=0.5, now=NOW)
    assert fate == Taken()
