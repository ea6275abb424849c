"""What is kept of an LMS that registered the tool by itself, and when it must be approved anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SHORTEST_NAME = 3
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Connection:
    """What an LMS has said of itself and granted. `deployment_id` is None where it names none yet."""

    issuer: str
    client_id: str
    deployment_id: str | None
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None
    product: str
    site: str
    scopes: tuple[str, ...]


def find_name_fault(name: str) -> str | None:
    """What is wrong with an organisation's name; None where nothing is."""
    if len(name) < SHORTEST_NAME:
        return "Enter the full name of your council or partnership"
    if len(name) > LONGEST_NAME:
        return f"The name must be {LONGEST_NAME} characters or fewer"
    return None


def decide_moved(
    *, before: tuple[str, ...], after: tuple[str, ...], site: str, approved_sites: Iterable[str]
) -> bool:
    """Whether an update leads people, tokens or keys to an address that nobody has approved, or lets another frame us.

    The same host is not enough: an LMS serves what its users put there, and a key set of theirs would vouch for anyone.
    """
    return before != after or urlsplit(site).netloc not in {urlsplit(one).netloc for one in approved_sites}
