"""What Moodle checks of a dynamic registration, what it keeps of it, and how it answers; pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
NAMES = ("name", "family_name", "given_name")


class RefusedRegistrationError(Exception):
    """A registration that Moodle does not take: the status and the bare words that it answers with."""

    def __init__(self, said: str, status: int = 400) -> None:
        super().__init__(said)
        self.said = said
        self.status = status


@dataclass(frozen=True, slots=True)
class Registration:
    """What Moodle keeps of a tool; `custom` is lines of text, `picker` where deep linking begins, if it does."""

    name: str
    login_url: str
    redirect_uris: tuple[str, ...]
    keys_url: str
    logo: str
    domain: str
    target: str
    description: str
    custom: str
    picker: str | None
    columns: bool
    scores: bool
    roster: bool
    shares_names: bool
    shares_email: bool


def read_registration(sent: Mapping[str, Any]) -> Registration:
    """Return what is kept of a registration; raises RefusedRegistrationError with Moodle's words."""
    response_types = _required(sent, "response_types")
    login_url, redirect_uris = _required(sent, "initiate_login_uri"), _required(sent, "redirect_uris")
    name, keys_url = _required(sent, "client_name"), _required(sent, "jwks_uri")
    method, tool = _required(sent, "token_endpoint_auth_method"), _required(sent, TOOL)
    if sent.get("application_type", "web") != "web":
        raise RefusedRegistrationError("invalid_application_type")
    if not isinstance(response_types, list) or "id_token" not in response_types:
        raise RefusedRegistrationError("invalid_response_types")
    if not isinstance(redirect_uris, list):
        raise RefusedRegistrationError("invalid_redirect_uris")
    if method != "private_key_jwt":
        raise RefusedRegistrationError("invalid_token_endpoint_auth_method")
    target = tool.get("target_link_uri") or redirect_uris[0]
    _check_domain(tool.get("domain"), target)
    scopes, claims = str(sent.get("scope", "")).split(), tool.get("claims", [])
    return Registration(
        name=name,
        login_url=login_url,
        redirect_uris=tuple(redirect_uris),
        keys_url=keys_url,
        logo=sent.get("logo_uri", ""),
        domain=tool["domain"],
        target=target,
        description=tool.get("description", ""),
        custom="\n".join(f"{key}={value}" for key, value in tool.get("custom_parameters", {}).items()),
        picker=_picker_of(tool.get("messages", []), target),
        columns=f"{AGS}lineitem" in scopes,
        scores=any(scope.startswith(AGS) for scope in scopes),
        roster=ROSTER in scopes,
        shares_names=any(claim in claims for claim in NAMES),
        shares_email="email" in claims,
    )


def _required(sent: Mapping[str, Any], name: str) -> Any:
    if not sent.get(name):
        raise RefusedRegistrationError(f"missing required attribute {name}")
    return sent[name]


def _check_domain(domain: object, target: str) -> None:
    if not domain:
        raise RefusedRegistrationError("missing_domain")
    if urlsplit(target).netloc != domain:
        raise RefusedRegistrationError("domain_targetlinkuri_mismatch")


def _picker_of(messages: list[dict[str, Any]], target: str) -> str | None:
    """Return where deep linking begins: of all messages, only that one counts."""
    found = [one for one in messages if one.get("type") == "LtiDeepLinkingRequest"]
    return str(found[0].get("target_link_uri") or target) if found else None


def write_answer(kept: Registration, *, client_id: str, deployment: str) -> dict[str, Any]:
    """Return what Moodle answers, in its order; a custom value ends at its second equals sign."""
    answer: dict[str, Any] = {
        "client_id": client_id,
        "response_types": ["id_token"],
        "jwks_uri": kept.keys_url,
        "initiate_login_uri": kept.login_url,
        "grant_types": ["client_credentials", "implicit"],
        "redirect_uris": list(kept.redirect_uris),
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "client_name": kept.name,
        "logo_uri": kept.logo,
        "scope": " ".join(list_scopes(kept)),
    }
    tool: dict[str, Any] = {
        "version": "1.3.0",
        "deployment_id": deployment,
        "target_link_uri": kept.target,
        "domain": kept.domain,
        "description": kept.description,
    }
    if kept.picker is not None:
        tool["messages"] = [{"type": "LtiDeepLinkingRequest", "target_link_uri": kept.picker}]
    if kept.custom:
        split = (line.split("=") for line in kept.custom.splitlines())
        tool["custom_parameters"] = {parts[0]: parts[1] for parts in split}
    names = NAMES if kept.shares_names else ()
    tool["claims"] = ["sub", "iss", *names, *(["email"] if kept.shares_email else [])]
    return answer | {TOOL: tool}


def list_scopes(kept: Registration) -> list[str]:
    """Return the scopes that a registration is granted, in Moodle's order."""
    scopes = (
        [f"{AGS}{one}" for one in ("score", "result.readonly", "lineitem.readonly")] if kept.scores else []
    )
    return scopes + ([f"{AGS}lineitem"] if kept.columns else []) + ([ROSTER] if kept.roster else [])
