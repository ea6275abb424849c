"""The practice LMS and a stand-in tool, for its own tests."""

from collections.abc import Iterator

import pytest

from tests.practice_lms.server import PracticeLms
from tests.practice_lms.stand_in_tool import StandInTool


@pytest.fixture(scope="module")
def tool() -> Iterator[StandInTool]:
    """A stand-in tool."""
    made = StandInTool()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def running_lms(tool: StandInTool) -> Iterator[PracticeLms]:
    """A practice LMS in its own process, for the stand-in tool."""
    with PracticeLms.start(tool.url) as started:
        yield started


@pytest.fixture
def lms(running_lms: PracticeLms) -> PracticeLms:
    """The practice LMS with an empty course."""
    running_lms.reset()
    return running_lms
