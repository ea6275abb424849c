"""The rules of naming a line manager, over every combination."""

from __future__ import annotations

from itertools import product

import pytest

from lti_app.sign_off.naming_rules import (
    NamedLineManager,
    decide_is_inside,
    digest_address,
    digest_own_address,
    is_same_name,
    list_naming_faults,
    mask_mail_address,
    read_domains,
    read_named,
)

DOMAINS = ("northmoor.gov.uk",)


@pytest.mark.parametrize(
    ("is_own", "is_inside", "has_reason", "same_name", "looked", "by_participant"),
    list(product([True, False], repeat=6)),
)
def test_a_naming_is_refused_for_exactly_what_is_wrong_with_it(
    is_own: bool, is_inside: bool, has_reason: bool, same_name: bool, looked: bool, by_participant: bool
) -> None:
    address = "kim.hill@northmoor.gov.uk" if is_inside else "kim.hill@example.org"
    faults = list_naming_faults(
        NamedLineManager("Kim Hill", "Team manager", address, "I know her." * has_reason, looked),
        own_digest=digest_own_address(address.upper() if is_own else "other@northmoor.gov.uk"),
        own_name="Hill, Kim" if same_name else "Pat Example",
        domains=DOMAINS,
        by_participant=by_participant,
    )
    wanted = {"address"} if is_own else set() if is_inside or has_reason else {"reason"}
    if same_name and not looked and not by_participant:
        wanted.add("looked")
    assert {field for field, _ in faults} == wanted


def test_without_domains_every_address_needs_a_reason() -> None:
    named = NamedLineManager("Kim Hill", "Team manager", "kim@northmoor.gov.uk")
    faults = list_naming_faults(named, own_digest=None, own_name="", domains=(), by_participant=False)
    assert [field for field, _ in faults] == ["reason"]


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("a@northmoor.gov.uk", True),
        ("a@NORTHMOOR.GOV.UK", True),
        ("a@social.northmoor.gov.uk", True),
        ("a@evilnorthmoor.gov.uk", False),
        ("a@northmoor.gov.uk.evil.example", False),
        ("northmoor.gov.uk@evil.example", False),
    ],
)
def test_an_address_is_inside_a_domain_or_below_it_alone(address: str, inside: bool) -> None:
    assert decide_is_inside(address, DOMAINS) is inside


@pytest.mark.parametrize(
    "address", ["", "kim", "kim@", "kim@localhost", "a@b.uk, c@d.uk", "a b@c.uk", "a@b.uk\nBcc: c@d.uk"]
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    named = read_named({"name": "Kim", "post": "Manager", "address": address, "reason": "known"})
    faults = list_naming_faults(named, own_digest=None, own_name="", domains=DOMAINS, by_participant=False)
    assert [field for field, _ in faults] == ["address"]


def test_one_mailbox_is_one_whatever_its_case_and_its_plus() -> None:
    same = {digest_own_address(one) for one in ("Kim.Hill@Northmoor.gov.uk", " kim.hill+x@northmoor.gov.uk ")}
    assert len(same) == 1
    assert digest_address("a@b.uk", secret="1") != digest_address("a@b.uk", secret="2")
    assert "kim.hill" not in mask_mail_address("kim.hill@northmoor.gov.uk")


def test_names_are_the_same_whatever_order_accent_and_case() -> None:
    assert is_same_name("Ana ÁLVAREZ", "alvarez, ana")
    assert not is_same_name("Ana Álvarez", "Ana Alvares")
    assert not is_same_name("", "")


def test_domains_are_read_and_what_is_none_is_named() -> None:
    assert read_domains("@Northmoor.gov.uk\n a.example, b.example") == (
        ("northmoor.gov.uk", "a.example", "b.example"),
        (),
    )
    assert len(read_domains("northmoor\nhttps://x.uk\n-a.uk")[1]) == 3
