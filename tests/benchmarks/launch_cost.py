"""The CPU of whole launches over HTTP, in rounds that the service, the peer and the yardsticks take turns in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median

import jwt

from tests.benchmarks.driving import Browser, Connection, Unexpected, drive
from tests.benchmarks.running import Contestant
from tests.benchmarks.servers import Server
from tests.benchmarks.signing import CLIENT_ID, Learner, Lms

FIRST = "tool, first launch"
AGAIN = "tool, known person"
PEER = "peer"
BARE = "bare Flask request"
VERIFY = "RS256 verify"
COURSES, WARM_UP = 5, 40


@dataclass(slots=True)
class Costs:
    """Milliseconds of CPU per whole launch (or request, or verify), one number a round, and of each step of it."""

    whole: dict[str, list[float]] = field(default_factory=dict)
    steps: dict[str, list[float]] = field(default_factory=dict)
    beside: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, steps: dict[str, float], beside: float = 0.0) -> None:
        """Keep one round's milliseconds."""
        self.whole.setdefault(name, []).append(sum(steps.values()))
        self.beside.setdefault(name, []).append(beside)
        for step, cost in steps.items():
            self.steps.setdefault(f"{name}: {step}", []).append(cost)

    def find_ratio(self, name: str, base: str) -> float:
        """The median, over the rounds, of one cost in terms of another of the same round."""
        return median(one / other for one, other in zip(self.whole[name], self.whole[base]))


def measure_launches(
    contestant: Contestant, browsers: list[Browser], lms: Lms
) -> tuple[dict[str, float], float]:
    """Milliseconds of CPU per launch, by step, and those of the server beside it; signing is not on the clock."""
    site, spent = contestant.site, {}
    beside = _read(contestant.beside)

    def run(name: str, step: Callable[[Connection, Browser], object]) -> None:
        before = contestant.server.read_cpu()
        drive(site.port, browsers, step)  # type: ignore[arg-type]
        spent[name] = (contestant.server.read_cpu() - before) * 1000 / len(browsers)

    run("login", lambda connection, browser: site.log_in(connection, browser, lms))
    for browser in browsers:
        claims = lms.build_claims(browser.learner, target=site.target, nonce=browser.nonce)
        browser.id_token = lms.sign(claims)
    run("launch", site.launch)
    if site.follows:
        run("page", site.follow)
    return spent, (_read(contestant.beside) - beside) * 1000 / len(browsers)


def measure_bare(bare: Server, requests: int) -> float:
    """Milliseconds of CPU per request of the bare application."""

    async def greet(connection: Connection, _browser: Browser) -> None:
        reply = await connection.ask("GET", "/")
        if reply.body != b"Hello":
            raise Unexpected(f"bare: {reply.status}")

    before = bare.read_cpu()
    drive(bare.port, [Browser(Learner(0))] * requests, greet)
    return (bare.read_cpu() - before) * 1000 / requests


def measure_verify(lms: Lms, times: int) -> float:
    """Milliseconds of CPU per verified token, by PyJWT with a parsed key."""
    key = lms.key.public_key()
    token = lms.sign(lms.build_claims(Learner(0), target="http://127.0.0.1/lti/launch", nonce="n"))
    before = time.process_time()
    for _ in range(times):
        jwt.decode(token, key, algorithms=["RS256"], audience=CLIENT_ID)
    return (time.process_time() - before) * 1000 / times


def _read(server: Server | None) -> float:
    return server.read_cpu() if server else 0.0


@dataclass(frozen=True, slots=True)
class Field:
    """Everything that takes turns in a round, and how much of it."""

    tool: Contestant
    peer: Contestant
    bare: Server
    lms: Lms
    launches: int
    rounds: int


def measure_costs(on: Field, tell: Callable[[str], None]) -> Costs:
    """The costs of all rounds. Each round launches new people, then the same people again, in their own browsers."""
    costs = Costs()
    people = count()
    _warm_up(on, people)
    for number in range(on.rounds):
        tell(f"launches, round {number + 1} of {on.rounds}")
        turns = [_take_tool_turn, _take_peer_turn, _take_yardstick_turn]
        browsers = [Browser(_make_learner(next(people))) for _ in range(on.launches)]
        # Each round starts with another, so that none always profits from what the one before leaves behind.
        for turn in turns[number % 3 :] + turns[: number % 3]:
            turn(on, costs, browsers)
    return costs


def _make_learner(number: int) -> Learner:
    return Learner(number, course=number % COURSES)


def _warm_up(on: Field, people: Iterator[int]) -> None:
    browsers = [Browser(_make_learner(next(people))) for _ in range(WARM_UP)]
    for contestant in (on.tool, on.peer):
        for browser in browsers:
            browser.cookies.clear()
        measure_launches(contestant, browsers, on.lms)
    measure_bare(on.bare, 100)


def _take_tool_turn(on: Field, costs: Costs, browsers: list[Browser]) -> None:
    own = [Browser(browser.learner) for browser in browsers]
    for name in (FIRST, AGAIN):
        costs.add(name, *measure_launches(on.tool, own, on.lms))


def _take_peer_turn(on: Field, costs: Costs, browsers: list[Browser]) -> None:
    own = [Browser(browser.learner) for browser in browsers]
    measured = [measure_launches(on.peer, own, on.lms) for _ in range(2)]
    steps = {step: sum(one[0][step] for one in measured) / 2 for step in measured[0][0]}
    costs.add(PEER, steps, sum(one[1] for one in measured) / 2)


def _take_yardstick_turn(on: Field, costs: Costs, browsers: list[Browser]) -> None:
    costs.add(BARE, {"request": measure_bare(on.bare, len(browsers) * 5)})
    costs.add(VERIFY, {"verify": measure_verify(on.lms, 1000)})
