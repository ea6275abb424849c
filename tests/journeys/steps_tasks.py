"""How each task of weeks one and two is answered in its real form, by the labels that a person reads."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.journeys.steps_lms import Shown

SIX = ("Kacper", "Jerome", "Elowen and Jago", "Yonas", "Nusrat", "Kezia")
WEEK_ONE_TASKS = (
    *("introduction", "portfolio-guidance", "experience", "engagement", "strengths", "self-evaluation"),
    *("study-plan", "learning-agreement", "child-of-the-state"),
)
VIGNETTE_TASKS = ("read", "first-responses", "reflection")
WEEK_TWO_TASKS = ("views-of-others", "reflective-study", "blogs", "workshop-questions")
TASKS = {"m1-w1": WEEK_ONE_TASKS, "m1-w2-vignettes": VIGNETTE_TASKS, "m1-w2": WEEK_TWO_TASKS}


def _each(boxes: Locator, act: Callable[[Locator], None]) -> None:
    for box in boxes.all():
        act(box)


def _tick_all(shown: Shown) -> None:
    _each(shown.get_by_role("checkbox"), lambda box: box.check())


def _write(shown: Shown) -> None:
    shown.get_by_label("Your answer").fill("Eleven years in long-term teams, and two adoptions that held.")


def _rate(shown: Shown) -> None:
    _each(shown.get_by_role("radio", name="Secure"), lambda choice: choice.check())
    shown.get_by_label("Note on ‘Direct work’").fill("More with teenagers than with small children.")


def _fill_date(where: Locator, day: str, month: str, year: str) -> None:
    for label, typed in (("Day", day), ("Month", month), ("Year", year)):
        where.get_by_label(label).fill(typed)


def _plan(shown: Shown) -> None:
    shown.get_by_label("What you want to learn").first.fill(
        "To write a placement plan that a child can read."
    )
    shown.get_by_label("How you will know that you have").first.fill(
        "A child has read theirs and corrected it."
    )
    shown.get_by_label("What you will do").first.fill("Read week two’s vignettes with my team.")
    _fill_date(shown.get_by_role("group", name="Step 1"), "27", "3", "2027")


def _agree(shown: Shown) -> None:
    _fill_date(shown.get_by_role("group", name="When did you meet your line manager?"), "2", "11", "2025")
    shown.get_by_label("Your line manager’s role").fill("Team manager")
    _tick_all(shown)
    shown.get_by_label("The theme of your policy and practice briefing").fill("Brothers and sisters together")
    shown.get_by_label("What you agreed").fill("Half a day a week, and supervision on each module.")


def _respond(shown: Shown) -> None:
    for name in SIX:
        shown.get_by_label(f"Your response to ‘{name}’").fill(f"My first thought of {name} is: who asked?")


def _reflect(shown: Shown) -> None:
    expect(shown.get_by_text("My first thought of Kezia is: who asked?")).to_be_visible()
    shown.get_by_label("Your reflection").fill("I began with the adults every time.")


def _tell_views(shown: Shown) -> None:
    shown.get_by_label("Whose view, by role").first.select_option("A partner from another profession")
    shown.get_by_label("What they think").first.fill("The school would have asked the sister.")


def _ask(shown: Shown) -> None:
    shown.get_by_label("A question or an idea").first.fill("When is a plan that has not worked given up?")


ANSWERS: dict[str, Callable[[Shown], None]] = {
    "introduction": _tick_all,
    "portfolio-guidance": _tick_all,
    "experience": _write,
    "engagement": _write,
    "strengths": _write,
    "self-evaluation": _rate,
    "study-plan": _plan,
    "learning-agreement": _agree,
    "child-of-the-state": _tick_all,
    "read": _tick_all,
    "first-responses": _respond,
    "reflection": _reflect,
    "views-of-others": _tell_views,
    "reflective-study": _write,
    "blogs": _tick_all,
    "workshop-questions": _ask,
}
