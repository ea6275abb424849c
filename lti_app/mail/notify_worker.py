"""Handing mails to GOV.UK Notify: its HTTP API, and the signed token that each call carries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import jwt

from lti_app.lti.http import LmsHttp, Unreachable
from lti_app.mail.delivery_rules import LeasedMail, MailTrouble, NotTaken, Taken, Tried
from lti_app.mail.server_rules import NotifyKey


@dataclass(frozen=True, slots=True)
class NotifyPost:
    """A way to Notify, whose template has `((subject))` as its subject and `((text))` as its message."""

    http: LmsHttp
    url: str
    key: NotifyKey
    template_id: str

    def send(self, mail: LeasedMail, *, now: datetime) -> Tried:
        """Whether Notify has taken the mail (POST /v2/notifications/email)."""
        token = jwt.encode(
            {"iss": self.key.service_id, "iat": int(now.timestamp())}, self.key.secret, "HS256"
        )
        asked: dict[str, object] = {
            "email_address": mail.to,
            "template_id": self.template_id,
            "personalisation": {"subject": mail.subject, "text": mail.text},
            "reference": mail.reference,
        }
        if mail.unsubscribe_url is not None:
            asked["one_click_unsubscribe_url"] = mail.unsubscribe_url
        try:
            answer = self.http.post(
                f"{self.url.rstrip('/')}/v2/notifications/email",
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                body=json.dumps(asked).encode(),
            )
        except Unreachable:
            return NotTaken(MailTrouble.NO_ANSWER)
        return _judge_answer(answer.status, answer.body)

    def close(self) -> None:
        """Nothing: connections are the service's, and kept."""


def _judge_answer(status: int, body: bytes) -> Tried:
    match status:
        case 201 | 200:
            return Taken()
        case 401 | 403 | 404:
            return NotTaken(MailTrouble.NOT_LET_IN)
        case 400 if b"email_address" in body:
            return NotTaken(MailTrouble.ADDRESS_REFUSED)
        case 400 if b"BadRequestError" in body:
            # What is wrong with the service or its template (a trial, a placeholder) is put right by a person there.
            return NotTaken(MailTrouble.NOT_LET_IN)
        case 400 | 413 | 422:
            return NotTaken(MailTrouble.MAIL_REFUSED)
        case 429:
            return NotTaken(MailTrouble.BUSY)
        case _:
            return NotTaken(MailTrouble.NO_ANSWER)
