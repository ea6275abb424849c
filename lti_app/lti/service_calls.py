"""One call to an LMS's service with an access token, and lists that come in several pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lti_app.lti.http import Answer, LmsHttp
from lti_app.lti.link_header import find_next_page
from lti_app.lti.platforms import Platform, SigningKey
from lti_app.lti.tokens import Tokens

_MOST_PAGES = 200


class ServiceRefused(Exception):  # noqa: N818 - what the other system decided, not an error of ours
    """A service did not give what was asked of it; `status` is its answer's."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the service answered {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls whom, and by what means."""

    http: LmsHttp
    tokens: Tokens
    platform: Platform
    key: SigningKey


def call_service(
    caller: Caller,
    *,
    url: str,
    scopes: frozenset[str],
    headers: dict[str, str],
    body: bytes | None,
    now: datetime,
    method: str = "",
) -> Answer:
    """The answer with a kept token; after a 401, once more with a new one.

    GET without a body and POST with one, unless `method` is PUT. Raises `http.Unreachable` and `tokens.TokenRefused`.
    """
    refused: str | None = None
    while True:
        token = caller.tokens.get(
            platform=caller.platform, key=caller.key, scopes=scopes, now=now, instead_of=refused
        )
        answer = _send(caller, method, url, {**headers, "Authorization": f"Bearer {token}"}, body)
        if answer.status != 401 or refused is not None:
            return answer
        refused = token


def read_pages(caller: Caller, *, url: str, scope: str, media_type: str, now: datetime) -> Iterator[Answer]:
    """The pages of a list, the first and those that `rel="next"` names, each only once.

    Raises ServiceRefused for a page that is not given, ValueError where there is no end to them or where they go on at
    another site, and as `call_service` does.
    """
    seen: set[str] = set()
    here: str | None = url
    while here is not None and here not in seen:
        if len(seen) >= _MOST_PAGES:
            raise ValueError("the list has no end")
        seen.add(here)
        answer = call_service(
            caller,
            url=here,
            scopes=frozenset({scope}),
            headers={"Accept": media_type},
            body=None,
            now=now,
        )
        if answer.status != 200:
            raise ServiceRefused(answer.status)
        yield answer
        here = find_next_page(answer.headers.get("Link"), page_url=here)


def _send(caller: Caller, method: str, url: str, headers: dict[str, str], body: bytes | None) -> Answer:
    if body is None:
        return caller.http.get(url, headers=headers)
    if method == "PUT":
        return caller.http.put(url, headers=headers, body=body)
    return caller.http.post(url, headers=headers, body=body)
