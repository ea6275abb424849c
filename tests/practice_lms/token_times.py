"""Whether a token is of this hour, by the clock that the practice LMS shares with the tool."""

from typing import Any

import jwt
from jwt.types import Options

from lti_app.clock import utc_now

UNTIMED: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
"""What PyJWT is told to leave alone: it looks at the machine's own clock."""


def check_times(claims: dict[str, Any]) -> None:
    """Raise what PyJWT raises for a token that is over, or that is not yet good."""
    now = utc_now().timestamp()
    try:
        ends, begins = int(claims.get("exp", now + 1)), int(claims.get("nbf", claims.get("iat", now)))
    except (TypeError, ValueError) as fault:
        raise jwt.InvalidTokenError("a time that is no number") from fault
    if ends <= now:
        raise jwt.ExpiredSignatureError("Signature has expired")
    if begins > now:
        raise jwt.ImmatureSignatureError("The token is not yet valid")
