"""A registered LMS as the protocol needs to know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """One registration of this tool in one LMS. `id` is the service's own number for it."""

    id: int
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key with which the tool signs for one organisation. `kid` is its RFC 7638 thumbprint."""

    kid: str
    private_pem: str
