"""Where an LMS sends its notices (Platform Notification Service 1.0): each verified like a launch, and taken once."""

from __future__ import annotations

import structlog
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.errors import Refused
from lti_app.lti.faults import Fault, FaultCode, ProtocolFaults
from lti_app.lti.notices import read_batch, read_sender, verify_notice
from lti_app.placement.notice_actions import NoticeOutcome, take_notice
from lti_app.placement.notice_reads import find_sending_platform
from lti_app.web import entry
from lti_app.web.protocol import get_key_sets, get_limits

pages = Blueprint("notices", __name__)
log = structlog.get_logger(__name__)


@pages.post("/lti/notices")
@entry.anyone
def receive_notices() -> ResponseReturnValue:
    """Take each notice of a batch; the whole batch is refused where one of them cannot be trusted."""
    try:
        for token in read_batch(request.get_data()):
            _take(token)
    except ProtocolFaults as faults:
        raise Refused(
            str(faults)[:500],
            title="This notice could not be taken",
            advice="It does not keep to the protocol, or is from a learning site that is not connected here.",
            status=400,
        ) from faults
    return "", 204


def _take(token: str) -> None:
    now = utc_now()
    sender = read_sender(token, limits=get_limits())
    platform = find_sending_platform(issuer=sender.issuer, client_ids=sender.client_ids)
    if platform is None:
        raise ProtocolFaults((Fault(FaultCode.ISSUER_WRONG),))
    notice = verify_notice(token, platform=platform, keys=get_key_sets(), limits=get_limits(), now=now)
    outcome = take_notice(notice, platform_id=platform.id, now=now)
    log.info("notice taken", platform_id=platform.id, kind=notice.kind[:64], outcome=outcome.value)
    if outcome is NoticeOutcome.NOT_OURS:
        raise ProtocolFaults((Fault(FaultCode.DEPLOYMENT_CHANGED),))
