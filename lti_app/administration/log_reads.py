"""The launch log as an administrator reads it: their own organisation's attempts, found by reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from lti_app.administration.log_rules import OUTCOME_WORDS, OUTCOMES, Reason, describe_phrase
from lti_app.database import read_only
from lti_app.launch.records import LaunchLogLine
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.lti.faults import describe_in_parts, find_fault
from lti_app.organisation.records import PlatformRecord

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to open something. `site` is None where the attempt named no learning site that is known."""

    reference: str
    at: datetime
    outcome: str
    refused: bool
    milliseconds: int
    site: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """The newest attempts, or the one that was looked for."""

    title: str
    wanted: str
    refused_only: bool
    attempts: tuple[Attempt, ...]


def get_log_page(organisation_id: int, *, wanted: str, refused_only: bool) -> LogPage:
    """The organisation's newest attempts, or the one of that reference.

    An attempt of no known learning site is nobody's: whoever was told its reference finds it, and it says no more
    than the person was told.
    """
    wanted = wanted.strip()[:16]
    query = (
        select(LaunchLogLine, PlatformRecord.issuer)
        .outerjoin(PlatformRecord, LaunchLogLine.platform_id == PlatformRecord.id)
        .order_by(LaunchLogLine.at.desc(), LaunchLogLine.id.desc())
        .limit(PAGE_LENGTH)
    )
    own = PlatformRecord.organisation_id == organisation_id
    if wanted:
        query = query.where(
            LaunchLogLine.reference == wanted.lower(), or_(own, LaunchLogLine.platform_id.is_(None))
        )
    elif refused_only:
        query = query.where(and_(own, LaunchLogLine.outcome == LaunchOutcome.REFUSED))
    else:
        query = query.where(own)
    with read_only() as session:
        attempts = tuple(_attempt(line, issuer) for line, issuer in session.execute(query))
    return LogPage(
        title="Launch log",
        wanted=wanted,
        refused_only=refused_only,
        attempts=attempts,
    )


def _attempt(line: LaunchLogLine, issuer: str | None) -> Attempt:
    return Attempt(
        reference=line.reference,
        at=line.at,
        outcome=OUTCOMES[line.outcome],
        refused=line.outcome is LaunchOutcome.REFUSED,
        milliseconds=line.milliseconds,
        site=issuer,
        reasons=_list_reasons(line),
    )


def _list_reasons(line: LaunchLogLine) -> tuple[Reason, ...]:
    if line.outcome is not LaunchOutcome.REFUSED:
        return (OUTCOME_WORDS[line.outcome],)
    phrases = [phrase.strip() for phrase in line.reasons.split(";") if phrase.strip()]
    return tuple(_reason(phrase) for phrase in phrases) or (describe_phrase("refused"),)


def _reason(phrase: str) -> Reason:
    fault = find_fault(phrase)
    return Reason(*describe_in_parts(fault)) if fault is not None else describe_phrase(phrase)
