"""What the environment may say, and what is said about it."""

from __future__ import annotations

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from lti_app.settings import PROJECT_FOLDER, Settings, SettingsFaults, read_settings


def test_without_any_variable_the_service_starts_on_sqlite_with_keys_made_once(tmp_path: Path) -> None:
    environment = {"INSTANCE_DIR": str(tmp_path / "instance")}
    first, second = read_settings(environment), read_settings(environment)
    assert first == second
    assert first.database_url.startswith("sqlite:///")
    for name in ("secret-key", "data-keys"):
        assert stat.S_IMODE((tmp_path / "instance" / name).stat().st_mode) == 0o600


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    environment = {
        "INSTANCE_DIR": str(tmp_path),
        "PORT": "many",
        "STATE_LIFETIME": "-5",
        "VISIT_IDLE": "soon",
        "VISIT_LIFETIME": "inf",
        "PUBLIC_URL": "http://learn.example.org",
        "JOBS_URL": "queue",
    }
    with pytest.raises(SettingsFaults) as raised:
        read_settings(environment)
    told = "\n".join(raised.value.faults)
    assert len(raised.value.faults) == len(environment) - 1
    assert all(name in told for name in environment if name != "INSTANCE_DIR")
    assert "PORT is 'many': is no whole number" in told


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PUBLIC_URL", "http://learn.example.org"),
        ("PUBLIC_URL", "https://learn.example.org/path"),
        ("PUBLIC_URL", "learn.example.org"),
        ("PUBLIC_URL", "https://learn.example.org?"),
        ("PUBLIC_URL", "https://learn.example.org#top"),
        ("PUBLIC_URL", "https://user@learn.example.org"),
        ("PUBLIC_URL", "https://learn.example.org:many"),
        ("PUBLIC_URL", "https://[learn"),
        ("PUBLIC_URL", "https://lérn.example.org"),
        ("ALLOWED_PRIVATE_HOSTS", "https://moodle.council.local"),
        ("ALLOWED_PRIVATE_HOSTS", "10.0.0.7, moodle.council.local:8443"),
        ("VISIT_IDLE", "inf"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://somewhere/x"),
        ("JOBS_URL", "amqp://somewhere"),
        ("PROGRAMME_DIR", "/no/such/folder"),
        ("DATA_KEYS", "not-a-key"),
    ],
)
def test_a_value_that_cannot_work_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsFaults, match=variable):
        read_settings({"INSTANCE_DIR": str(tmp_path), variable: value})


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Learn.Example.org/", "https://learn.example.org"),
        ("HTTPS://learn.example.org:443", "https://learn.example.org"),
        ("https://learn.example.org:8443", "https://learn.example.org:8443"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_the_services_address_is_kept_as_browsers_name_it(tmp_path: Path, given: str, origin: str) -> None:
    assert read_settings({"INSTANCE_DIR": str(tmp_path), "PUBLIC_URL": given}).public_url == origin


def test_a_plain_postgresql_address_gets_its_driver(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "postgres://a@127.0.0.1/b"})
    assert settings.database_url == "postgresql+psycopg://a@127.0.0.1/b"


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read_settings({"INSTANCE_DIR": str(tmp_path)})
    assert settings.secret_key not in repr(settings)
    assert settings.data_keys[0] not in repr(settings)


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    readme = (PROJECT_FOLDER / "config" / "README.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", readme, flags=re.MULTILINE))
    for one in fields(Settings):
        assert one.name.upper() in rows, f"say in config/README.md what {one.name.upper()} is"
        default = one.metadata["default"]
        if default.isdecimal():
            assert rows[one.name.upper()] == f"`{default}`"
