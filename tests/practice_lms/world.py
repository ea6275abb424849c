"""What every part of the practice LMS stands on: its settings, store, keys, faults and log."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import current_app

from tests.practice_lms.faults import Faults
from tests.practice_lms.keys import PlatformKey
from tests.practice_lms.request_log import RequestLog
from tests.practice_lms.storage import Storage
from tests.practice_lms.tool_keys import ToolKeys

COURSE_ID = 2
COURSE_LABEL = "AP-AUTUMN"
COURSE_TITLE = "Achieving Permanence, autumn cohort"
TOOL_NAME = "Achieving Permanence"
REGISTRATION_CUSTOM = (
    "context_id_history=$Context.id.history\nresource_link_id_history=$ResourceLink.id.history"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the practice LMS was started: where it lives, and the one tool it knows.

    `public_url` is there where a proxy gives it another address. `storage_target` is not Moodle: the frame that keeps
    data for tools (`_parent` or `lti_storage`), named in each login. The clock goes as far ahead as the tool's.
    """

    port: int
    tool_url: str
    folder: Path
    client_id: str
    deployment: str
    custom: str = REGISTRATION_CUSTOM
    shares_names: bool = True
    shares_email: bool = True
    public_url: str = ""
    storage_target: str = ""
    clock_offset: timedelta = timedelta(0)
    clock_offset_file: Path | None = None

    @property
    def issuer(self) -> str:
        """Return the site's address, without a slash at its end, as Moodle's `iss` has it."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def login_url(self) -> str:
        """Return the tool's address for login initiation."""
        return f"{self.tool_url}/lti/login"

    @property
    def launch_url(self) -> str:
        """Return the tool's only redirect address, which is its target as well."""
        return f"{self.tool_url}/lti/launch"

    @property
    def tool_keys_url(self) -> str:
        """Return where the tool shows its public keys."""
        return f"{self.tool_url}/lti/jwks.json"

    def service_url(self, path: str, query: str = "") -> str:
        """Return the address of a grade service, with the query that Moodle puts on each of them."""
        return f"{self.issuer}/mod/lti/services.php{path}?type_id={self.deployment}{query}"


@dataclass(frozen=True, slots=True)
class World:
    """Everything that one running practice LMS has."""

    settings: Settings
    storage: Storage
    key: PlatformKey
    tool_keys: ToolKeys
    faults: Faults
    log: RequestLog


def the_world() -> World:
    """Return the running practice LMS that this request belongs to."""
    world = current_app.extensions["practice_lms"]
    assert isinstance(world, World)
    return world
