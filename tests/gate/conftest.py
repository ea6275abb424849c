"""The same courses as the tests of activities work in."""

from tests.activity.conftest import open_course  # noqa: F401 - a fixture
from tests.databases import database_url, postgres_server  # noqa: F401 - fixtures
