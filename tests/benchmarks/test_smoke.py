"""That the benchmarks run, and that what they count rather than time stays as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.delivery import add_people, count_key_parses, deliver
from tests.benchmarks.inside import Inside, run_inside
from tests.benchmarks.launch_cost import AGAIN, FIRST, PEER, Field, measure_costs
from tests.benchmarks.running import (
    RunningLms,
    Tool,
    install_tool,
    run_bare,
    run_lms,
    run_peer,
    run_tool,
    run_worker,
)
from tests.benchmarks.signing import ACTIVITY
from tests.benchmarks.statements import measure_statements
from tests.benchmarks.watching import measure_watching


@pytest.fixture(scope="module")
def lms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLms]:
    """The measuring LMS."""
    with run_lms(tmp_path_factory.mktemp("lms")) as running:
        yield running


@pytest.fixture
def tool(tmp_path: Path, lms: RunningLms) -> Tool:
    """The service, installed anew."""
    return install_tool(tmp_path, lms.lms, database="sqlite")


@pytest.fixture
def inside(tool: Tool, lms: RunningLms) -> Iterator[Inside]:
    """The service in this process."""
    with run_inside(tool, lms.lms) as running:
        yield running


@pytest.mark.long
def test_the_service_and_the_peer_take_whole_launches_over_http(
    tmp_path: Path, lms: RunningLms, tool: Tool
) -> None:
    with (
        run_tool(tmp_path, tool, title=ACTIVITY) as ours,
        run_peer(tmp_path, lms.lms) as peer,
        run_bare(tmp_path) as bare,
    ):
        costs = measure_costs(Field(ours, peer, bare, lms.lms, launches=4, rounds=1), lambda _what: None)
    assert {FIRST, AGAIN, PEER} <= set(costs.whole)
    assert set(costs.steps) >= {f"{AGAIN}: {step}" for step in ("login", "launch", "page")}


def test_no_page_takes_more_statements_in_a_larger_cohort_and_the_key_set_is_fetched_once(
    inside: Inside, lms: RunningLms
) -> None:
    counted = measure_statements(inside, lms, many=40)
    assert counted.growing == []
    assert counted.key_sets == 1


def test_no_private_key_is_parsed_twice(inside: Inside, lms: RunningLms) -> None:
    measure_statements(inside, lms, many=4)
    add_people(inside, 5)
    tokens, parsed = count_key_parses(inside, lms)
    assert tokens > 1
    assert parsed == 1


@pytest.mark.long
def test_the_worker_delivers_every_score(inside: Inside, lms: RunningLms, tool: Tool, tmp_path: Path) -> None:
    measure_statements(inside, lms, many=4)
    add_people(inside, 8)
    with run_worker(tmp_path, tool) as worker:
        delivered = deliver(inside, worker, lms, delay_ms=0, scores=8, given=70)
    assert delivered.scores == 8
    assert delivered.tokens == 1


@pytest.mark.long
@pytest.mark.browser
def test_every_watching_page_and_the_browser_see_a_release(
    tmp_path: Path, lms: RunningLms, tool: Tool
) -> None:
    with run_tool(tmp_path, tool, title=ACTIVITY) as ours:
        watched = measure_watching(ours, lms.lms, watchers=4, quiet=0.5, parts=("one", "two"))
    assert len(watched.pages) == 8
    assert len(watched.screen) == 2
    assert min(watched.pages + watched.screen) > 0
    assert watched.memory > 0
