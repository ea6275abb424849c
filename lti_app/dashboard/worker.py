"""Reading a cohort's gradebook columns outside requests, one call for each, with no transaction open meanwhile."""

from __future__ import annotations

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.cohort.words_rules import CallTrouble, name_call_trouble
from lti_app.dashboard.comparing_actions import (
    ColumnCall,
    Shown,
    begin_comparison,
    end_comparison,
    record_column,
)
from lti_app.dashboard.comparing_rules import read_percent
from lti_app.lti.ags import list_results
from lti_app.lti.http import LmsHttp, Unreachable
from lti_app.lti.service_calls import Caller, ServiceRefused
from lti_app.lti.tokens import TokenRefused, Tokens
from lti_app.score_delivery.reads import find_sender

log = structlog.get_logger(__name__)


def read_gradebook(app: Flask, *, http: LmsHttp, tokens: Tokens, cohort_id: int) -> int:
    """Read what the gradebook shows for a cohort; how many columns were read. Troubles are kept in words."""
    with app.app_context():
        columns = begin_comparison(cohort_id=cohort_id, now=utc_now())
        if columns is None:
            return 0
        read, last = 0, None
        for column in columns:
            shown = _ask(column, http, tokens)
            if isinstance(shown, CallTrouble):
                last = shown
                log.warning("column could not be read", placement_id=column.placement_id, why=shown.name)
                record_column(
                    cohort_id=cohort_id, placement_id=column.placement_id, shown=(), why=shown.value
                )
            else:
                read += 1
                record_column(cohort_id=cohort_id, placement_id=column.placement_id, shown=shown, why=None)
        why = last.value if last is not None and not read else None
        end_comparison(cohort_id=cohort_id, why=why, now=utc_now())
        return read


def _ask(column: ColumnCall, http: LmsHttp, tokens: Tokens) -> tuple[Shown, ...] | CallTrouble:
    sender = find_sender(column.platform_id, now=utc_now())
    if sender is None:
        return CallTrouble.NOT_APPROVED
    caller = Caller(http, tokens, sender.platform, sender.key)
    try:
        found = list_results(caller, line_item_url=column.line_item_url, user_id=None, now=utc_now())
    except Unreachable:
        return CallTrouble.NO_ANSWER
    except (ServiceRefused, TokenRefused) as refused:
        return name_call_trouble(status=refused.status)
    except ValueError:
        return CallTrouble.UNREADABLE
    except Exception:
        # The worker's edge: one column that we cannot read must not keep the others from being read.
        log.exception("column reading failed", placement_id=column.placement_id)
        return CallTrouble.OUR_FAULT
    return tuple(Shown(one.user_id, read_percent(score=one.score, maximum=one.maximum)) for one in found)
