"""A small pack written from strings: two study weeks, a workshop, a live case and a case part, for a test to change."""

from __future__ import annotations

from pathlib import Path

LINE = '{{ key = "{0}", text = "A line.", source = "pack" }}'
PROGRAMME = 'key = "small"\ntitle = "Small"\nmodules = ["module-1"]\n'
MODULE = """
number = 1
title = "One"
introduction = "introduction.md"
activities = ["m1-w1", "m1-w2", "m1-w4", "live", "part-1", "part-2", "thread"]
aims = []
key_questions = []
outcomes = []
"""
HEAD = 'key = "{key}"\nkind = "{kind}"\ntitle = "{key}"\nsummary = "A line."\npurpose = "text.md"\nsource = "pack"\n'
TASK = """
[[tasks]]
key = "{key}"
title = "A task"
question = "text.md"
essential = {essential}
readers = "participant"
minutes = 10
source = "pack"
asks = {asks}
"""
SESSION = """
[[sessions]]
key = "{key}"
title = "A session"
starts = "{starts}"
ends = "{ends}"
source = "pack"
goals = [{line}]
preparation = ["A line."]
materials = ["A line."]
plan = "text.md"
messages = [{line}]
difficulties = [{{ key = "one", expect = "A line.", helps = "A line.", source = "pack" }}]
slides = "slides-{key}"
uses = ["live"]
"""
PART = '[[parts]]\nkey = "{0}"\ntitle = "A part"\ntext = "text.md"\nsource = "pack"\nopens = [{{ by = "release" }}]\n'
BIBLE = """
key = "story"
title = "A story"
words = ["Primary"]
[[people]]
key = "ann"
name = "Ann Lee"
also_called = ["Annie"]
born = 2012-02-09
relation = "The child."
[[events]]
on = 2021-06-12
what = "A move."
people = ["ann"]
"""


def write_task(key: str, asks: str = '{ kind = "write" }', *, essential: bool = True) -> str:
    """A task's lines."""
    return TASK.format(key=key, asks=asks, essential=str(essential).lower())


def write_session(key: str, starts: str, ends: str) -> str:
    """A session's lines."""
    return SESSION.format(key=key, starts=starts, ends=ends, line=LINE.format("one"))


def write_small_pack(folder: Path) -> Path:
    """The folder of a small pack without a fault, under `folder`."""
    pack = folder / "pack"
    (pack / "module-1").mkdir(parents=True)
    (pack / "programme.toml").write_text(PROGRAMME)
    (pack / "module-1/module.toml").write_text(MODULE)
    (pack / "module-1/introduction.md").write_text("A text.\n")
    strand = '{ key = "one", title = "One", description = "A line.", source = "pack" }'
    rating = f'{{ kind = "rate", scale = ["a", "b", "c"], strands = [{strand}] }}'
    day = write_session("morning", "09.30", "11.00") + write_session("noon", "11.10", "13.00")
    workshop = (
        'week = 4\nalso = ["workshop-1"]\nincludes = ["live"]\n[[breaks]]\nstarts = "11.00"\nends = "11.10"\n'
    )
    touch = write_task("first", '{ kind = "touchpoint", perspective = "The child" }')
    bodies = {
        "m1-w1": ("study", "week = 1\n" + write_task("rate", rating)),
        "m1-w2": ("study", 'week = 2\nincludes = ["part-1"]\n' + write_task("write")),
        "m1-w4": ("workshop", workshop + day),
        "live": (
            "case",
            'completes_with = "m1-w4"\n' + PART.format("one") + PART.format("two") + 'follows = "one"\n',
        ),
        "part-1": ("case", write_task("read")),
        "part-2": ("case", 'opens = [{ by = "release" }]\nfollows = "part-1"\n' + write_task("work")),
        "thread": ("case", touch + 'counts_for = "m1-w4"\nsessions = ["noon"]\n'),
    }
    for key, (kind, body) in bodies.items():
        (pack / f"module-1/{key}").mkdir()
        (pack / f"module-1/{key}/activity.toml").write_text(HEAD.format(key=key, kind=kind) + body)
        (pack / f"module-1/{key}/text.md").write_text("A text.\n")
    return pack


def add_story(pack: Path, text: str, bible: str = BIBLE) -> None:
    """Give the small pack's first case part a bible and a text to hold against it."""
    (pack / "module-1/part-1/bible.toml").write_text(bible)
    (pack / "module-1/part-1/text.md").write_text(text)
