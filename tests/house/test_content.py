"""Every content file loads, by the same command that an author runs."""

from __future__ import annotations

from pathlib import Path


def test_the_content_check_finds_no_fault(tmp_path: Path) -> None:
    # Imported here, so that a service that cannot start fails this test alone.
    from lti_app import create_app
    from lti_app.settings import read_settings

    app = create_app(read_settings({"INSTANCE_DIR": str(tmp_path)}))
    ended = app.test_cli_runner().invoke(args=["content", "check"])
    assert ended.exit_code == 0, ended.output
