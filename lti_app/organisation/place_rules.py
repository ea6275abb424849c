"""What the form of an organisation's places says: an address for each, "in your LMS", or nothing; and complaints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lti_app.programme.model import Place
from lti_app.programme.places import IN_LMS

LONGEST_ADDRESS = 2000
LONGEST_COMPLAINTS = 4000
ADDRESS, IN_COURSE, COMPLAINTS = "address", "course", "complaints"


@dataclass(frozen=True, slots=True)
class PlacesForm:
    """What was typed: each place's text by its key, how complaints are raised, and each fault with its field."""

    filled: Mapping[str, str]
    complaints: str | None
    faults: tuple[tuple[str, str], ...]

    def error(self, field: str) -> str | None:
        """What is wrong with a field; None where nothing is."""
        return dict(self.faults).get(field)


def read_places_form(form: Mapping[str, str], *, places: Iterable[Place]) -> PlacesForm:
    """The form as it was sent; what is not in the form stays as it is."""
    filled: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for place in places:
        field = f"{ADDRESS}.{place.key}"
        if field not in form:
            continue
        address = form[field].strip()
        in_course = form.get(f"{IN_COURSE}.{place.key}") == "yes"
        filled[place.key] = IN_LMS if in_course and not address else address
        problem = find_address_fault(address, also_in_course=in_course)
        if problem:
            faults.append((field, f"‘{place.title}’: {problem}"))
    complaints = form[COMPLAINTS].replace("\r\n", "\n").strip() if COMPLAINTS in form else None
    if complaints and len(complaints) > LONGEST_COMPLAINTS:
        faults.append(
            (COMPLAINTS, f"Say how complaints are raised in {LONGEST_COMPLAINTS:,} characters or fewer")
        )
    return PlacesForm(filled, complaints, tuple(faults))


def find_address_fault(address: str, *, also_in_course: bool = False) -> str | None:
    """What is wrong with an address that people are to follow; None where nothing is, or there is none."""
    if not address:
        return None
    if also_in_course:
        return "give an address, or say that it is in your course, and not both"
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return "this is not an address"
    if parts.scheme not in {"https", "http"} or not has_host or any(one.isspace() for one in address):
        return "an address begins with https:// and has no spaces"
    if len(address) > LONGEST_ADDRESS or parts.username is not None:
        return "this address is too long, or has a name and a password in it"
    return None
