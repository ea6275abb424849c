"""The `Link` header of a page of a list, as platforms really send it (RFC 8288, and Moodle's own form)."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(
    r"""(?:^|;)\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|([^\s;,"]+))""", re.IGNORECASE
)


def find_link(header: str | None, relation: str, *, page_url: str) -> str | None:
    """The address of that relation, absolute; None where the header names none on the page's own origin.

    Headers are decoded as Latin-1. Moodle 4.5 puts typographic quotes round the relation and escapes the ampersands
    of its line items' addresses as HTML (`ags-line-items.json`); for the roster it keeps to the standard. An
    address elsewhere is not followed: the access token would go with it.
    """
    absolute = _find_address(header, relation, page_url)
    return absolute if absolute is not None and _origin(absolute) == _origin(page_url) else None


def find_next_page(header: str | None, *, page_url: str) -> str | None:
    """The address of the list's next page, None at its end.

    Raises ValueError where it is on another origin: who is on it would be taken for nobody. A site behind a proxy
    that does not tell it of https names its pages so.
    """
    absolute = _find_address(header, "next", page_url)
    if absolute is not None and _origin(absolute) != _origin(page_url):
        raise ValueError("the list goes on at another site")
    return absolute


def _find_address(header: str | None, relation: str, page_url: str) -> str | None:
    for address, parameters in _LINK.findall(_as_utf8(header or "")):
        found = _RELATION.search(parameters)
        if (
            found is None
            or relation not in next(one for one in found.groups() if one is not None).lower().split()
        ):
            continue
        return urljoin(page_url, html.unescape(address.strip()))
    return None


def _as_utf8(header: str) -> str:
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _origin(address: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
        return parts.scheme, parts.hostname, port
    except ValueError:
        return None
