"""Every fault can be told to a person and written in a log."""

from __future__ import annotations

import pytest

from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults, describe_fault


@pytest.mark.parametrize("code", list(FaultCode))
@pytest.mark.parametrize("detail", ["", "61 seconds ago; 60 seconds are allowed"])
def test_every_fault_says_what_happened_and_who_can_put_it_right(code: FaultCode, detail: str) -> None:
    words = describe_fault(Fault(code, detail))
    happened, _, remedy = words.partition(". ")
    assert happened[0].isupper()
    assert remedy.endswith(".")
    assert "{" not in words


def test_the_faults_of_one_message_are_one_line_for_a_log() -> None:
    faults = ProtocolFaults((Fault(FaultCode.CLAIM_MISSING, "roles"), Fault(FaultCode.ANONYMOUS)))
    assert str(faults) == "claim missing roles; anonymous launch"
