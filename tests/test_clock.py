"""The clock goes ahead where it may, follows its file while the service runs, and is let be everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lti_app.clock import read_offset, set_clock, utc_now
from lti_app.settings import SettingsFaults, read_settings
from tests.builders import make_app, make_settings

CLOSE = timedelta(minutes=1)
OUTSIDE = "https://learn.example.org"


@pytest.fixture(autouse=True)
def right_clock() -> Iterator[None]:
    """Leave the clock of this process as it was."""
    yield
    set_clock(offset=timedelta(0), file=None)


def is_ahead_by(offset: timedelta) -> bool:
    """Whether the clock differs so much from the machine's."""
    return abs(utc_now() - datetime.now(UTC) - offset) < CLOSE


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("0", timedelta(0)),
        ("-90.5", timedelta(seconds=-90.5)),
        (" P3W\n", timedelta(weeks=3)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("-PT30M", timedelta(minutes=-30)),
        ("+P196D", timedelta(days=196)),
    ],
)
def test_seconds_and_durations_are_read(text: str, offset: timedelta) -> None:
    assert read_offset(text) == offset


@pytest.mark.parametrize(
    "text", ["", "soon", "P", "PT", "P1M", "P1Y", "1W", "nan", "inf", "P11Y", "P600W", "1e300"]
)
def test_what_is_no_length_of_time_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is "):
        read_offset(text)


def test_the_service_starts_with_its_clock_ahead(tmp_path: Path) -> None:
    with make_app(make_settings(tmp_path, CLOCK_OFFSET="P4W")):
        assert is_ahead_by(timedelta(weeks=4))
    with make_app(make_settings(tmp_path)):
        assert is_ahead_by(timedelta(0))


def test_the_clock_follows_its_file_while_the_service_runs(tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("0")
    with make_app(make_settings(tmp_path, CLOCK_OFFSET_FILE=str(file))):
        for weeks in (1, 5, 2):
            moved = tmp_path / "moved"
            moved.write_text(f"P{weeks}W")
            moved.replace(file)
            assert is_ahead_by(timedelta(weeks=weeks))


@pytest.mark.parametrize("public_url", [OUTSIDE, "https://10.0.0.7"])
def test_no_clock_is_set_where_people_reach_the_service(tmp_path: Path, public_url: str) -> None:
    file = tmp_path / "offset"
    file.write_text("0")
    for setting in ({"CLOCK_OFFSET": "60"}, {"CLOCK_OFFSET_FILE": str(file)}):
        with pytest.raises(SettingsFaults, match=f"{next(iter(setting))} is for trying things out"):
            read_settings({"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": public_url, **setting})


@pytest.mark.parametrize("text", [None, "tomorrow"])
def test_a_file_that_says_no_length_is_named_at_start(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "offset"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SettingsFaults, match="CLOCK_OFFSET_FILE"):
        make_settings(tmp_path, CLOCK_OFFSET_FILE=str(file))


def test_an_offset_that_is_none_is_named_at_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsFaults, match="CLOCK_OFFSET is 'tomorrow': is neither"):
        make_settings(tmp_path, CLOCK_OFFSET="tomorrow")
