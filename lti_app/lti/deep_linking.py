"""The answer to a deep linking launch: the chosen links, signed for the LMS (Deep Linking 2.0 §4.5).

pylti1p3's DeepLink makes and signs the message. It takes whatever PyJWT takes as a key, so it is given the loaded key
object: parsing the PEM for each answer would cost some 70 ms of CPU.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration

from lti_app.lti.claims import DeepLinkSettings
from lti_app.lti.keys import load_key
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.texts import read_label, read_prose

GOOD_FOR = timedelta(minutes=5)
_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_LONGEST_TITLE = 255  # Moodle 4.5 refuses a longer one, or leaves the link out without a word


@dataclass(frozen=True, slots=True)
class LinkDates:
    """When a link can be opened, and until when work can be handed in; None where the calendar does not say."""

    available_from: datetime | None = None
    available_until: datetime | None = None
    submission_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PickedLink:
    """One activity that a trainer chose for the course. `score_maximum` is a whole number from 1 to 100, for graded
    links: Moodle silently gives a link with any other no grade."""

    activity_key: str
    title: str
    text: str
    url: str
    custom: tuple[tuple[str, str], ...]
    graded: bool
    resource_id: str
    tag: str
    score_maximum: int
    icon_url: str | None = None
    review_url: str | None = None
    dates: LinkDates | None = None


class _Registration(Registration):
    """pylti1p3's registration with a loaded key, and with its id as it is known, not computed from a PEM."""

    def __init__(self, platform: Platform, key: SigningKey) -> None:
        loaded: Any = load_key(key.private_pem)
        self._kid = key.kid
        self.set_issuer(issuer=platform.issuer)
        self.set_client_id(client_id=platform.client_id)
        self.set_tool_private_key(tool_private_key=loaded)

    def get_kid(self) -> str:
        return self._kid


class _Resource(DeepLinkResource):
    """pylti1p3's link with the description that it has no place for."""

    def __init__(self, text: str | None, dates: LinkDates | None) -> None:
        self._text = text
        self._dates = dates or LinkDates()

    def to_dict(self) -> dict[str, object]:
        added: dict[str, object] = {"text": self._text} if self._text else {}
        available = _write_span(self._dates.available_from, self._dates.available_until)
        submission = _write_span(None, self._dates.submission_until)
        if available:
            added["available"] = available
        if submission:
            added["submission"] = submission
        return {**super().to_dict(), **added}


def _write_span(begins: datetime | None, ends: datetime | None) -> dict[str, str]:
    """A span of time as content items have it (Deep Linking 2.0 §3.2): what is not known is left out."""
    named = {"startDateTime": begins, "endDateTime": ends}
    return {
        name: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, at in named.items()
        if at is not None
    }


class _Response(DeepLink):
    """pylti1p3's answer with our clock and nonce, with `data` left out where there was none, and with a message."""

    def __init__(self, *, now: datetime, message: str | None, **given: Any) -> None:
        super().__init__(**given)
        self._now = now
        self._message = message

    def get_message_jwt(self, resources: Sequence[DeepLinkResource]) -> dict[str, object]:
        issued = int(self._now.timestamp())
        message = {
            **super().get_message_jwt(resources=resources),
            "iat": issued,
            "exp": issued + int(GOOD_FOR.total_seconds()),
            "nonce": secrets.token_urlsafe(24),
        }
        if message[_CLAIM + "data"] is None:
            del message[_CLAIM + "data"]
        if self._message:
            message[_CLAIM + "msg"] = self._message
        return message


def sign_response(
    platform: Platform,
    key: SigningKey,
    *,
    settings: DeepLinkSettings,
    deployment_id: str,
    links: tuple[PickedLink, ...],
    message: str | None,
    now: datetime,
) -> str:
    """The JWT to post to the return address in the field `JWT`, good for five minutes.

    An LMS that takes one link gets the first; one that takes no line items gets none. `data` goes back unchanged.
    """
    response = _Response(
        now=now,
        message=message,
        registration=_Registration(platform, key),
        deployment_id=deployment_id,
        deep_link_settings={"data": settings.data},
    )
    taken = links if settings.accept_multiple else links[:1]
    resources = [_build_resource(link, with_line_item=settings.accept_line_item) for link in taken]
    return str(response.get_response_jwt(resources=resources))


def _build_resource(link: PickedLink, *, with_line_item: bool) -> DeepLinkResource:
    title = read_label(link.title, longest=_LONGEST_TITLE) or link.activity_key
    resource = _Resource(read_prose(link.text), link.dates)
    resource.set_title(value=title)
    resource.set_url(value=link.url)
    # Moodle keeps custom parameters as lines: what follows a line break would become another parameter.
    resource.set_custom_params(
        value={name: read_label(value, longest=4000) or "" for name, value in link.custom}
    )
    if link.icon_url:
        resource.set_icon_url(value=link.icon_url)
    if link.graded and with_line_item:
        if not 1 <= link.score_maximum <= 100:
            raise ValueError("a link's maximum must be a whole number from 1 to 100")
        item = LineItem()
        item.set_label(value=title)
        item.set_score_maximum(value=link.score_maximum)
        item.set_resource_id(value=link.resource_id)
        item.set_tag(value=link.tag)
        if link.review_url:
            item.set_submission_review(reviewable_status=["Submitted", "Completed"], url=link.review_url)
        resource.set_lineitem(value=item)
    return resource
