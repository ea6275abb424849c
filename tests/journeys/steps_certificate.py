"""The certificate in the whole programme: withheld while something is missing, issued, checked and kept."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.activity.browsing import read_faults
from tests.journeys.walker import Surfer, Walker

FILES = ("certificate.pdf", "badge.jwt")
NOT_THERE = 404


def find_certificate_is_withheld(participant: Walker, root: str) -> None:
    """There is no certificate, the page says what it waits for, and no way round it gives one."""
    page = participant.get(f"{root}/certificate")
    assert "Waits for your line manager" in page.text, page.text
    assert not any(form.has_button("Issue my certificate") for form in page.forms)
    for name in FILES:
        assert participant.get(f"{root}/certificate/{name}").status == NOT_THERE


def issue_certificate(participant: Walker, root: str, name: str) -> str:
    """Confirm the name and have the certificate issued; the address where anybody checks it."""
    page = participant.get(f"{root}/certificate")
    form = page.form_to("/certificate")
    assert ("name", name) in form.fields
    issued = participant.send(form, "Issue my certificate")
    found = re.search(r'href="(http[^"]+/certificates/[A-Z0-9-]+)"', issued.text)
    assert found, read_faults(issued.text)
    return found[1]


def check_certificate(stranger: Surfer, address: str, name: str) -> None:
    """Anybody is told that the number is valid, and not whose it is."""
    page = stranger.get(address)
    assert page.status == 200
    assert "This certificate is valid" in page.text
    assert urlsplit(address).path.rpartition("/")[2] in page.text
    assert name not in page.text


def keep_certificate(participant: Walker, root: str) -> None:
    """The document and the badge, as they are downloaded."""
    document, badge = (participant.get(f"{root}/certificate/{name}") for name in FILES)
    assert document.text.startswith("%PDF-")
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", badge.text.strip())
