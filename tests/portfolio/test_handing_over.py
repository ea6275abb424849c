"""Handing over: a snapshot that stays as it was, numbers that rise, a verification voided in sight, and taking back."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from lti_app.database import read_only
from lti_app.portfolio.contents_rules import HandedPortfolio, digest_contents, load_contents, write_contents
from lti_app.portfolio.records import HandedOver, find_handed_over, list_handed_over
from lti_app.sign_off.records import find_verification
from tests.builders import CLAIM, INSTRUCTOR, TestLms
from tests.portfolio.filling import Writer, fill, join, verify


def find_handed(writer: Writer) -> HandedPortfolio | None:
    """What lies with the line manager."""
    with writer.app.app_context(), read_only() as session:
        found = find_handed_over(session, person_id=writer.person_id)
        return None if found is None else read_kept(found)


def get_handed(writer: Writer) -> HandedPortfolio:
    """The same, where it must be there."""
    found = find_handed(writer)
    assert found is not None
    return found


def list_handed(writer: Writer) -> dict[int, HandedPortfolio]:
    """Everything that was ever handed over, by its number."""
    with writer.app.app_context(), read_only() as session:
        kept = list_handed_over(session, person_id=writer.person_id)
        return {one.number: read_kept(one) for one in kept}


def read_kept(kept: HandedOver) -> HandedPortfolio:
    """A portfolio as it is kept."""
    return HandedPortfolio(
        kept.person_id, kept.number, load_contents(kept.contents), kept.digest, kept.handed_over_at
    )


def is_void(writer: Writer) -> bool:
    """Whether the verification no longer holds."""
    with writer.app.app_context(), read_only() as session:
        found = find_verification(session, person_id=writer.person_id)
    assert found is not None
    return found.void_at is not None


def test_what_is_handed_over_stays_as_it_was(full: Writer) -> None:
    full.choose("m1-w2/reflective-study")
    assert "Your portfolio is handed over" in full.hand_over().text
    before = get_handed(full)
    fill(full, words="Quite other words.", only=("m1-w2/reflective-study",))
    assert get_handed(full) == before
    assert "Quite other words." not in write_contents(before.contents)
    assert "It has changed here since" in full.open().text
    full.hand_over()
    assert get_handed(full).number == 2
    assert "Quite other words." in write_contents(get_handed(full).contents)
    assert list_handed(full)[1] == before


def test_it_holds_what_was_chosen_and_nothing_else(full: Writer) -> None:
    full.choose("m1-w2/reflective-study", "m1-w1/self-evaluation")
    full.hand_over()
    written = write_contents(get_handed(full).contents)
    assert "m1-w2/reflective-study: Some words." in written
    assert "m1-w1/self-evaluation: Some words." in written
    assert written.count(": Some words.") == written.count("m1-w2/reflective-study: S") + written.count(
        "m1-w1/self-evaluation: S"
    )


def test_it_is_sealed_in_the_database_and_read_back_whole(full: Writer) -> None:
    full.hand_over()
    with full.app.app_context(), read_only() as session:
        kept = session.execute(text("SELECT contents FROM handed_over")).scalar_one()
    assert "Some words" not in kept
    contents = get_handed(full).contents
    assert load_contents(write_contents(contents)) == contents
    assert get_handed(full).digest == digest_contents(contents)


def test_a_second_press_hands_over_nothing_new_and_voids_nothing(full: Writer) -> None:
    page = full.open("preview").text
    digest = page.partition('name="digest" value="')[2][:64]
    full.send("hand-over", {"digest": digest}, at="preview")
    verify(full)
    said = full.send("hand-over", {"digest": digest, "accepts_void": "yes"}, at="choose")
    assert "Nothing has changed since you handed it over" in said.text
    assert get_handed(full).number == 1
    assert not is_void(full)


def test_what_changed_since_the_look_is_shown_again_before_it_goes(full: Writer) -> None:
    digest = full.open("preview").text.partition('name="digest" value="')[2][:64]
    full.choose("m1-w2/reflective-study")
    said = full.send("hand-over", {"digest": digest}, at="preview")
    assert said.status_code == 422
    assert "It has changed since you looked at it" in said.text
    assert find_handed(full) is None


def test_nothing_chosen_is_not_handed_over(full: Writer) -> None:
    full.choose()
    said = full.send("hand-over", {"digest": "0" * 64}, at="choose")
    assert said.status_code == 422
    assert find_handed(full) is None


def test_handing_over_anew_voids_a_verification_in_sight_and_only_when_accepted(full: Writer) -> None:
    full.hand_over()
    verify(full)
    assert "Morgan Manager verified it in writing" in full.open().text
    full.choose("m1-w2/reflective-study")
    assert "that verification no longer holds" in full.open("preview").text
    refused = full.hand_over()
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    assert not is_void(full)
    full.hand_over(accepts_void="yes")
    assert is_void(full)
    assert get_handed(full).number == 2
    page = full.open().text
    assert "The verification no longer holds." in page
    assert "changed and handed over anew" in page


def test_it_can_be_taken_back_until_it_is_verified(full: Writer) -> None:
    full.hand_over()
    said = full.send("take-back", {}, at="choose")
    assert "Your portfolio is taken back" in said.text
    assert find_handed(full) is None
    full.hand_over()
    assert get_handed(full).number == 2
    verify(full, number=2)
    assert "It could not be taken back" in full.send("take-back", {}, at="choose").text
    assert get_handed(full).number == 2


def test_the_activity_and_the_map_say_how_the_portfolio_stands(full: Writer) -> None:
    address = f"{full.root}/activity/portfolio"
    assert "Not handed over yet." in full.client.get(address).text
    assert "has still to verify your portfolio" not in full.client.get(f"{full.root}/programme").text
    full.hand_over()
    page = full.client.get(address).text
    assert "Your line manager has still to verify it in writing." in page
    assert "/portfolio" in page
    assert "has still to verify your portfolio" in full.client.get(f"{full.root}/programme").text
    full.send("take-back", {}, at="choose")
    assert "Not handed over yet." in full.client.get(address).text
    full.hand_over()
    verify(full, number=2)
    assert "Complete: your line manager has verified it" in full.client.get(address).text


@pytest.mark.parametrize("address", ["handed/{id}", "handed/999"])
def test_another_person_s_portfolio_is_not_here(app: Flask, lms: TestLms, full: Writer, address: str) -> None:
    full.hand_over()
    assert full.open("handed/1").status_code == 200
    other = join(app, lms, "Olu Other")
    assert other.open(address.format(id=1)).status_code == 404
    assert other.send("documents", {"which": "1", "form": "pdf"}, at="choose").status_code == 404


def test_a_trainer_has_no_such_page(app: Flask, lms: TestLms, full: Writer) -> None:
    client = app.test_client()
    roles: dict[str, Any] = {CLAIM + "roles": [INSTRUCTOR]}
    root = lms.enter(client, sub="9", name="Tara Trainer", **roles)
    full.hand_over()
    for address in ("portfolio", "portfolio/preview", "portfolio/handed/1"):
        assert client.get(f"{root}/{address}").status_code == 404
