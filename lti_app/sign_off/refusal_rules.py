"""What somebody is told whose link or code does not open the desk: what happened, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.sign_off.visit_rules import EndedBecause, LinkState

ELSEWHERE_ALREADY = "link used in another browser"
PARTICIPANTS_BROWSER = "link opened in the participant's browser"
TOO_MANY_CODES = "too many codes"
WRONG_CODE = "wrong code"
SPENT_CODE = "code spent or expired"

ASK = "Ask the participant or their trainer for a new link."


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """Title, advice and status of a refusal."""

    title: str
    advice: str
    status: int = 403


_STATES = {
    LinkState.TAMPERED: RefusalWords(
        "This link is not one of ours",
        "It may have been cut short when it was copied. Copy the whole link, or open it from the mail again. If that "
        "does not help: " + ASK[0].lower() + ASK[1:],
        404,
    ),
    LinkState.EXPIRED: RefusalWords("This link has expired", f"A link works for a limited time. {ASK}", 410),
    LinkState.ENDED: RefusalWords(
        "This link has been replaced",
        "A newer link was made, or this one was stopped because too many codes were asked for. Use the newest link "
        "that you have. " + ASK,
        410,
    ),
    LinkState.NOT_CONFIRMED: RefusalWords(
        "You are not the confirmed line manager any more",
        "Somebody else has been named since, or the naming was ended. If that is not right, speak to the participant "
        "or their trainer. What you signed is kept.",
        410,
    ),
}
_REASONS = {
    ELSEWHERE_ALREADY: RefusalWords(
        "This link has been used already",
        f"A link opens the desk in one browser alone, and this one was opened in another. {ASK}",
    ),
    PARTICIPANTS_BROWSER: RefusalWords(
        "This link is for the line manager alone",
        "It was opened in the browser in which the participant works, and is not accepted there. If you are the line "
        "manager, open it in a browser of your own.",
    ),
    TOO_MANY_CODES: RefusalWords(
        "Too many codes have been asked for",
        "Enter the newest code that you were sent, or wait an hour and open the link again.",
        429,
    ),
    EndedBecause.TOO_MANY_CODES: RefusalWords(
        "This link has been stopped",
        "Too many codes were asked for in one day. If it was not you, tell the trainer. Ask the participant or their "
        "trainer for a new link tomorrow.",
        410,
    ),
    WRONG_CODE: RefusalWords("", "This code is not right. Enter the newest code that you were sent"),
    SPENT_CODE: RefusalWords(
        "", "This code no longer works, or was asked for in another browser. Ask for a new one"
    ),
}


def say_refusal(state: LinkState | None, reason: str) -> RefusalWords:
    """The words for a link's state or, where it is good, for the reason why it does not open here."""
    if reason in _REASONS:
        return _REASONS[reason]
    return _STATES[state if state in _STATES else LinkState.TAMPERED]
