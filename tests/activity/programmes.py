"""Small programmes for tests: one task of every kind, and weeks with a case between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markupsafe import Markup, escape

from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    Agreement,
    Asks,
    Briefing,
    BriefingStage,
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    InOrder,
    Module,
    Programme,
    Prose,
    Questions,
    Rate,
    Readers,
    ReflectOn,
    RespondToEach,
    Source,
    Strand,
    Task,
    TaskKey,
    TaskRef,
    Thing,
    Touchpoint,
    Views,
    Vignette,
    WithWeek,
    Write,
)


def make_prose(text: str) -> Prose:
    """A text of one paragraph."""
    return Prose(text, Markup("<p>") + escape(text) + Markup("</p>"))


def make_ref(activity: str, task: str) -> TaskRef:
    """The name of a task."""
    return TaskRef(ActivityKey(activity), TaskKey(task))


def make_task(
    key: str, asks: Asks | None = None, *, essential: bool = True, opens_after: Iterable[TaskRef] = ()
) -> Task:
    """A task that asks for words where nothing else is said."""
    return Task(
        key=TaskKey(key),
        title=f"Task {key}",
        question=make_prose(f"The question of {key}"),
        asks=asks or Write(None, reviewed=False),
        essential=essential,
        readers=Readers.TRAINER,
        minutes=10,
        opens_after=tuple(opens_after),
        outline=None,
        source=Source.PACK,
    )


def make_activity(
    key: str, tasks: Iterable[Task], *, week: int | None = None, includes: Iterable[str] = (), module: int = 1
) -> Activity:
    """A week where `week` says which, else a case activity."""
    return Activity(
        key=ActivityKey(key),
        kind=ActivityKind.CASE if week is None else ActivityKind.STUDY,
        module=module,
        week=week,
        title=f"Activity {key}",
        summary="",
        purpose=make_prose(f"The purpose of {key}"),
        outcomes=(),
        tasks=tuple(tasks),
        includes=tuple(ActivityKey(one) for one in includes),
        trainer_notes=(make_prose(f"A trainer note on {key}"),),
        source=Source.PACK,
    )


def make_programme(*given: Activity) -> Programme:
    """A programme of those activities, in one module for each number; gates left unsaid are as a pack's reader fills
    them in."""
    activities = tuple(_fill_gate(one, given) for one in given)
    numbers = sorted({one.module for one in activities})
    modules = tuple(
        Module(
            number,
            f"Module {number}",
            make_prose(""),
            (),
            (),
            (),
            tuple(a for a in activities if a.module == number),
        )
        for number in numbers
    )
    return Programme("test", "A test programme", "v1", modules, {one.key: one for one in activities})


def _fill_gate(activity: Activity, among: Iterable[Activity]) -> Activity:
    if activity.opens:
        return activity
    if activity.week is not None:
        return replace(activity, opens=(InOrder(),))
    weeks = [one for one in among if one.week is not None and activity.key in (*one.includes, *one.shows)]
    first = min(weeks, key=lambda one: (one.module, one.week or 0), default=None)
    return replace(activity, opens=(WithWeek(first.key),)) if first is not None else activity


VIGNETTES = (
    Vignette("amira", "Amira", make_prose("Amira is seven and asks when she goes home.")),
    Vignette("leon", "Leon", make_prose("Leon is fifteen and will not say.")),
)
KINDS: dict[str, Asks] = {
    "read": Confirm("read", (Thing("guide", "The guide", None, None, make_prose("Guidance")),)),
    "write": Write(None, reviewed=False),
    "study": Write(5, reviewed=False),
    "respond": RespondToEach(VIGNETTES),
    "reflect": ReflectOn(make_ref("every", "respond")),
    "views": Views(1, ("A colleague", "A lay person")),
    "rate": Rate(("Low", "Middle", "High"), (Strand("s1", "Strand one", ""), Strand("s2", "Strand two", ""))),
    "plan": GoalsAndPlan(),
    "agreement": Agreement(("Undertaken",), ("Committed",), asks_briefing_theme=True),
    "discussion": Discussion(("Line manager", "Colleague")),
    "questions": Questions(),
    "childhood": ConfirmReflection(),
    "feedback": Feedback(1, ("A colleague", "A manager")),
    "briefing": Briefing(BriefingStage.DEVELOPED, make_ref("every", "agreement"), None),
    "final": FinalRating(
        make_ref("every", "rate"),
        ("Low", "Middle", "High"),
        (Strand("s1", "Strand one", ""), Strand("s2", "Strand two", "")),
    ),
    "touchpoint": Touchpoint("The child", None),
    "further": ChooseReading((Thing("more", "More to read", None, "more", None),)),
}
ENOUGH: dict[str, dict[str, str]] = {
    "read": {"confirmed.guide": "yes", "note.guide": "Mine alone"},
    "write": {"text": "My words"},
    "study": {"text": "just these five words here"},
    "respond": {"response.amira": "First thought", "response.leon": "Second thought"},
    "reflect": {"text": "Looking back"},
    "views": {"view.1.role": "A colleague", "view.1.text": "She said so"},
    "rate": {"rating.s1": "1", "rating.s2": "3", "note.s2": "Because"},
    "plan": {
        "goal.1.text": "To listen",
        "goal.1.measure": "They say so",
        "step.1.what": "Read",
        "step.1.by-day": "27",
        "step.1.by-month": "3",
        "step.1.by-year": "2027",
    },
    "agreement": {
        "date-day": "1",
        "date-month": "11",
        "date-year": "2026",
        "role": "Team manager",
        "agreed": "Much",
        "undertaking.1": "yes",
        "commitment.1": "yes",
        "theme": "Kinship",
    },
    "discussion": {
        "date-day": "1",
        "date-month": "11",
        "date-year": "2026",
        "role": "Colleague",
        "outcome": "Clarity",
    },
    "questions": {"question.1": "Why so late?"},
    "childhood": {"confirmed": "yes"},
    "feedback": {"view.1.role": "A manager", "view.1.text": "You listen"},
    "briefing": {"theme": "Kinship", "text": "What I found"},
    "final": {"rating.s1": "3", "rating.s2": "3"},
    "touchpoint": {"text": "What she sees"},
    "further": {"confirmed.more": "yes"},
}


def make_every_kind() -> Programme:
    """A programme of one week that has a task of every kind."""
    return make_programme(
        make_activity("every", (make_task(key, asks) for key, asks in KINDS.items()), week=1)
    )


def make_weeks() -> Programme:
    """Two weeks, the second with a case: `w1` a, b and the optional c; `w2` d and the case `case` e, then f."""
    after = (make_ref("case", "e"),)
    return make_programme(
        make_activity("w1", (make_task("a"), make_task("b"), make_task("c", essential=False)), week=1),
        make_activity("w2", (make_task("d"),), week=2, includes=("case",)),
        make_activity(
            "case",
            (
                make_task("e", RespondToEach(VIGNETTES)),
                make_task("f", ReflectOn(after[0]), opens_after=after),
            ),
        ),
    )
