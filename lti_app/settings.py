"""Every setting of the service, read once from the environment into one frozen value; every fault is named at start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from lti_app.clock import read_offset
from lti_app.made_keys import read_or_make_data_keys, read_or_make_secret
from lti_app.mail.server_rules import list_mail_faults
from lti_app.public_address import LOOPBACK_HOSTS, find_address_fault, find_hosts_fault, write_origin
from lti_app.setting_texts import (
    read_count,
    read_file,
    read_folder,
    read_positive_seconds,
    read_seconds,
    read_words,
)

JOBS_ADDRESSES = (
    "sqlite:///",
    "redis://",
    "rediss://",
    "postgresql://",
    "postgres://",
    "postgresql+psycopg://",
)
PROJECT_FOLDER = Path(__file__).resolve().parent.parent


class SettingsFaults(Exception):  # noqa: N818
    """Everything that is wrong with the environment, at once."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The settings cannot be used:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


def _setting(read: Callable[[str], Any], default: str) -> Any:
    return field(metadata={"read": read, "default": default})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. The variable's name is the field's in capitals; units stand in config/README.md."""

    public_url: str = _setting(str, "")
    database_url: str = _setting(str, "")
    jobs_url: str = _setting(str, "")
    instance_dir: Path = _setting(Path, str(PROJECT_FOLDER / "instance"))
    port: int = _setting(read_count, "8000")
    secret_key: str = field(repr=False, metadata={"read": str, "default": ""})
    data_keys: tuple[str, ...] = field(repr=False, metadata={"read": read_words, "default": ""})
    programme_dir: Path = _setting(Path, str(PROJECT_FOLDER / "content" / "achieving-permanence"))
    overlays_dir: Path | None = _setting(read_folder, "")
    allowed_private_hosts: tuple[str, ...] = _setting(read_words, "")
    trusted_proxies: int = _setting(read_count, "0")
    clock_offset: timedelta = _setting(read_offset, "0")
    clock_offset_file: Path | None = _setting(read_file, "")

    smtp_url: str = field(repr=False, metadata={"read": str, "default": ""})
    mail_from: str = _setting(str, "")
    notify_api_key: str = field(repr=False, metadata={"read": str, "default": ""})
    notify_template_id: str = _setting(str, "")
    notify_url: str = _setting(str, "https://api.notifications.service.gov.uk")

    registration_lifetime: timedelta = _setting(read_seconds, "900")
    invitation_lifetime: timedelta = _setting(read_seconds, "604800")
    key_signs_after: timedelta = _setting(read_seconds, "900")
    key_published_for: timedelta = _setting(read_seconds, "1209600")
    launch_log_kept: timedelta = _setting(read_seconds, "7776000")
    state_lifetime: timedelta = _setting(read_seconds, "600")
    ticket_lifetime: timedelta = _setting(read_seconds, "600")
    line_manager_link_lifetime: timedelta = _setting(read_positive_seconds, "1209600")
    visit_idle: timedelta = _setting(read_seconds, "7200")
    visit_lifetime: timedelta = _setting(read_seconds, "43200")
    visit_seen_step: timedelta = _setting(read_seconds, "300")
    frame_origins_lifetime: timedelta = _setting(read_seconds, "30")
    limit_window: timedelta = _setting(read_positive_seconds, "60")
    login_limit: int = _setting(read_count, "60")
    failure_limit: int = _setting(read_count, "300")
    signed_link_limit: int = _setting(read_count, "30")
    certificate_limit: int = _setting(read_count, "60")
    launch_leeway: timedelta = _setting(read_seconds, "60")
    launch_max_age: timedelta = _setting(read_seconds, "600")
    launch_max_token_bytes: int = _setting(read_count, "65536")
    max_identifier_length: int = _setting(read_count, "255")
    max_form_bytes: int = _setting(read_count, "1048576")
    max_answer_characters: int = _setting(read_count, "60000")

    key_set_lifetime: timedelta = _setting(read_seconds, "600")
    key_set_refetch_after: timedelta = _setting(read_seconds, "30")
    http_connect_timeout: timedelta = _setting(read_seconds, "4")
    http_read_timeout: timedelta = _setting(read_seconds, "12")
    http_total_timeout: timedelta = _setting(read_seconds, "20")
    http_max_bytes: int = _setting(read_count, "1048576")
    token_dropped_early: timedelta = _setting(read_seconds, "60")

    score_lease: timedelta = _setting(read_seconds, "90")
    score_in_flight: int = _setting(read_count, "4")
    score_batch: int = _setting(read_count, "50")
    score_turn: timedelta = _setting(read_positive_seconds, "20")
    score_first_retry: timedelta = _setting(read_seconds, "15")
    score_longest_retry: timedelta = _setting(read_seconds, "3600")
    score_longest_pause: timedelta = _setting(read_seconds, "300")
    score_gives_up_after: timedelta = _setting(read_seconds, "1209600")
    score_sweep_every: timedelta = _setting(read_seconds, "60")
    mail_timeout: timedelta = _setting(read_positive_seconds, "20")
    mail_lease: timedelta = _setting(read_positive_seconds, "300")
    mail_first_retry: timedelta = _setting(read_seconds, "60")
    mail_longest_retry: timedelta = _setting(read_seconds, "3600")
    mail_gives_up_after: timedelta = _setting(read_seconds, "259200")
    mail_kept: timedelta = _setting(read_seconds, "7776000")
    line_items_refresh_after: timedelta = _setting(read_seconds, "300")
    roster_hour: int = _setting(read_count, "2")

    @property
    def is_loopback(self) -> bool:
        """Whether people reach the service on this very machine, as in the demonstration and in tests."""
        return urlsplit(self.public_url).hostname in LOOPBACK_HOSTS

    @property
    def launch_url(self) -> str:
        """Where an LMS posts launches, what its links open, and where a login sends people back to."""
        return f"{self.public_url}/lti/launch"

    @property
    def can_mail(self) -> bool:
        """Whether mails can be sent at all; where not, pages offer what they would have said as a link to copy."""
        return bool(self.smtp_url or self.notify_api_key)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environment` (the process's own where None) gives.

    Secrets that are not given are made once in `instance_dir`. Raises SettingsFaults with every fault.
    """
    given = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    faults: list[str] = []
    for one in fields(Settings):
        name = one.name.upper()
        text = given.get(name, "").strip() or one.metadata["default"]
        try:
            values[one.name] = one.metadata["read"](text)
        except (ValueError, OverflowError) as fault:
            faults.append(f"{name} is {text!r}: {fault}")
            # The others are looked at all the same, so that every fault is named at once.
            values[one.name] = one.metadata["read"](one.metadata["default"])
    _fill_in(values)
    faults += _faults_of(values)
    if faults:
        raise SettingsFaults(faults)
    return Settings(**values)


