"""Naming a line manager: what may be typed, whose address is refused, which one needs a reason or a second look."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lti_app.mail.address_rules import is_mail_address

LONGEST = {"name": 120, "post": 120, "reason": 300}
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")

Fault = tuple[str, str]
"""The id of a field, and what is wrong with it."""


class NamingState(StrEnum):
    """How a naming stands. A proposal is a participant's, and counts for nothing until it is confirmed."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class NamedLineManager:
    """A line manager as typed. `looked` says that somebody looked again where a warning asked for it."""

    name: str = ""
    post: str = ""
    address: str = ""
    reason: str = ""
    looked: bool = False


def read_named(form: Mapping[str, str]) -> NamedLineManager:
    """What a form brings, on one line each and without characters that cannot be seen."""

    def line(field: str) -> str:
        return " ".join(_UNFIT.sub(" ", form.get(field, "")).split())

    return NamedLineManager(
        line("name"), line("post"), line("address"), line("reason"), form.get("looked") == "yes"
    )


def list_naming_faults(
    named: NamedLineManager,
    *,
    own_digest: str | None,
    own_name: str,
    domains: tuple[str, ...],
    by_participant: bool,
) -> tuple[Fault, ...]:
    """Everything that is wrong with a naming, as pairs of a field and a message; empty where it can stand.

    `own_digest` (of `digest_own_address`) and `own_name` are the participant's, as far as their LMS tells: None and ""
    where it does not. A participant who proposes need not look twice; whoever confirms must.
    """
    faults = list(_list_field_faults(named))
    wrong = {field for field, _ in faults}
    if "address" not in wrong:
        if own_digest is not None and digest_own_address(named.address) == own_digest:
            faults.append(("address", say_own_address(by_participant=by_participant)))
        elif not decide_is_inside(named.address, domains) and not named.reason:
            faults.append(("reason", say_reason_needed(domains)))
    if not by_participant and not named.looked and "name" not in wrong and is_same_name(named.name, own_name):
        faults.append(("looked", "Confirm that this is another person with the same name"))
    return tuple(faults)


def _list_field_faults(named: NamedLineManager) -> list[Fault]:
    faults = []
    for field, text, what in (
        ("name", named.name, "the line manager’s name"),
        ("post", named.post, "the line manager’s post, such as team manager"),
    ):
        if not text:
            faults.append((field, f"Enter {what}"))
        elif len(text) > LONGEST[field]:
            faults.append((field, f"The {field} must be {LONGEST[field]} characters or fewer"))
    if not named.address:
        faults.append(("address", "Enter the line manager’s work e-mail address"))
    elif not is_mail_address(named.address) or not _DOMAIN.fullmatch(get_domain(named.address)):
        faults.append(("address", "Enter one e-mail address, such as name@northmoor.gov.uk"))
    if len(named.reason) > LONGEST["reason"]:
        faults.append(("reason", f"The reason must be {LONGEST['reason']} characters or fewer"))
    return faults


def say_own_address(*, by_participant: bool) -> str:
    """Why a participant's own address is refused."""
    if by_participant:
        return "This is your own address. Somebody else must read and verify your portfolio"
    return "This is the participant’s own address. Somebody else must read and verify their portfolio"


def say_reason_needed(domains: tuple[str, ...]) -> str:
    """Why an address needs a reason."""
    if domains:
        return (
            "This address is not one of your organisation’s. Say how you know that it is this line manager’s"
        )
    return (
        "Your organisation has not named its own mail domains. Say how you know that this address is theirs"
    )


def normalise_address(address: str) -> str:
    """The address by which mailboxes are told apart: case does not count, nor what follows a + in the name."""
    local, _, domain = unicodedata.normalize("NFKC", address).strip().casefold().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def digest_own_address(address: str) -> str:
    """What is kept, encrypted, of a person's own address, so that nobody can be named their own line manager."""
    return hashlib.sha256(normalise_address(address).encode("utf-8", "surrogatepass")).hexdigest()


def digest_address(address: str, *, secret: str) -> str:
    """What finds everybody with the same line manager; keyed, as addresses are easily guessed."""
    text = f"line manager\0{normalise_address(address)}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same, whatever the order, the accents and the case."""
    words = [_split_name(name) for name in (one, other)]
    return words[0] == words[1] != []


def _split_name(name: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return sorted(re.findall(r"\w+", plain.casefold()))


def get_domain(address: str) -> str:
    """What follows the @, in small letters."""
    return address.rpartition("@")[2].casefold()


def decide_is_inside(address: str, domains: tuple[str, ...]) -> bool:
    """Whether the address is in one of the organisation's domains, or below one; never where it has named none."""
    domain = get_domain(address)
    return any(domain == one or domain.endswith("." + one) for one in domains)


def read_domains(text: str) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """The domains that an administrator typed, one a line or apart by commas, and what is wrong with them."""
    words = [word.lstrip("@").casefold() for word in re.split(r"[\s,;]+", text) if word]
    wrong = [word for word in words if not _DOMAIN.fullmatch(word)]
    faults = tuple(("domains", f"“{word[:60]}” is not a domain such as northmoor.gov.uk") for word in wrong)
    return tuple(dict.fromkeys(words)), faults


def mask_mail_address(address: str) -> str:
    """The address with most of its name hidden, for a page that somebody else may be looking at."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}{'•' * 5}@{domain}"
