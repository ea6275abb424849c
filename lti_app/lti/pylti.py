"""The seam to pylti1p3 2.0.0 for launches: its registration, key matching and message validation, and none of its
HTTP, cookies, sessions or state. What those lack is done in `launch.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jwcrypto.common import JWException
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.registration import Registration
from pylti1p3.tool_config.abstract import ToolConfAbstract

from lti_app.lti.platforms import Platform


class _Absent:
    """Stands where pylti1p3 wants a request, a session, cookies or HTTP: using it fails at once."""


class _OnePlatform(ToolConfAbstract[Any]):
    """pylti1p3's registration seam over the one platform that the state of the launch is bound to."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_params(
        self, iss: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Registration:
        if (iss, client_id) != (self._platform.issuer, self._platform.client_id):
            raise LtiException("Registration not found.")
        return Registration().set_issuer(iss).set_client_id(client_id)

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:
        raise LtiException("An issuer alone names no registration")

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        raise LtiException("An issuer alone names no deployment")

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment:
        return Deployment().set_deployment_id(deployment_id)


class _Launch(MessageLaunch[Any, Any, Any, Any]):
    """pylti1p3's launch without its ways to the browser and the network."""

    def __init__(self, tool_config: ToolConfAbstract[Any], client_id: str) -> None:
        absent: Any = _Absent()
        super().__init__(
            request=absent,
            tool_config=tool_config,
            session_service=absent,
            cookie_service=absent,
            requests_session=absent,
        )
        self._client_id = client_id
        self.set_auto_validation(enable=False)

    def _get_request_param(self, key: str) -> str:
        raise LtiException("This launch has no request")

    def get_client_id(self) -> str:
        # pylti1p3 2.0.0 takes the first audience; `launch.py` has checked that ours is among them, with its azp.
        return self._client_id


def find_message_fault(claims: Mapping[str, Any], platform: Platform) -> str | None:
    """What pylti1p3's registration, deployment and message checks have against verified claims; None for nothing."""
    launch = _Launch(_OnePlatform(platform), platform.client_id)
    launch.set_jwt(val={"body": claims})  # type: ignore[typeddict-item]
    try:
        launch.validate_registration()
        launch.validate_deployment()
        launch.validate_message()
    except LtiException as refused:
        return str(refused)
    return None


def find_key_pem(jwks: Sequence[Mapping[str, Any]], kid: str) -> bytes | None:
    """The PEM of the RS256 key of that id by pylti1p3's matching; None where there is none or it cannot be read."""
    launch = _Launch(_OnePlatform(_NOWHERE), "")
    launch.set_jwt(val={"header": {"kid": kid, "alg": "RS256"}})
    key_set: Any = {"keys": list(jwks)}
    launch._registration = Registration().set_key_set(key_set=key_set)
    try:
        pem: str | bytes = launch.get_public_key()[0] if jwks else b""
    except (LtiException, JWException):
        return None
    return (pem.encode() if isinstance(pem, str) else pem) or None


_NOWHERE = Platform(
    id=0, issuer="", client_id="", auth_url="", token_url="", jwks_url="", token_audience=None
)
