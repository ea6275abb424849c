"""A person whose browser runs no script: signed in at the LMS, launching links, following pages and sending forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http.cookiejar import Cookie
from urllib.parse import urlsplit

import requests
from requests.cookies import RequestsCookieJar

from tests.journeys.forms import Form, read_forms
from tests.practice_lms.server import PracticeLms

PATIENCE_SECONDS = 30
MOST_STEPS = 8


@dataclass(frozen=True)
class Shown:
    """A page that was shown: where, how it was answered, and what stands on it."""

    address: str
    status: int
    text: str

    @cached_property
    def forms(self) -> list[Form]:
        """Its forms."""
        return read_forms(self.text, self.address)

    @property
    def root(self) -> str:
        """The beginning of the addresses of its visit."""
        found = re.match(r"https?://[^/]+/v/[^/]+", self.address)
        assert found, f"no visit: {self.address} {self.status}"
        return found[0]

    def form_to(self, ending: str) -> Form:
        """The first form whose address ends so."""
        for form in self.forms:
            if urlsplit(form.address).path.endswith(ending):
                return form
        raise LookupError(f"no form to {ending!r} on {self.address}")


class _LoopbackJar(RequestsCookieJar):
    """A jar that gives secure cookies to addresses of this machine, as browsers do."""

    def set_cookie(self, cookie: Cookie, *args: object, **kwargs: object) -> None:
        """Keep a cookie."""
        cookie.secure = False
        super().set_cookie(cookie, *args, **kwargs)


class Surfer:
    """A browser without script at the service's addresses; it counts what it asks of the service."""

    def __init__(self, tool_url: str) -> None:
        self.requests = 0
        self._tool_url = tool_url
        self._origin = "null"
        self._http = requests.Session()
        self._http.cookies = _LoopbackJar()
        self._http.hooks["response"].append(self._count)

    def step_on(self, page: Shown, is_there: Callable[[Shown], bool]) -> Shown:
        """Press the button of each page that would send itself, until one is reached."""
        for _ in range(MOST_STEPS):
            if is_there(page):
                return page
            assert page.forms, f"stopped at {page.address} ({page.status}): {page.text[:2000]}"
            page = self.send(page.forms[0])
        raise AssertionError(f"no end of forms at {page.address}")

    def get(self, address: str) -> Shown:
        """The page at an address."""
        return self._show(self._http.get(address, timeout=PATIENCE_SECONDS))

    def send(self, form: Form, button: str = "") -> Shown:
        """The page after a form was sent, by that button where one is named."""
        fields = list(form.press(button) if button else form.fields)
        if form.method == "get":
            return self._show(self._http.get(form.address, params=fields, timeout=PATIENCE_SECONDS))
        said = {"Origin": self._origin}
        return self._show(self._http.post(form.address, data=fields, headers=said, timeout=PATIENCE_SECONDS))

    def close(self) -> None:
        """Close the browser."""
        self._http.close()

    def _show(self, answer: requests.Response) -> Shown:
        assert answer.status_code < 500, f"{answer.url}: {answer.status_code} {answer.text[:2000]}"
        where = urlsplit(answer.url)
        self._origin = f"{where.scheme}://{where.netloc}"
        return Shown(answer.url, answer.status_code, answer.text)

    def _count(self, answer: requests.Response, *_: object, **__: object) -> None:
        self.requests += answer.url.startswith(self._tool_url)


class Walker(Surfer):
    """One person who is signed in at the LMS and comes into the service from there."""

    def __init__(self, lms: PracticeLms, tool_url: str, person: str) -> None:
        super().__init__(tool_url)
        self.lms = lms
        self.get(lms.sign_in_address(person))

    def launch(self, link_id: int) -> Shown:
        """Open a link of the course, as far as the service's page."""
        return self.step_on(self.get(self.lms.launch_address(link_id, new_window=True)), _is_in_visit)


def _is_in_visit(page: Shown) -> bool:
    return "/v/" in urlsplit(page.address).path
