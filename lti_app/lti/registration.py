"""Registering this tool in an LMS by LTI Dynamic Registration 1.0: the two calls to the LMS, and what they say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from lti_app.lti.configuration import PlatformConfiguration, read_configuration
from lti_app.lti.http import Answer, LmsHttp, Trouble, Unreachable
from lti_app.lti.registration_faults import RegistrationFailed, RegistrationFault
from lti_app.lti.texts import is_clean

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
DEEP_LINKING = "LtiDeepLinkingRequest"
SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)
# Asked for only where the LMS says that it has it: the Platform Notification Service.
NOTICES = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
# Names, so that a trainer sees who is who. No e-mail address: nothing here needs one.
CLAIMS = ("iss", "sub", "name", "given_name", "family_name")
# The names under which lti/read_claim_objects.py looks for them when a course was copied.
CUSTOM = {
    "context_id_history": "$Context.id.history",
    "resource_link_id_history": "$ResourceLink.id.history",
}
LONGEST_TOKEN = 8192
LONGEST_NAME = 255
# Moodle answers an error with a bare phrase; a whole page of HTML is no phrase.
_PHRASE = re.compile(r"[A-Za-z0-9_ :./-]{1,120}")
_TROUBLES = {
    Trouble.ADDRESS_REFUSED: RegistrationFault.ADDRESS_REFUSED,
    Trouble.NO_CONNECTION: RegistrationFault.LMS_UNREACHABLE,
    Trouble.TOO_SLOW: RegistrationFault.LMS_TOO_SLOW,
    Trouble.TOO_LARGE: RegistrationFault.ANSWER_TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class ToolDescription:
    """This tool as it presents itself: its addresses, all on one host."""

    name: str
    description: str
    login_url: str
    launch_url: str
    jwks_url: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What the LMS registered: the client, its deployment where it names one, and the scopes that it grants."""

    client_id: str
    deployment_id: str | None
    scopes: tuple[str, ...]


class Registrar:
    """The talk with an LMS that registers this tool; one for the whole process."""

    def __init__(self, http: LmsHttp, *, allow_loopback: bool) -> None:
        self._http = http
        self._allow_loopback = allow_loopback

    def read(self, address: str) -> PlatformConfiguration:
        """The configuration at `address`, checked. Raises RegistrationFailed."""
        try:
            answer = self._http.get(address, headers={"Accept": "application/json"})
        except Unreachable as failed:
            raise RegistrationFailed(_TROUBLES[failed.trouble]) from failed
        if answer.status != 200:
            raise RegistrationFailed(RegistrationFault.CONFIGURATION_REFUSED, str(answer.status))
        return read_configuration(answer.body, address=address, allow_loopback=self._allow_loopback)

    def register(self, configuration: PlatformConfiguration, tool: ToolDescription, *, token: str) -> Granted:
        """What the LMS granted, after it was told of `tool`. Raises RegistrationFailed.

        Moodle updates by the same POST, with a token whose scope is `reg-update` (seen in 4.5).
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json", **_bearer(token)}
        body = json.dumps(describe_client(tool, configuration)).encode()
        try:
            answer = self._http.post(configuration.registration_url, headers=headers, body=body)
        except Unreachable as failed:
            raise RegistrationFailed(_TROUBLES[failed.trouble]) from failed
        if answer.status not in (200, 201):
            raise judge_refusal(answer)
        return read_granted(answer.body)


def describe_client(tool: ToolDescription, configuration: PlatformConfiguration) -> dict[str, Any]:
    """The registration that is sent (LTI Dynamic Registration 1.0 §3.5), with no more than the LMS offers."""
    messages: list[dict[str, str]] = [{"type": "LtiResourceLinkRequest"}]
    if not configuration.messages or DEEP_LINKING in configuration.messages:
        messages.append({"type": DEEP_LINKING, "target_link_uri": tool.launch_url, "label": tool.name})
    if SUBMISSION_REVIEW in configuration.messages:
        messages.append({"type": SUBMISSION_REVIEW})
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login_url,
        "redirect_uris": [tool.launch_url],
        "client_name": tool.name,
        "jwks_uri": tool.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(_list_wanted(configuration.scopes)),
        TOOL: {
            "domain": urlsplit(tool.launch_url).netloc,
            "description": tool.description,
            "target_link_uri": tool.launch_url,
            "custom_parameters": CUSTOM,
            "claims": list(CLAIMS),
            "messages": messages,
        },
    }


def _list_wanted(offered: tuple[str, ...]) -> list[str]:
    wanted = [scope for scope in SCOPES if not offered or scope in offered]
    return [*wanted, NOTICES] if NOTICES in offered else wanted


def judge_refusal(answer: Answer) -> RegistrationFailed:
    """Why the LMS did not take the registration, by its status and its phrase."""
    said = answer.body[:200].decode(errors="replace").strip()
    phrase = said if _PHRASE.fullmatch(said) else f"status {answer.status}"
    if said == "token_already_used":
        return RegistrationFailed(RegistrationFault.TOKEN_USED)
    if said == "missing_registration_token":
        return RegistrationFailed(RegistrationFault.TOKEN_MISSING)
    if answer.status in (401, 403):
        return RegistrationFailed(RegistrationFault.TOKEN_REFUSED)
    # Moodle 4.5 answers a token that it cannot read with an error page and 404.
    if answer.status == 404:
        return RegistrationFailed(RegistrationFault.TOKEN_REFUSED)
    return RegistrationFailed(RegistrationFault.REGISTRATION_REFUSED, phrase)


def read_granted(body: bytes) -> Granted:
    """What the LMS's answer grants. Raises RegistrationFailed."""
    try:
        said = json.loads(body)
        client_id = said["client_id"]
        tool = said.get(TOOL)
        scope = said.get("scope")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise RegistrationFailed(RegistrationFault.ANSWER_UNREADABLE) from fault
    deployment_id: object = tool.get("deployment_id") if isinstance(tool, dict) else None
    if isinstance(deployment_id, int) and not isinstance(deployment_id, bool):
        deployment_id = str(deployment_id)
    if not _is_name(client_id) or not (deployment_id is None or _is_name(deployment_id)):
        raise RegistrationFailed(RegistrationFault.ANSWER_UNREADABLE)
    granted = scope.split() if isinstance(scope, str) else []
    return Granted(
        client_id=client_id,
        deployment_id=deployment_id,
        scopes=tuple(one for one in (*SCOPES, NOTICES) if one in granted),
    )


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and is_clean(value)


def _bearer(token: str) -> dict[str, str]:
    """The token's header; none where there is no token, or one that no header can carry."""
    fits = token and len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable()
    return {"Authorization": f"Bearer {token}"} if fits and " " not in token else {}
