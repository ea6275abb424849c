"""What is taken from the third-party platform core `lti1p3platform`, which has no types."""

from lti1p3platform.exceptions import LtiException
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration

__all__ = [
    "LTI1P3PlatformConfAbstract",
    "LTIAdvantageMessageLaunchAbstract",
    "LtiException",
    "OIDCLoginAbstract",
    "Registration",
]
