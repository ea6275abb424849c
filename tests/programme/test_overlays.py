"""Each organisation's people see its own texts, and nobody else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lti_app.programme.faults import PackFaults
from lti_app.programme.overlays import check_overlays, load_overlaid
from lti_app.programme.reader import load_programme
from tests.builders import CLAIM, INSTRUCTOR, make_app, make_lms, make_settings
from tests.programme.packs import PACK, copy_pack

OURS = "Our own question about strengths."


def write_overlay(folder: Path, organisation: str, text: str = OURS) -> Path:
    """One organisation's folder, which replaces one question."""
    (folder / "module-1/m1-w1").mkdir(parents=True)
    (folder / "overlay.toml").write_text(f'organisation = "{organisation}"\n')
    (folder / "module-1/m1-w1/strengths.md").write_text(f"{text}\n")
    return folder


def test_each_organisation_has_the_pack_with_its_own_texts(tmp_path: Path) -> None:
    pack, overlays = copy_pack(tmp_path), tmp_path / "overlays"
    for name in ("One", "Two"):
        write_overlay(overlays / name, f"{name} Council", f"{OURS} {name}")
    (overlays / ".git").mkdir()
    loaded = load_overlaid(pack, overlays)
    assert sorted(loaded) == ["one council", "two council"]
    versions = {programme.version for programme in loaded.values()}
    assert len(versions | {load_programme(pack).version}) == 3
    assert load_overlaid(pack, None) == {}


def test_every_fault_of_every_organisations_folder_is_named_at_once(tmp_path: Path) -> None:
    pack, overlays = copy_pack(tmp_path), tmp_path / "overlays"
    write_overlay(overlays / "a", "One Council")
    write_overlay(overlays / "b", "one council")
    write_overlay(overlays / "c", "Another")
    (overlays / "c/stray.md").write_text("Stray.\n")
    faults = check_overlays(pack, overlays)
    assert [fault.file for fault in faults] == ["b/overlay.toml", "c/stray.md"]
    with pytest.raises(PackFaults, match="same organisation as a"):
        load_overlaid(pack, overlays)


def test_only_the_organisations_own_people_see_its_texts_and_trainers_see_whose_they_are(
    tmp_path: Path,
) -> None:
    write_overlay(tmp_path / "overlays/north", "Northmoor Council")
    settings = make_settings(tmp_path, OVERLAYS_DIR=str(tmp_path / "overlays"), PROGRAMME_DIR=str(PACK))
    task = "activity/m1-w1/task/strengths"
    roles: dict[str, Any] = {CLAIM + "roles": [INSTRUCTOR]}
    with make_app(settings) as app, make_lms(app) as lms:
        lms.register("Northmoor Council")
        north, south, trainer = app.test_client(), app.test_client(), app.test_client()
        theirs = north.get(f"{lms.enter(north)}/{task}").text
        preview = trainer.get(f"{lms.enter(trainer, sub='9', **roles)}/{task}").text
        lms.client_id, lms.deployment_id = "client-2", "2"
        lms.register("Southmoor Council")
        others = south.get(f"{lms.enter(south)}/{task}").text
    assert OURS in theirs
    assert OURS not in others
    assert "Your organisation’s own text" in preview
    assert "with texts of Northmoor Council" in preview
    assert "own text" not in theirs
