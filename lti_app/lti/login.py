"""Third-party initiated login: what the LMS asks, and where the browser is sent (Security Framework 1.0 §5.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.platforms import Platform
from lti_app.lti.texts import is_clean

_LONGEST = {
    "iss": 255,
    "login_hint": 2048,
    "target_link_uri": 2048,
    "client_id": 255,
    "lti_deployment_id": 255,
    "lti_message_hint": 16384,
    "lti_storage_target": 255,
}
_NEEDED = ("iss", "login_hint", "target_link_uri")


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What an LMS says when it begins a launch. The hints are its own and go back untouched."""

    issuer: str
    login_hint: str
    target_link_uri: str
    client_id: str | None
    deployment_id: str | None
    message_hint: str | None
    storage_target: str | None


def read_login(form: Mapping[str, str]) -> LoginRequest:
    """The login request in the parameters of a GET or POST. Raises ProtocolFaults with every fault."""
    given = {name: form.get(name) or None for name in _LONGEST}
    faults = [Fault(FaultCode.LOGIN_PARAMETER_MISSING, name) for name in _NEEDED if given[name] is None]
    for name, value in given.items():
        if value is not None and (len(value) > _LONGEST[name] or not is_clean(value)):
            faults.append(Fault(FaultCode.LOGIN_PARAMETER_MALFORMED, name))
    if faults:
        raise ProtocolFaults(tuple(faults))
    return LoginRequest(
        issuer=given["iss"] or "",
        login_hint=given["login_hint"] or "",
        target_link_uri=given["target_link_uri"] or "",
        client_id=given["client_id"],
        deployment_id=given["lti_deployment_id"],
        message_hint=given["lti_message_hint"],
        storage_target=given["lti_storage_target"],
    )


_PERCENT = {number: quote(chr(number), safe="") for number in range(128)}
_ALWAYS = "scope=openid&response_type=id_token&response_mode=form_post&prompt=none"


def build_auth_address(
    platform: Platform, request: LoginRequest, *, redirect_uri: str, state: str, nonce: str
) -> str:
    """The address at which the LMS is asked for the token (Security Framework 1.0 §5.1.1.2)."""
    asked = {
        "client_id": platform.client_id,
        "redirect_uri": redirect_uri,
        "login_hint": request.login_hint,
        "state": state,
        "nonce": nonce,
    }
    if request.message_hint is not None:
        asked["lti_message_hint"] = request.message_hint
    query = "&".join((_ALWAYS, *(f"{name}={_encode(value)}" for name, value in asked.items())))
    address = urlsplit(platform.auth_url)
    return address._replace(
        query=f"{address.query}&{query}" if address.query else query, fragment=""
    ).geturl()


def _encode(value: str) -> str:
    """The value as `quote` writes it into a query, which asks about each character by itself."""
    return value.translate(_PERCENT) if value.isascii() else quote(value, safe="")
