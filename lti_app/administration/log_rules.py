"""The launch log's fixed phrases in plain words: what happened, and what an administrator does about it."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.launch.visit_rules import LaunchOutcome


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an attempt did not succeed, and what to do."""

    happened: str
    remedy: str


OUTCOMES = {
    LaunchOutcome.STARTED: "Not finished",
    LaunchOutcome.ADMITTED: "Let in",
    LaunchOutcome.TICKET: "Offered a new window",
    LaunchOutcome.REFUSED: "Refused",
}
NOTHING = "Nothing needs to be done."
OPEN_AGAIN = "The person opens the activity again from the course."

PHRASES = {
    "lms not registered": Reason(
        "The learning site that they came from is not registered here.",
        "Connect it by its registration page, or check that issuer and client ID are the ones that are listed.",
    ),
    "begun in another browser": Reason(
        "The launch was begun in one browser and ended in another.", OPEN_AGAIN
    ),
    "state unknown or used": Reason(
        "The page was reloaded, or waited too long between the learning site and here.", OPEN_AGAIN
    ),
    "lms answered": Reason(
        "The learning site answered with an error in place of a launch: {detail}.",
        "Often the person was signed out there. If it goes on, look at the tool’s settings in the learning site.",
    ),
    "deployment not approved": Reason(
        "The launch came through a deployment that is not approved.", "Approve it under Learning sites."
    ),
    "deployment unknown": Reason(
        "The launch came through a deployment that was not known before.",
        "It is listed now under Learning sites: approve it, or turn it off.",
    ),
    "no role in the course": Reason(
        "The learning site gives this person no role in the course that this service knows.",
        "Enrol them in the course as a participant (student) or trainer (teacher).",
    ),
    "ticket unknown or used": Reason("The button for a new window was used twice or too late.", OPEN_AGAIN),
    "ticket from another site": Reason("A form that was not ours was sent.", OPEN_AGAIN),
    "too many": Reason(
        "There were too many attempts in a short time.", "The person waits a minute and opens it again."
    ),
}
OUTCOME_WORDS = {
    LaunchOutcome.STARTED: Reason(
        "The launch was verified, and then something failed here.",
        "Pass the reference on to whoever runs this service: their log has more under it.",
    ),
    LaunchOutcome.ADMITTED: Reason("All went well.", NOTHING),
    LaunchOutcome.TICKET: Reason(
        "The browser keeps no cookie inside the course page, so a new window was offered.",
        "Nothing needs to be done. To spare the step, let the activity open in a new window.",
    ),
}


def find_reason(phrase: str) -> Reason | None:
    """The words for a phrase of the launch log; None where it is not one of these."""
    for known, reason in PHRASES.items():
        if phrase == known or phrase.startswith(f"{known} "):
            detail = phrase.removeprefix(known).strip() or "no more is known"
            return Reason(reason.happened.format(detail=detail), reason.remedy)
    return None


def describe_phrase(phrase: str) -> Reason:
    """The words for a phrase, or the phrase itself where there are none."""
    return find_reason(phrase) or Reason(
        f"{phrase[:1].upper()}{phrase[1:]}.",
        "If it goes on, pass the reference on to whoever runs this service.",
    )
