"""Connecting an LMS in its own dialogue: one question, one answer, and what happens next."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NoReturn

import structlog
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.clock import utc_now
from lti_app.errors import Refused
from lti_app.launch.limit_rules import Limited, mask_address
from lti_app.launch.secret_rules import digest
from lti_app.lti.configuration import PlatformConfiguration
from lti_app.lti.registration import Granted, ToolDescription
from lti_app.lti.registration_faults import (
    RegistrationFailed,
    RegistrationFault,
    describe_failure,
)
from lti_app.lti.texts import read_label
from lti_app.organisation.registering_actions import Connected, record_connection, use_registration
from lti_app.organisation.registering_rules import LONGEST_NAME, Connection, find_name_fault
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings
from lti_app.web.limits import stop_if_too_often
from lti_app.web.logs import get_request_id
from lti_app.web.protocol import get_registrar
from lti_app.web.sealing import open_seal, seal
from lti_app.web.security import allow_framing_by
from lti_app.web.turns import take_turn

pages = Blueprint("registering", __name__)
log = structlog.get_logger(__name__)
PURPOSE = "lti registration"


@dataclass(frozen=True, slots=True)
class NamePage:
    """The one question. `faults` are pairs of a field's id and what is wrong with it."""

    title: str
    site: str
    product: str
    action: str
    sealed: str
    organisation: str
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DonePage:
    """What happened and what comes next."""

    title: str
    site: str
    updated: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a registration page carries to its POST."""

    number: str
    token: str
    configuration: PlatformConfiguration


@pages.get("/lti/register")
@entry.anyone
def show_registration() -> ResponseReturnValue:
    """Ask for the organisation's name, after the LMS has said how it can be reached."""
    # It makes us call an address that anybody may name: as many times as a person would, and no more.
    stop_if_too_often(Limited.SIGNED_LINK, "registration", mask_address(request.remote_addr), now=utc_now())
    address = request.args.get("openid_configuration", "")
    allow_framing_by(address)
    try:
        if not address:
            raise RegistrationFailed(RegistrationFault.ADDRESS_MISSING)
        with _take_turn():
            configuration = get_registrar().read(address)
    except RegistrationFailed as failed:
        _refuse(failed)
    asked = _Asked(secrets.token_urlsafe(16), request.args.get("registration_token", ""), configuration)
    return render_template("administration/register.html", page=_name_page(asked, now=utc_now()))


@pages.post("/lti/register")
@entry.anyone
def send_registration() -> ResponseReturnValue:
    """Register the tool in the LMS, keep the connection switched off, and say what happens next."""
    now = utc_now()
    asked = _open(request.form.get("sealed", ""), now=now)
    allow_framing_by(asked.configuration.site)
    typed = request.form.get("organisation", "")
    name = read_label(typed, longest=LONGEST_NAME + 1) or ""
    fault = find_name_fault(name)
    if fault is not None:
        page = _name_page(asked, now=now, organisation=typed, faults=(("organisation", fault),))
        return render_template("administration/register.html", page=page), 422
    try:
        with _take_turn():
            if not use_registration(
                digest(asked.number), expires_at=now + get_settings().registration_lifetime
            ):
                raise RegistrationFailed(RegistrationFault.TOKEN_USED)
            granted = get_registrar().register(asked.configuration, describe_tool(), token=asked.token)
    except RegistrationFailed as failed:
        _refuse(failed)
    connected = record_connection(_connection(asked.configuration, granted), organisation=name, now=utc_now())
    return _show_done(asked, connected)


def describe_tool() -> ToolDescription:
    """This service as it presents itself to an LMS."""
    programme, settings = get_programme(), get_settings()
    return ToolDescription(
        name=programme.title,
        description=f"The activities of {programme.title}, with grades in your gradebook.",
        login_url=settings.public_url + url_for("login.begin_login"),
        launch_url=settings.launch_url,
        jwks_url=settings.public_url + url_for("organisation.show_key_set"),
    )


def _take_turn() -> AbstractContextManager[None]:
    return take_turn(
        "registration",
        title="Another learning site is being connected",
        advice="Wait half a minute, then close this page and begin again in your learning site. Nothing was changed.",
    )


def _name_page(
    asked: _Asked, *, now: datetime, organisation: str = "", faults: tuple[tuple[str, str], ...] = ()
) -> NamePage:
    values = {
        "number": asked.number,
        "token": asked.token,
        "configuration": asdict(asked.configuration),
    }
    return NamePage(
        title="Connect your learning site",
        site=asked.configuration.issuer,
        product=asked.configuration.product,
        action=url_for("registering.send_registration"),
        sealed=seal(values, purpose=PURPOSE, lifetime=get_settings().registration_lifetime, now=now),
        organisation=organisation[:LONGEST_NAME],
        faults=faults,
    )


def _open(sealed: str, *, now: datetime) -> _Asked:
    values = open_seal(sealed, purpose=PURPOSE, now=now)
    if values is None:
        raise Refused(
            "registration page not ours or too old",
            title="This page is too old",
            advice="Close it, and begin again from your learning site’s page of external tools.",
            status=400,
        )
    kept: dict[str, Any] = values["configuration"]
    configuration = PlatformConfiguration(
        **{**kept, "scopes": tuple(kept["scopes"]), "messages": tuple(kept["messages"])}
    )
    return _Asked(values["number"], values["token"], configuration)


def _connection(configuration: PlatformConfiguration, granted: Granted) -> Connection:
    return Connection(
        issuer=configuration.issuer,
        client_id=granted.client_id,
        deployment_id=granted.deployment_id,
        auth_url=configuration.auth_url,
        token_url=configuration.token_url,
        jwks_url=configuration.jwks_url,
        token_audience=configuration.token_audience,
        product=configuration.product,
        site=configuration.site,
        scopes=granted.scopes,
    )


def _show_done(asked: _Asked, connected: Connected) -> ResponseReturnValue:
    log.info("lms registered", platform_id=connected.platform_id, updated=connected.updated)
    page = DonePage(
        title="Your learning site is up to date" if connected.updated else "Your learning site is registered",
        site=asked.configuration.issuer,
        updated=connected.updated,
        waits=connected.waits,
    )
    return render_template("administration/registered.html", page=page)


def _refuse(failed: RegistrationFailed) -> NoReturn:
    happened, remedy = describe_failure(failed)
    raise Refused(
        str(failed)[:300],
        title="Your learning site could not be connected",
        advice=f"{happened} {remedy}",
        status=400,
        reference=get_request_id(),
    )
