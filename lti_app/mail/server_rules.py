"""Which server or service takes the mails: what the settings' addresses and keys mean, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from lti_app.mail.address_rules import read_sender

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NUMBER = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NOTIFY_KEY = re.compile(rf".*?({_NUMBER})-({_NUMBER})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server: TLS from the first byte (`is_tls`), or from STARTTLS on (`starts_tls`)."""

    host: str
    port: int
    is_tls: bool
    starts_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotifyKey:
    """A GOV.UK Notify API key: the service that it belongs to, and the secret that signs its tokens."""

    service_id: str
    secret: str = field(repr=False)


def read_smtp_url(text: str) -> SmtpServer:
    """The server that an address such as `smtp://user:password@host:587` names.

    `smtps://` speaks TLS at once; `smtp://` by STARTTLS, unless the server is on this machine or the address ends
    in `?starttls=no`. Raises ValueError, whose words never repeat the address, for it may hold a password.
    """
    parts = urlsplit(text)
    host = parts.hostname
    if parts.scheme not in {"smtp", "smtps"} or not host or parts.path not in {"", "/"} or parts.fragment:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://user:password@host:465")
    asked = parse_qs(parts.query, keep_blank_values=True)
    if asked not in ({}, {"starttls": ["no"]}, {"starttls": ["yes"]}):
        raise ValueError("may end in ?starttls=no or ?starttls=yes and in nothing else")
    is_tls = parts.scheme == "smtps"
    starts = asked.get("starttls", ["no" if host in LOOPBACK else "yes"]) == ["yes"]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and not (is_tls or starts) and host not in LOOPBACK:
        raise ValueError(
            "would send a password unencrypted: leave out ?starttls=no, or the user and password"
        )
    return SmtpServer(
        host, parts.port or (465 if is_tls else 587), is_tls, starts and not is_tls, user, password
    )


def read_notify_key(text: str) -> NotifyKey:
    """The two halves of a GOV.UK Notify API key (name, service id and secret, apart by hyphens). Raises ValueError."""
    found = _NOTIFY_KEY.fullmatch(text)
    if found is None:
        raise ValueError("must be a whole API key: a name, the service’s id and the secret, apart by hyphens")
    return NotifyKey(service_id=found[1].lower(), secret=found[2].lower())


def list_mail_faults(
    *, smtp_url: str, mail_from: str, notify_api_key: str, notify_template_id: str, notify_url: str
) -> list[str]:
    """What is wrong with the settings of mail, in words that name the setting and never its value."""
    faults = [
        *_try("SMTP_URL", read_smtp_url, smtp_url),
        *_try("NOTIFY_API_KEY", read_notify_key, notify_api_key),
    ]
    if mail_from and read_sender(mail_from) is None:
        faults.append(
            "MAIL_FROM must be an address, or a name and an address: Learning <learning@example.org>"
        )
    if smtp_url and not mail_from:
        faults.append("MAIL_FROM must say whom mails are from where SMTP_URL is set")
    if notify_api_key and not re.fullmatch(_NUMBER, notify_template_id, re.IGNORECASE):
        faults.append("NOTIFY_TEMPLATE_ID must be the id of an e-mail template where NOTIFY_API_KEY is set")
    address = urlsplit(notify_url)
    if not address.hostname or not (
        address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
    ):
        faults.append("NOTIFY_URL must be an https address")
    return faults


def _try(name: str, read: Callable[[str], object], text: str) -> list[str]:
    if not text:
        return []
    try:
        read(text)
    except ValueError as fault:
        return [f"{name} {fault}"]
    return []
