"""The launch log: how each attempt ended, written under the reference that the person sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, update

from lti_app.database import Base, writing
from lti_app.launch.limit_records import record_attempt
from lti_app.launch.limit_rules import Limit, TooOften
from lti_app.launch.records import LaunchLogLine
from lti_app.launch.visit_rules import LaunchOutcome
from lti_app.statements import Statement, Way

_LOG = Base.metadata.tables[LaunchLogLine.__tablename__]
_ADD_LOG_LINE = Statement.adding(_LOG, but={"id"})
_END_LOG_LINE = Statement(
    update(_LOG)
    .where(_LOG.c.reference == bindparam("of"))
    .values(outcome=bindparam("ended"), reasons=bindparam("why"), milliseconds=bindparam("took"))
)


def record_refusal(
    *,
    reference: str,
    reasons: str,
    platform_id: int | None,
    milliseconds: int,
    address: str,
    limit: Limit,
    now: datetime,
) -> TooOften | None:
    """Write in the launch log that a launch was refused, and why; count the failure against its address.

    TooOften where that address has failed too often in this window: of those the log holds the first alone.
    """
    counter = limit.make_counter(address, now=now)
    with writing() as connection:
        too_often = limit.judge(counter, count=record_attempt(connection, counter), now=now)
        ended = close_log_line(
            connection, reference, outcome=LaunchOutcome.REFUSED, reasons=reasons, milliseconds=milliseconds
        )
        if not ended and (too_often is None or too_often.first):
            open_log_line(
                connection,
                reference,
                platform_id=platform_id,
                message_type=None,
                outcome=LaunchOutcome.REFUSED,
                reasons=reasons if too_often is None else f"too many failures from one address; {reasons}",
                milliseconds=milliseconds,
                now=now,
            )
    return too_often


def open_log_line(
    connection: Way,
    reference: str,
    *,
    platform_id: int | None,
    message_type: str | None,
    outcome: LaunchOutcome,
    milliseconds: int,
    now: datetime,
    reasons: str = "",
) -> None:
    """Write an attempt in the launch log, and how it ended if it has."""
    line = {
        "reference": reference,
        "at": now,
        "outcome": outcome,
        "reasons": reasons,
        "platform_id": platform_id,
        "message_type": message_type,
        "milliseconds": milliseconds,
    }
    _ADD_LOG_LINE.run(connection, **line)


def close_log_line(
    connection: Way, reference: str, *, outcome: LaunchOutcome, milliseconds: int, reasons: str = ""
) -> bool:
    """Say in the launch log how the attempt ended and how long it took; False where it has no line yet."""
    written = _END_LOG_LINE.run(connection, of=reference, ended=outcome, why=reasons, took=milliseconds)
    return written > 0
