"""No route of the service is without a word on who may enter."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.house.doors import list_open_doors
from tests.house.sources import told


def test_every_route_says_who_may_enter(tmp_path: Path) -> None:
    # Imported here, so that a service that cannot start fails this test alone.
    from lti_app import create_app
    from lti_app.settings import read_settings

    faults = list_open_doors(create_app(read_settings({"INSTANCE_DIR": str(tmp_path)})))
    assert not faults, told(faults)


def test_a_planted_route_without_a_door_is_found() -> None:
    def show_declared() -> str:
        return ""

    app = Flask("planted")
    app.add_url_rule("/open", "open", lambda: "")
    app.add_url_rule("/declared", "declared", show_declared)
    show_declared.__entry__ = "anyone"  # type: ignore[attr-defined]
    assert [fault.split(" ")[0] for fault in list_open_doors(app)] == ["/open"]
