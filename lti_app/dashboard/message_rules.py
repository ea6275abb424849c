"""What a trainer may send from their learning site's own mail: messages written for those who are stuck or have not
begun."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.dashboard.pace_rules import PaceState


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a text to copy."""

    subject: str
    text: str


def write_letter(*, state: PaceState, week: str, programme: str, days: int) -> Letter:
    """The message for people who are at `week`, a week in full: "Module 1, Week 2: …".

    `days` are those after which somebody counts as stuck. It names nobody, so that one message can go to all of them.
    """
    if state is PaceState.NOT_BEGUN:
        return Letter(
            subject=f"{programme}: your first week is open",
            text=(
                "Hello,\n\n"
                f"Your place on {programme} is ready, and you have not opened the first week yet. It is "
                f"{week}. You find it on our course page.\n\n"
                "You can stop at any point and come back: what you type is saved. If something keeps you from "
                "starting, such as time, a problem with signing in, or a change in your work, tell me or your line "
                "manager, and we will look at it together.\n\n"
                "With kind regards"
            ),
        )
    return Letter(
        subject=f"{programme}: how are you getting on with {_short(week)}?",
        text=(
            "Hello,\n\n"
            f"You are at {week}, and have not submitted anything for {_say_days(days)} or more. That may have a good "
            "reason. What you have written is saved, and you can go on from our course page where you stopped.\n\n"
            "If the work itself, or the time for it, is the difficulty, tell me or bring it to supervision: your line "
            "manager has undertaken to give you the time that the programme needs.\n\n"
            "With kind regards"
        ),
    )


def _short(week: str) -> str:
    return week.partition(":")[0]


def _say_days(days: int) -> str:
    if days == 1:
        return "a day"
    return f"{days // 7} weeks" if days % 7 == 0 and days > 7 else f"{days} days"
