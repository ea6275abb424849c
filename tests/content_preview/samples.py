"""Something to have written for a task of each kind, so that its page can be shown in every state."""

from __future__ import annotations

from lti_app.programme.model import (
    Agreement,
    Asks,
    Briefing,
    ChooseReading,
    Confirm,
    ConfirmReflection,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    Questions,
    Rate,
    RespondToEach,
    Views,
)

WORDS = (
    "Here stands what a participant has written. It goes on for a sentence or two, as such answers do.\n\n"
    "A second paragraph follows the first."
)
RECOGNISABLE = "Jamie Smith, born on 3 May 2014, lives at 12 Park Road, SW1A 1AA. Call 07700 900123."
DAY, NEXT_DAY = ("1", "9", "2026"), ("27", "3", "2027")


def write_sample(asks: Asks) -> dict[str, str]:  # noqa: C901 - one case for each kind of task
    """A form that is enough to submit."""
    match asks:
        case Confirm(things=things) | ChooseReading(things=things):
            return {f"confirmed.{thing.key}": "yes" for thing in things}
        case RespondToEach(vignettes=vignettes):
            return {f"response.{one.key}": WORDS for one in vignettes}
        case Views() | Feedback():
            rows = range(1, asks.minimum + 1)
            roles = {f"view.{number}.role": asks.roles[0] for number in rows}
            return roles | {f"view.{number}.text": WORDS for number in rows}
        case Rate() | FinalRating():
            ratings = {f"rating.{one.key}": str(len(asks.scale) - 1) for one in asks.strands}
            return ratings | {f"note.{one.key}": "A note." for one in asks.strands}
        case GoalsAndPlan():
            goal = {"goal.1.text": "To hear the child first", "goal.1.measure": "Children say so"}
            return goal | {"step.1.what": "Ask for time"} | _date("step.1.by", NEXT_DAY)
        case Agreement():
            ticks = [f"undertaking.{number}" for number, _ in enumerate(asks.undertakings, start=1)]
            ticks += [f"commitment.{number}" for number, _ in enumerate(asks.commitments, start=1)]
            said = {"role": "Team manager", "agreed": WORDS, "theme": "Kinship care and its support"}
            return dict.fromkeys(ticks, "yes") | said | _date("date", DAY)
        case Discussion():
            return {"role": asks.roles[0], "outcome": WORDS} | _date("date", DAY)
        case Questions():
            return {"question.1": "What would you have done first?"}
        case ConfirmReflection():
            return {"confirmed": "yes", "text": WORDS}
        case Briefing():
            return {"theme": "Kinship care and its support", "text": WORDS}
        case _:
            return {"text": WORDS}


def _date(prefix: str, day: tuple[str, str, str]) -> dict[str, str]:
    return {f"{prefix}-{part}": value for part, value in zip(("day", "month", "year"), day, strict=True)}
