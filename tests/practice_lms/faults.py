"""Faults that a test or a trainer can switch on: an LMS that is down, slow, forgetful or wrong."""

import random
from dataclasses import asdict, dataclass, fields, replace
from threading import Lock
from typing import Any


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """What goes wrong at present; shares are from 0 to 1, `_times` count down with each use."""

    down: str = ""  # "503", "500" or "close", for every service; true means "503"
    score_delay_ms: int = 0
    score_500: float = 0.0
    score_500_times: int = 0
    score_401_once: bool = False  # the next score is refused, and every token given so far with it
    score_429_times: int = 0
    retry_after_seconds: int = 1
    lost_answer: float = 0.0  # the score is recorded, then the connection closes without an answer
    lost_answer_times: int = 0
    timeout_ms: int = 0  # a score is not recorded; after this long the connection closes
    token_500: bool = False
    token_delay_ms: int = 0
    jwks: str = ""  # "500", "html", "huge" or "slow"


class Faults:
    """The plan in force; counted faults are taken one by one, however many requests run at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._plan = FaultPlan()

    @property
    def plan(self) -> FaultPlan:
        """Return what goes wrong at present."""
        return self._plan

    def change(self, wanted: dict[str, Any]) -> None:
        """Change the faults named and leave the others; KeyError names one that does not exist."""
        known = {field.name: type(getattr(FaultPlan(), field.name)) for field in fields(FaultPlan)}
        if unknown := sorted(set(wanted) - set(known)):
            raise KeyError(", ".join(unknown))
        if isinstance(wanted.get("down"), bool):
            wanted = wanted | {"down": "503" if wanted["down"] else ""}
        kept: dict[str, Any] = {name: known[name](value) for name, value in wanted.items()}
        with self._lock:
            self._plan = replace(self._plan, **kept)

    def clear(self) -> None:
        """End every fault."""
        with self._lock:
            self._plan = FaultPlan()

    def take(self, name: str) -> bool:
        """Return whether a counted, once-only or shared fault strikes now, and count it."""
        with self._lock:
            times = f"{name}_times"
            left = getattr(self._plan, times, 0)
            if left:
                counted: dict[str, Any] = {times: left - 1}
                self._plan = replace(self._plan, **counted)
                return True
            once = f"{name}_once"
            if getattr(self._plan, once, False):
                used: dict[str, Any] = {once: False}
                self._plan = replace(self._plan, **used)
                return True
            return random.random() < getattr(self._plan, name, 0.0)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as JSON can hold it."""
        return asdict(self._plan)
