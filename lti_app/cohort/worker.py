"""Reading rosters outside requests: begin, ask the LMS with no transaction open, keep what it said."""

from __future__ import annotations

import structlog
from flask import Flask

from lti_app.clock import utc_now
from lti_app.cohort.name_rules import write_names
from lti_app.cohort.reads import list_cohorts_with_roster
from lti_app.cohort.roster_actions import RosterCall, begin_roster, record_roster, record_roster_failed
from lti_app.cohort.standing_rules import Listed
from lti_app.cohort.words_rules import CallTrouble, name_call_trouble
from lti_app.lti.http import LmsHttp, Unreachable
from lti_app.lti.nrps import Member, MemberStatus, Roster, list_members
from lti_app.lti.service_calls import Caller, ServiceRefused
from lti_app.lti.tokens import TokenRefused, Tokens
from lti_app.score_delivery.reads import find_sender

log = structlog.get_logger(__name__)


def read_roster(app: Flask, *, http: LmsHttp, tokens: Tokens, cohort_id: int, whole: bool = False) -> bool:
    """Read one course's roster; whether it was kept. What goes wrong is kept in words for the trainer.

    Where the list of differences is refused, or is not a list any more, the whole is asked for at once.
    """
    with app.app_context():
        call = begin_roster(cohort_id=cohort_id, now=utc_now(), whole=whole)
        if call is None:
            return False
        roster = _ask(call, http, tokens)
        if isinstance(roster, CallTrouble):
            record_roster_failed(cohort_id=cohort_id, why=roster, now=utc_now())
            log.warning(
                "roster could not be read", cohort_id=cohort_id, platform_id=call.platform_id, why=roster.name
            )
            if not call.is_whole and roster is not CallTrouble.NO_ANSWER:
                return read_roster(app, http=http, tokens=tokens, cohort_id=cohort_id, whole=True)
            return False
        kept = record_roster(
            cohort_id=cohort_id,
            listed=tuple(listed_value(one) for one in roster.members),
            is_whole=call.is_whole,
            differences_url=roster.differences_url,
            programme=app.extensions["programme"],
            now=utc_now(),
        )
        return kept is not None


def read_rosters(app: Flask, *, http: LmsHttp, tokens: Tokens) -> int:
    """Read every course's roster, one after another; how many were kept."""
    with app.app_context():
        cohorts = list_cohorts_with_roster()
    return sum(read_roster(app, http=http, tokens=tokens, cohort_id=one) for one in cohorts)


def listed_value(member: Member) -> Listed:
    """A member as the rules know one; names that the LMS does not share are None."""
    names = None if member.names is None else write_names(member.names)
    return Listed(member.user_id, member.roles, member.status is MemberStatus.ACTIVE, names)


def _ask(call: RosterCall, http: LmsHttp, tokens: Tokens) -> Roster | CallTrouble:
    sender = find_sender(call.platform_id, now=utc_now())
    if sender is None:
        return CallTrouble.NOT_APPROVED
    caller = Caller(http, tokens, sender.platform, sender.key)
    try:
        return list_members(caller, url=call.url, now=utc_now())
    except Unreachable:
        return CallTrouble.NO_ANSWER
    except (ServiceRefused, TokenRefused) as refused:
        return name_call_trouble(status=refused.status)
    except ValueError:
        return CallTrouble.UNREADABLE
    except Exception:
        # The worker's edge: one course that we cannot read must not keep the others from being read.
        log.exception("roster reading failed", cohort_id=call.cohort_id)
        return CallTrouble.OUR_FAULT
