"""The tool's public keys: fetched from the tool, kept, and fetched once more when a `kid` is unknown."""

from threading import Lock
from typing import Any

import jwt

from tests.practice_lms.core import LTI1P3PlatformConfAbstract, LtiException, Registration
from tests.practice_lms.token_times import UNTIMED, check_times

UNKNOWN_KEY = '"kid" invalid, unable to lookup correct key'
MISSING_KEY = '"kid" empty, unable to lookup correct key'


class UnverifiedError(Exception):
    """A token of the tool that does not hold; its text is the one that Moodle's library gives."""


class _Verifier(LTI1P3PlatformConfAbstract):  # type: ignore[misc]
    """The platform core's verification of one token; a new one for each, since it keeps what it parsed."""

    def init_platform_config(self, **kwargs: Any) -> None:
        """Take the registration whose tool signed the token."""
        self._registration = kwargs["registration"]
        self._jwt_verify_options |= UNTIMED

    def get_registration_by_params(self, **kwargs: Any) -> Any:
        """Return the one registration there is."""
        return self._registration


class ToolKeys:
    """The key set of one tool and the verification of what it signs."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._key_set: Any = None
        self._lock = Lock()

    def verify(self, token: str) -> dict[str, Any]:
        """Return a token's claims; signature and `exp` are checked, nothing else, as Moodle does."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError as fault:
            raise UnverifiedError("Wrong number of segments") from fault
        if not kid:
            raise UnverifiedError(MISSING_KEY)
        registration = Registration().set_tool_key_set_url(self._url)
        registration.set_tool_key_set(self._key_set_with(kid))
        return _decode(_Verifier(registration=registration), token)

    def forget(self) -> None:
        """Drop the kept keys, so that the next token makes them be fetched."""
        with self._lock:
            self._key_set = None

    def _key_set_with(self, kid: str) -> Any:
        with self._lock:
            if self._key_set is None or kid not in _kids(self._key_set):
                self._key_set = self._fetch()
            return self._key_set

    def _fetch(self) -> Any:
        try:
            fetched = _Verifier(registration=None).fetch_public_key(self._url)
        except LtiException as fault:
            raise UnverifiedError(f"No keyset found at {self._url}") from fault
        if not isinstance(fetched, dict) or not isinstance(fetched.get("keys"), list):
            raise UnverifiedError(f"No keyset found at {self._url}")
        return fetched


def _kids(key_set: Any) -> set[Any]:
    return {key.get("kid") for key in key_set["keys"]}


def _decode(verifier: _Verifier, token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = verifier.tool_validate_and_decode(token)
        check_times(claims)
    except jwt.ExpiredSignatureError as fault:
        raise UnverifiedError("Expired token") from fault
    except jwt.InvalidSignatureError as fault:
        raise UnverifiedError("Signature verification failed") from fault
    except jwt.ImmatureSignatureError as fault:
        raise UnverifiedError("Cannot handle token prior to its time") from fault
    except LtiException as fault:
        raise UnverifiedError(UNKNOWN_KEY) from fault
    except jwt.InvalidTokenError as fault:
        raise UnverifiedError("Unexpected value in token") from fault
    return claims
