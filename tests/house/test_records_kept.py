"""What is relied on as it stands: captures of real systems, the map of the house, pinned requirements."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.house.sources import ROOT, told

SUMS = Path(__file__).with_name("captures.sha256")
MAP = ROOT / "docs" / "map.md"


def list_changed(folder: Path, sums: str) -> list[str]:
    """Each file of `folder` that is new, gone, or not as `sums` has it, in the form of `sha256sum`."""
    known = {name: digest for digest, name in (line.split(maxsplit=1) for line in sums.splitlines())}
    found = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }
    return sorted(name for name in known.keys() | found.keys() if known.get(name) != found.get(name))


def list_unpinned(text: str) -> list[str]:
    """Each requirement that lacks its version or a hash."""
    entries = re.sub(r"\\\n", " ", text).splitlines()
    return [
        entry.split()[0]
        for entry in entries
        if entry.strip() and not entry.lstrip().startswith("#") and not re.match(r"\S+==\S+ .*--hash=", entry)
    ]


def test_captures_are_as_they_were_taken() -> None:
    changed = list_changed(ROOT / "tests" / "captures", SUMS.read_text())
    assert not changed, told(
        [f"tests/captures/{name}: a capture is evidence, never edited" for name in changed]
    )


def test_the_map_names_every_folder_of_the_house() -> None:
    drawn = MAP.read_text() if MAP.exists() else ""
    folders = sorted({file.parent.name for file in (ROOT / "lti_app").glob("*/__init__.py")})
    missing = [f"docs/map.md: say what {name}/ is for" for name in folders if f"{name}/" not in drawn]
    assert not missing, told(missing)


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        faults = list_unpinned((ROOT / name).read_text())
        assert not faults, told(
            [f"{name}: {one} is not pinned with a hash; run: make lock" for one in faults]
        )


def test_a_planted_change_to_a_capture_is_found(tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text("{}")
    (tmp_path / "new.json").write_text("{}")
    digest = hashlib.sha256(b"{}").hexdigest()
    assert list_changed(tmp_path, f"{digest}  kept.json\n{digest}  gone.json\n") == ["gone.json", "new.json"]
    (tmp_path / "kept.json").write_text("{ }")
    assert "kept.json" in list_changed(tmp_path, f"{digest}  kept.json\n")


def test_a_planted_loose_requirement_is_found() -> None:
    assert list_unpinned("flask==3.1.3 \\\n    --hash=sha256:00\n    # via x\nrequests>=2\n") == [
        "requests>=2"
    ]
