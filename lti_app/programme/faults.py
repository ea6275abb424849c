"""What can be wrong with a pack: each fault with its file, its place in the file and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a pack.

    `file` is relative to the pack's folder. `place` is the path inside the file, such as
    `tasks[experience].readers` or `line 12`; empty where the whole file is meant.
    """

    file: str
    place: str
    problem: str
    remedy: str


class PackFaults(Exception):  # noqa: N818 - it is the faults, and is named as that
    """A pack cannot be loaded; `faults` holds everything that is wrong with it, in the order of its files."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(describe_faults(faults))
        self.faults = tuple(faults)


def describe_faults(faults: Sequence[Fault]) -> str:
    """The faults as text for a terminal: a line that counts them, then two lines for each."""
    if not faults:
        return "The pack has no faults."
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return "\n".join([f"The pack has {count}:", *(_describe_fault(fault) for fault in faults)])


def _describe_fault(fault: Fault) -> str:
    where = f"{fault.file}: {fault.place}" if fault.place else fault.file
    return f"- {where}: {fault.problem}\n    {fault.remedy}"
