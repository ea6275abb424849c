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


def decide_moved(*, before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether an update leads people, tokens or keys to a host that nobody has approved."""
    return not {urlsplit(url).netloc for url in after} <= {urlsplit(url).netloc for url in before}
