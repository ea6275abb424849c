"""Handing mails to an SMTP server: one connection for a batch, TLS as the settings say, time-outs on every step."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from lti_app.mail.address_rules import Sender
from lti_app.mail.delivery_rules import LeasedMail, MailTrouble, NotTaken, Taken, Tried
from lti_app.mail.server_rules import SmtpServer

WAY_OUT = "List-Unsubscribe"


class MailPolicy(EmailPolicy):
    """How a mail is written for SMTP: as Python does it, but for the address of its way out, which stays whole.

    Python cuts whatever is longer than a line into encoded words, and a mail program reads no address out of those.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """A line of the head."""
        if name == WAY_OUT:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class SmtpPost:
    """A way to one mail server, used by one thread; connects when the first mail is sent."""

    def __init__(self, server: SmtpServer, *, sender: Sender, host: str, timeout: timedelta) -> None:
        self._server = server
        self._sender = sender
        self._host = host
        self._timeout = timeout.total_seconds()
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: LeasedMail, *, now: datetime) -> Tried:
        """Whether the server has taken the mail."""
        try:
            connection = self._connect()
            connection.sendmail(
                self._sender.address,
                [mail.to],
                build_message(mail, sender=self._sender, host=self._host, now=now),
            )
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            return NotTaken(_name_trouble(fault))
        return Taken()

    def close(self) -> None:
        """End the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                # The server has hung up already, which is what was wanted.
                connection.close()

    def _connect(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> smtplib.SMTP:
        one, tls = self._server, ssl.create_default_context()
        # Named here, since smtplib would ask the network for this machine's name, and wait for the answer.
        connection = (
            smtplib.SMTP_SSL(one.host, one.port, self._host, timeout=self._timeout, context=tls)
            if one.is_tls
            else smtplib.SMTP(one.host, one.port, self._host, timeout=self._timeout)
        )
        try:
            if one.starts_tls:
                connection.starttls(context=tls)
            if one.user:
                connection.login(one.user, one.password)
        except BaseException:
            connection.close()
            raise
        return connection


def build_message(mail: LeasedMail, *, sender: Sender, host: str, now: datetime) -> bytes:
    """The mail as it goes over the wire (RFC 5322), with its one-click way out where it has one (RFC 8058)."""
    message = EmailMessage(policy=MailPolicy(linesep="\r\n"))
    message["From"] = Address(sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.reference}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url is not None:
        message[WAY_OUT] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte="quoted-printable")
    return message.as_bytes()


def _name_trouble(fault: Exception) -> MailTrouble:
    """Why the mail was not taken. Only what is said of this mail or its address is final."""
    match fault:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _words in fault.recipients.values()]
            return MailTrouble.ADDRESS_REFUSED if min(codes, default=0) >= 500 else MailTrouble.BUSY
        case smtplib.SMTPDataError():
            return MailTrouble.MAIL_REFUSED if fault.smtp_code >= 500 else MailTrouble.BUSY
        case smtplib.SMTPServerDisconnected() | smtplib.SMTPConnectError():
            return MailTrouble.NO_ANSWER
        case smtplib.SMTPResponseException() if fault.smtp_code < 500:
            return MailTrouble.BUSY
        case smtplib.SMTPException() | ssl.SSLError():
            return MailTrouble.NOT_LET_IN
        case _:
            return MailTrouble.NO_ANSWER
