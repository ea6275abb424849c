"""Replays captured exchanges of a real Moodle against the practice LMS, and says where the answers differ."""

import html
import json
import re
from pathlib import Path
from typing import Any

import requests

from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool

CAPTURES = Path(__file__).parents[1] / "captures" / "moodle"
MOODLE = "http://localhost:8080"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ALL_SCOPES = " ".join(
    f"{AGS}{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")
)

Exchange = dict[str, Any]


def read_capture(name: str) -> dict[str, Any]:
    """Return a capture file's content."""
    content: dict[str, Any] = json.loads((CAPTURES / f"{name}.json").read_text())
    return content


def read_exchanges(name: str) -> list[Exchange]:
    """Return the exchanges of a capture file, in order."""
    exchanges: list[Exchange] = read_capture(name)["exchanges"]
    return exchanges


def captured_scopes() -> dict[str, str]:
    """Return what each captured token was good for."""
    granted = {}
    for exchange in read_exchanges("token"):
        if exchange["response"]["status"] == 200:
            answer = json.loads(exchange["response"]["body"])
            granted[answer["access_token"]] = answer["scope"]
    return granted


def ask_token(
    lms: PracticeLms, tool: StandInTool, scope: str = ALL_SCOPES, **changed: Any
) -> requests.Response:
    """Return the answer to a token request whose assertion has these claims changed."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": tool.sign(tool.assertion(**changed)),
        "scope": scope,
    }
    return requests.post(lms.registration.token_url, data=form, timeout=10)


def get_token(lms: PracticeLms, tool: StandInTool, scope: str = ALL_SCOPES) -> str:
    """Return a token for these scopes."""
    return str(ask_token(lms, tool, scope).json()["access_token"])


class Replayer:
    """Sends captured requests on, with a token of the same scopes and the practice LMS's address."""

    def __init__(self, lms: PracticeLms, tool: StandInTool) -> None:
        self._lms = lms
        self._tool = tool
        self._scopes = captured_scopes()
        self._tokens: dict[str, str] = {}

    def send(self, exchange: Exchange) -> requests.Response:
        """Return the practice LMS's answer to a captured request."""
        asked = exchange["request"]
        headers = dict(asked["headers"])
        if token := self.take_token(exchange):
            headers["Authorization"] = f"Bearer {token}"
        body = asked["body"]
        written = None if body is None else body if isinstance(body, str) else json.dumps(body)
        address = asked["url"].replace(MOODLE, self._lms.url)
        return requests.request(asked["method"], address, headers=headers, data=written, timeout=10)

    def take_token(self, exchange: Exchange) -> str | None:
        """Return the token that stands for the captured one, or None when that was never given by Moodle."""
        captured = exchange["request"]["headers"].get("Authorization", "").removeprefix("Bearer ")
        if captured not in self._scopes:
            return None
        if captured not in self._tokens:
            self._tokens[captured] = get_token(self._lms, self._tool, self._scopes[captured])
        return self._tokens[captured]

    def told(self, answer: requests.Response) -> dict[str, Any]:
        """Return what counts of an answer, as Moodle would have said it at its own address."""
        return {
            "status": answer.status_code,
            "reason": answer.reason,
            "type": answer.headers.get("Content-Type"),
            "link": _at_moodle(answer.headers.get("Link"), self._lms.url),
            "body": _at_moodle(answer.text, self._lms.url),
        }


def expected(exchange: Exchange) -> dict[str, Any]:
    """Return what Moodle answered, in the same form."""
    answer = exchange["response"]
    return {
        "status": answer["status"],
        "reason": answer["reason"],
        "type": answer["headers"].get("Content-Type"),
        "link": answer["headers"].get("Link"),
        "body": answer["body"],
    }


def _at_moodle(text: str | None, url: str) -> str | None:
    if text is None:
        return None
    return text.replace(url, MOODLE).replace(url.replace("/", "\\/"), MOODLE.replace("/", "\\/"))


def read_form(page: str) -> tuple[str, dict[str, str]]:
    """Return where a self-posting page posts to, and what."""
    action = re.search(r'action="([^"]*)"', page)
    assert action, page
    fields = re.findall(r'name="([^"]*)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in fields}
