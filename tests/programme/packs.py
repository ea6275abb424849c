"""Copies of the pack for a test to spoil, and the ways to spoil one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

PACK = Path(__file__).parents[2] / "content" / "achieving-permanence"
WEEK_ONE = "module-1/m1-w1/activity.toml"
WEEK_TWO = "module-1/m1-w2/activity.toml"
VIGNETTES = "module-1/m1-w2-vignettes/activity.toml"
MODULE = "module-1/module.toml"


FIRST_WEEKS = ("m1-w1", "m1-w2", "m1-w2-vignettes")


def copy_pack(folder: Path) -> Path:
    """The folder of a fresh copy of the pack's first two weeks, under `folder`: enough to spoil, and quick to read."""
    pack = folder / "pack"
    kept = [f"module-1/{key}" for key in FIRST_WEEKS]
    for name in kept:
        shutil.copytree(PACK / name, pack / name)
    for name in (
        "entry.toml",
        "support.md",
        "programme.toml",
        "module-1/module.toml",
        "module-1/introduction.md",
    ):
        shutil.copy(PACK / name, pack / name)
    listed = ", ".join(f'"{key}"' for key in FIRST_WEEKS)
    _replace(pack / "programme.toml", r"modules = \[.*?\]", 'modules = ["module-1"]')
    _replace(pack / "programme.toml", r'coverage = "[^"]*"\n', "")
    _replace(pack / "module-1/module.toml", r"activities = \[.*?\]", f"activities = [{listed}]")
    return pack


def _replace(file: Path, pattern: str, after: str) -> None:
    file.write_text(re.sub(pattern, after, file.read_text(), count=1, flags=re.DOTALL))


def replace_in(pack: Path, file: str, before: str, after: str) -> None:
    """Put `after` where `before` first stands in a file; the test is wrong where it does not stand there."""
    text = (pack / file).read_text()
    assert before in text, f"{before!r} is not in {file}"
    (pack / file).write_text(text.replace(before, after, 1))


def replace_in_task(pack: Path, file: str, task: str, pattern: str, after: str) -> None:
    """Put `after` where `pattern` first matches within one task of an activity's file."""
    text = (pack / file).read_text()
    start = text.index(f'[[tasks]]\nkey = "{task}"')
    end = text.find("\n[[tasks]]\n", start + 1)
    within = text[start:end] if end > 0 else text[start:]
    spoilt, times = re.subn(pattern, lambda _: after, within, count=1, flags=re.MULTILINE)
    assert times == 1, f"{pattern!r} is not in {task} of {file}"
    (pack / file).write_text(text.replace(within, spoilt, 1))
