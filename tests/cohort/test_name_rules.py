"""How people are called, from what is kept of how an LMS names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_app.cohort.name_rules import NO_NAMES, read_address_digest, read_full_name, read_name, write_names
from lti_app.cohort.role_rules import Role
from lti_app.lti.claims import Names
from lti_app.sign_off.naming_rules import digest_own_address

UNNAMED = Names(full=None, given=None, family=None, email=None)
ASHA = write_names(Names(given="Asha", family="Rao", full="Asha Rao", email="asha.rao@council.example"))


def test_somebody_is_called_by_the_whole_name_that_the_learning_site_gives() -> None:
    assert read_full_name(ASHA) == "Asha Rao"
    assert read_name(ASHA, 7) == read_name(ASHA, 7, role=Role.TRAINER) == "Asha Rao"


@pytest.mark.parametrize(
    "names", [NO_NAMES, write_names(UNNAMED), write_names(replace(UNNAMED, full="", given="Asha"))]
)
def test_somebody_without_a_name_is_called_by_what_they_are_and_their_number(names: str) -> None:
    assert read_full_name(names) == ""
    assert read_name(names, 7) == "Participant 7"
    assert read_name(names, 7, role=Role.TRAINER) == "Trainer 7"


def test_an_address_is_kept_as_a_digest_alone_and_read_back_as_one() -> None:
    assert read_address_digest(ASHA) == digest_own_address("asha.rao@council.example")
    assert "asha.rao@" not in ASHA
    assert read_address_digest(NO_NAMES) is None
