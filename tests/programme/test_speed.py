"""A pack of 28 weeks is read quickly enough for every start of a process."""

from __future__ import annotations

import time
from pathlib import Path

from lti_app.programme import prose
from lti_app.programme.reader import load_programme
from tests.programme.small_packs import HEAD, PROGRAMME, write_task

SLOWEST_SECONDS = 0.5
TEXT = "Some **words** to read, and to think about; they are quite ordinary ones.\n\n" * 6


def write_filler(pack: Path) -> None:
    """28 weeks of six tasks each, every task with a text of its own."""
    modules = ", ".join(f'"module-{number}"' for number in range(1, 5))
    pack.mkdir()
    (pack / "programme.toml").write_text(PROGRAMME.replace('"module-1"', modules))
    for number in range(1, 5):
        keys = [f"m{number}-w{week}" for week in range(1, 8)]
        listed = ", ".join(f'"{key}"' for key in keys)
        for week, key in enumerate(keys, start=1):
            folder = pack / f"module-{number}" / key
            folder.mkdir(parents=True)
            tasks = [write_task(f"task-{one}").replace("text.md", f"task-{one}.md") for one in range(6)]
            head = HEAD.format(key=key, kind="study") + f"week = {week}\n"
            (folder / "activity.toml").write_text(head + "".join(tasks))
            for name in ("text", *(f"task-{one}" for one in range(6))):
                (folder / f"{name}.md").write_text(f"{key}, {name}.\n\n{TEXT}")
        (pack / f"module-{number}/introduction.md").write_text("A text.\n")
        (pack / f"module-{number}/module.toml").write_text(
            f'number = {number}\ntitle = "A module"\nintroduction = "introduction.md"\n'
            f"activities = [{listed}]\naims = []\nkey_questions = []\noutcomes = []\n"
        )


def test_a_whole_programme_is_read_quickly_enough_for_every_start(tmp_path: Path) -> None:
    write_filler(tmp_path / "pack")
    seconds = []
    for _ in range(3):
        prose.read_checked.cache_clear()
        started = time.process_time()
        load_programme(tmp_path / "pack")
        seconds.append(time.process_time() - started)
    assert min(seconds) < SLOWEST_SECONDS
