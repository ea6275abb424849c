"""What an LMS says about itself when it registers a tool (LTI Dynamic Registration 1.0 §2.2), read and checked."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from lti_app.lti.registration_faults import RegistrationFailed, RegistrationFault
from lti_app.lti.texts import is_clean, is_web_address, read_label

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
LONGEST_ISSUER = 255
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """An LMS as it describes itself. `product` is its name and version; `site` the origin of its pages.

    `scopes` and `messages` are what it offers; empty where it does not say.
    """

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    token_audience: str | None
    product: str
    site: str
    scopes: tuple[str, ...]
    messages: tuple[str, ...]


def read_configuration(body: bytes, *, address: str, allow_loopback: bool) -> PlatformConfiguration:
    """The configuration that was fetched from `address`.

    The issuer must be the site that it came from, and every endpoint https and at that site. Raises
    RegistrationFailed.
    """
    said = _read_object(body)
    issuer = _read_issuer(said, address=address, allow_loopback=allow_loopback)
    urls = {name: _read_endpoint(said, name, issuer, allow_loopback=allow_loopback) for name in ENDPOINTS}
    _check_signatures(said)
    platform = said.get(PLATFORM)
    platform = platform if isinstance(platform, dict) else {}
    audience = said.get("authorization_server")
    came_from = urlsplit(address)
    return PlatformConfiguration(
        issuer=issuer,
        auth_url=urls["authorization_endpoint"],
        token_url=urls["token_endpoint"],
        jwks_url=urls["jwks_uri"],
        registration_url=urls["registration_endpoint"],
        token_audience=audience if is_web_address(audience) else None,
        product=_read_product(platform),
        site=f"{came_from.scheme}://{came_from.netloc}",
        scopes=_read_texts(said.get("scopes_supported")),
        messages=_read_texts(_list_types(platform.get("messages_supported"))),
    )


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise RegistrationFailed(RegistrationFault.CONFIGURATION_UNREADABLE) from fault
    if not isinstance(said, dict):
        raise RegistrationFailed(RegistrationFault.CONFIGURATION_UNREADABLE)
    return said


def _read_issuer(said: dict[str, Any], *, address: str, allow_loopback: bool) -> str:
    issuer = said.get("issuer")
    if not isinstance(issuer, str) or not is_web_address(issuer, longest=LONGEST_ISSUER):
        raise RegistrationFailed(RegistrationFault.CONFIGURATION_INCOMPLETE, "issuer")
    _check_secure(issuer, "issuer", allow_loopback=allow_loopback)
    if not _is_within(urlsplit(address), urlsplit(issuer)):
        raise RegistrationFailed(RegistrationFault.ISSUER_ELSEWHERE)
    return issuer


def _read_endpoint(said: dict[str, Any], name: str, issuer: str, *, allow_loopback: bool) -> str:
    url = said.get(name)
    if not isinstance(url, str) or not is_web_address(url):
        raise RegistrationFailed(RegistrationFault.CONFIGURATION_INCOMPLETE, name)
    _check_secure(url, name, allow_loopback=allow_loopback)
    if not _is_same_site(urlsplit(url), urlsplit(issuer)):
        raise RegistrationFailed(RegistrationFault.ENDPOINT_ELSEWHERE, name)
    return url


def _check_secure(url: str, name: str, *, allow_loopback: bool) -> None:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise RegistrationFailed(RegistrationFault.CONFIGURATION_INCOMPLETE, name)
    if parts.scheme != "https" and not (allow_loopback and parts.hostname in LOOPBACK):
        raise RegistrationFailed(RegistrationFault.NOT_SECURE, name)


def _is_within(parts: SplitResult, issuer: SplitResult) -> bool:
    """Whether an address is on the issuer's host, or on a host below it."""
    host, own = parts.hostname or "", issuer.hostname or ""
    if host == own:
        return _port_of(parts) == _port_of(issuer)
    return _has_names_below(own) and host.endswith(f".{own}")


def _is_same_site(parts: SplitResult, issuer: SplitResult) -> bool:
    """Whether an address is within the issuer, or beside it: `auth.lms.example` beside `school.lms.example`."""
    if _is_within(parts, issuer):
        return True
    parent = (issuer.hostname or "").partition(".")[2]
    return _has_names_below(parent) and (parts.hostname or "").endswith(f".{parent}")


def _has_names_below(host: str) -> bool:
    """Whether a host is a name of at least two parts, so that those below it belong to one owner."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host
    return False


def _port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _check_signatures(said: dict[str, Any]) -> None:
    """Refuse an LMS that says it cannot do what LTI Security Framework 1.0 asks; silence is let be."""
    for name, needed in (
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
        ("token_endpoint_auth_signing_alg_values_supported", "RS256"),
        ("id_token_signing_alg_values_supported", "RS256"),
    ):
        offered = said.get(name)
        if isinstance(offered, list) and needed not in offered:
            raise RegistrationFailed(RegistrationFault.CANNOT_SIGN, needed)


def _read_product(platform: dict[str, Any]) -> str:
    named = (read_label(platform.get(name), longest=100) for name in ("product_family_code", "version"))
    return " ".join(one for one in named if one)


def _list_types(messages: object) -> list[object]:
    if not isinstance(messages, list):
        return []
    return [message.get("type") for message in messages if isinstance(message, dict)]


def _read_texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        return ()
    return tuple(value for value in values[:200] if isinstance(value, str) and is_clean(value))
