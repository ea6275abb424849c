"""A person at the practice LMS without a browser: signs in, begins a launch, follows it as far as the tool."""

import json
from typing import Any

import jwt
import requests

from tests.practice_lms.replay import read_form
from tests.practice_lms.server import PracticeLms


class Visitor:
    """One person, signed in, with the cookies that a browser would send within the site."""

    def __init__(self, lms: PracticeLms, person: str) -> None:
        self.lms = lms
        self.http = requests.Session()
        self.http.get(lms.sign_in_address(person), timeout=10).raise_for_status()

    def begin(self, path: str) -> dict[str, str]:
        """Return the login parameters that a launch address posts to the tool."""
        answer = self.http.get(f"{self.lms.url}{path}", timeout=10)
        answer.raise_for_status()
        action, fields = read_form(answer.text)
        assert action.endswith("/lti/login")
        return fields

    def begin_launch(self, link_id: int, *, new_window: bool = False) -> dict[str, str]:
        """Return the login parameters of a link's launch."""
        return self.begin(f"/mod/lti/launch.php?id={link_id}&container={4 if new_window else 3}")

    def authorise(self, tool_url: str, login: dict[str, str], **changed: Any) -> requests.Response:
        """Return the LMS's answer to the authorisation request that a good tool makes, some of it changed."""
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": login["client_id"],
            "redirect_uri": f"{tool_url}/lti/launch",
            "login_hint": login["login_hint"],
            "state": "a-state",
            "nonce": "a-nonce",
            "lti_message_hint": login["lti_message_hint"],
        } | changed
        asked = {name: value for name, value in asked.items() if value is not None}
        return self.http.get(self.lms.registration.auth_url, params=asked, timeout=10)

    def claims_of(self, tool_url: str, login: dict[str, str]) -> dict[str, Any]:
        """Return the claims that the tool is sent, after checking them with the platform's key."""
        fields = read_form(self.authorise(tool_url, login).text)[1]
        assert fields.keys() == {"id_token", "state"}
        return read_claims(self.lms, fields["id_token"])

    def launch(self, tool_url: str, link_id: int, *, new_window: bool = False) -> dict[str, Any]:
        """Return the claims of a link's launch."""
        return self.claims_of(tool_url, self.begin_launch(link_id, new_window=new_window))

    def post(self, path: str, **fields: str) -> requests.Response:
        """Return the page after a form of the LMS was sent."""
        return self.http.post(f"{self.lms.url}{path}", data=fields, timeout=10)


def read_claims(lms: PracticeLms, token: str) -> dict[str, Any]:
    """Return a token's claims, verified with the platform's key set."""
    key_set = requests.get(lms.registration.jwks_url, timeout=10).json()
    key = jwt.PyJWK.from_dict(key_set["keys"][0])
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], audience="practice-client")
    return claims


def read_hint(login: dict[str, str]) -> dict[str, Any]:
    """Return what stands in the message hint."""
    hint: dict[str, Any] = json.loads(login["lti_message_hint"])
    return hint