def _fill_in(values: dict[str, Any]) -> None:
    folder: Path = values["instance_dir"].resolve()
    values["instance_dir"] = folder
    values["public_url"] = write_origin(values["public_url"] or f"http://127.0.0.1:{values['port']}")
    values["database_url"] = _driver_named(
        values["database_url"] or f"sqlite:///{folder / 'service.sqlite3'}"
    )
    values["jobs_url"] = values["jobs_url"] or f"sqlite:///{folder / 'jobs.sqlite3'}"
    values["secret_key"] = values["secret_key"] or read_or_make_secret(folder)
    values["data_keys"] = values["data_keys"] or read_or_make_data_keys(folder)


def _driver_named(address: str) -> str:
    for plain in ("postgresql://", "postgres://"):
        if address.startswith(plain):
            return "postgresql+psycopg://" + address.removeprefix(plain)
    return address


def _faults_of(values: dict[str, Any]) -> list[str]:
    unreachable = find_address_fault(values["public_url"])
    faults = [*filter(None, (unreachable, find_hosts_fault(values["allowed_private_hosts"])))]
    if len(values["secret_key"]) < 32:
        faults.append("SECRET_KEY must have at least 32 characters")
    if not values["database_url"].startswith(("sqlite:///", "postgresql+psycopg://")):
        faults.append("DATABASE_URL must be a postgresql:// or sqlite:/// address")
    if not values["jobs_url"].startswith(JOBS_ADDRESSES):
        faults.append("JOBS_URL must be a sqlite:///, postgresql:// or redis:// address")
    for key in values["data_keys"]:
        try:
            Fernet(key)
        except ValueError:
            faults.append(
                "DATA_KEYS must be Fernet keys: 32 random bytes in URL-safe base64, 44 characters each"
            )
            break
    if unreachable is None:
        faults += _clock_faults(values, urlsplit(values["public_url"]).hostname)
    faults += list_mail_faults(
        **{name: values[name] for name in ("smtp_url", "mail_from", "notify_api_key", "notify_template_id")},
        notify_url=values["notify_url"],
    )
    if not values["programme_dir"].is_dir():
        faults.append(f"PROGRAMME_DIR names no folder: {values['programme_dir']}")
    return faults


def _clock_faults(values: dict[str, Any], host: str | None) -> list[str]:
    file: Path | None = values["clock_offset_file"]
    name = "CLOCK_OFFSET_FILE" if file else "CLOCK_OFFSET"
    if (file or values["clock_offset"]) and host not in LOOPBACK_HOSTS:
        return [f"{name} is for trying things out: PUBLIC_URL must be an address of this very machine"]
    try:
        if file:
            read_offset(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        return [f"CLOCK_OFFSET_FILE {file}: {fault}"]
    return []
