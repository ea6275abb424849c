"""A small programme that has every kind of gate: weeks, a workshop with a live case, a story in parts, touchpoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    Break,
    Condition,
    Difficulty,
    Follows,
    Line,
    Part,
    PartKey,
    PartRef,
    Programme,
    Released,
    RunSheet,
    Session,
    Source,
    Touchpoint,
    WithWeek,
    Workshop,
    Write,
)
from tests.activity.programmes import make_activity, make_programme, make_prose, make_task

BRADLEY, WORKSHOP, STORY_ONE, STORY_TWO, REAL = (
    ActivityKey(key) for key in ("bradley", "w2", "story-1", "story-2", "real")
)


def make_part(activity: str, key: str, opens: Iterable[Condition] = (Released(),), follows: str = "") -> Part:
    """A part whose text names it; `follows` is the part ahead."""
    ahead = (Follows(PartRef(ActivityKey(activity), PartKey(follows))),) if follows else ()
    text = make_prose(f"The words of {activity} {key}")
    return Part(PartKey(key), f"The title of {activity} {key}", text, (*opens, *ahead), Source.PACK)


def make_workshop() -> Workshop:
    """A day of one session and a break; its run sheet is recognisable."""
    line = Line("goal", "A goal for trainers", Source.PACK)
    sheet = RunSheet(
        goals=(line,),
        preparation=("Preparation for trainers",),
        materials=("Materials for trainers",),
        plan=make_prose("The plan for trainers"),
        messages=(replace(line, text="A message for trainers"),),
        difficulties=(Difficulty("one", "A difficulty for trainers", "Help for trainers", Source.PACK),),
        slides=None,
        uses=(BRADLEY,),
    )
    session = Session("one", "Introductions", time(9, 30), time(11), sheet, Source.PACK)
    return Workshop((session,), (Break("Coffee", time(11), time(11, 10)),))


def make_whole() -> Programme:
    """`w1` study; `w2` a workshop with the live case `bradley` and a touchpoint; `w3` study, which shows `story-1`;
    `story-2` is released and follows `story-1`; `real` has a touchpoint for w1 and one for w2."""
    study = Write(None, reviewed=True)
    touch = Touchpoint("The child", None)
    workshop = replace(
        make_activity("w2", (), week=2, includes=("bradley",)),
        kind=ActivityKind.WORKSHOP,
        workshop=make_workshop(),
    )
    bradley = replace(
        make_activity("bradley", ()),
        completes_with=WORKSHOP,
        parts=(make_part("bradley", "one"), make_part("bradley", "two", follows="one")),
    )
    story_two = replace(
        make_activity("story-2", ()),
        completes_with=WORKSHOP,
        opens=(Released(), Follows(STORY_ONE)),
        parts=(make_part("story-2", "text", opens=()),),
    )
    real = make_activity(
        "real",
        (
            replace(
                make_task("first", touch), counts_for=ActivityKey("w1"), opens=(WithWeek(ActivityKey("w1")),)
            ),
            replace(make_task("second", touch), counts_for=WORKSHOP, opens=(WithWeek(WORKSHOP),)),
        ),
    )
    return make_programme(
        make_activity("w1", (make_task("a"), make_task("study", study)), week=1),
        workshop,
        bradley,
        _show(make_activity("w3", (make_task("d"),), week=3), "story-1", "story-2"),
        make_activity("story-1", (make_task("read"),)),
        story_two,
        real,
    )


def _show(week: Activity, *cases: str) -> Activity:
    return replace(week, shows=tuple(ActivityKey(key) for key in cases))
