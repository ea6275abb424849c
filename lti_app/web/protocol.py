"""What a launch is verified with, as this service has set it up: key sets, limits, and its own hosts."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from lti_app.lti.keys import KeySets
from lti_app.lti.launch import Limits
from lti_app.lti.registration import Registrar
from lti_app.web.current import get_settings


def get_key_sets() -> KeySets:
    """The key sets of the registered LMSs, shared by the process's threads."""
    key_sets: KeySets = current_app.extensions["key_sets"]
    return key_sets


def get_limits() -> Limits:
    """The limits that a launch must keep to."""
    limits: Limits = current_app.extensions["launch_limits"]
    return limits


def get_registrar() -> Registrar:
    """The talk with LMSs that register this service by themselves."""
    registrar: Registrar = current_app.extensions["registrar"]
    return registrar


def get_tool_hosts() -> frozenset[str]:
    """The hosts (with port, where it is not the scheme's own) that a launch's target may be on."""
    return frozenset({urlsplit(get_settings().public_url).netloc})
