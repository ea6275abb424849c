"""What anybody may ask without signing in: how a certificate's number stands, and the documents behind a badge."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_app.certificate import badge_reads
from lti_app.certificate.number_rules import read_number
from lti_app.certificate.reads import find_state
from lti_app.clock import utc_now
from lti_app.errors import NotHere
from lti_app.launch.limit_rules import Limited, mask_address
from lti_app.web import entry
from lti_app.web.current import get_programme, get_settings
from lti_app.web.limits import stop_if_too_often

pages = Blueprint("public_certificate", __name__)
ISSUER = "/certificates/issuers/<address>"
LONGEST_TYPED = 40


@pages.get("/certificates")
@entry.anyone
def show_form() -> ResponseReturnValue:
    """A form for a number; a number typed into it leads to its page."""
    typed = request.args.get("number", "").strip()[:LONGEST_TYPED].replace("/", "-")
    if not typed:
        return render_template(
            "certificate/check.html", state=None, number="", is_typed="number" in request.args
        )
    return redirect(url_for("public_certificate.show_state", number=typed), code=303)


@pages.get("/certificates/<number>")
@entry.anyone
def show_state(number: str) -> ResponseReturnValue:
    """Valid, withdrawn or unknown, and nothing more."""
    _count_look()
    written = read_number(number)
    if written is not None and written != number:
        return redirect(url_for("public_certificate.show_state", number=written), code=303)
    shown, state = find_state(number[:LONGEST_TYPED])
    page = render_template("certificate/check.html", state=state.value, number=shown, is_typed=False)
    return page, 404 if state.value == "unknown" else 200


@pages.get(ISSUER)
@entry.anyone
def show_issuer(address: str) -> Response:
    """The public profile of an organisation that issues badges."""
    _count_look()
    profile = badge_reads.find_profile(
        address, programme=get_programme(), public_url=get_settings().public_url
    )
    return _answer(profile)


@pages.get(f"{ISSUER}/achievement")
@entry.anyone
def show_achievement(address: str) -> Response:
    """What its badges are given for."""
    _count_look()
    achievement = badge_reads.find_achievement(
        address, programme=get_programme(), public_url=get_settings().public_url
    )
    return _answer(achievement)


@pages.get(f"{ISSUER}/keys/<key_id>")
@entry.anyone
def show_key(address: str, key_id: str) -> Response:
    """A public key that its badges are checked with."""
    _count_look()
    return _answer(badge_reads.find_badge_key(address, key_id))


@pages.get(f"{ISSUER}/status")
@entry.anyone
def show_status(address: str) -> Response:
    """The signed list of its withdrawn badges."""
    _count_look()
    signed = badge_reads.sign_status_list(
        address, programme=get_programme(), public_url=get_settings().public_url, now=utc_now()
    )
    if signed is None:
        raise NotHere("no such issuer")
    return Response(signed, mimetype="application/vc+jwt")


def _count_look() -> None:
    """Numbers are not tried out by the thousand: looks are counted by where they come from."""
    stop_if_too_often(Limited.CERTIFICATE, mask_address(request.remote_addr), now=utc_now())


def _answer(document: dict[str, Any] | None) -> Response:
    if document is None:
        raise NotHere("no such issuer, or key")
    return jsonify(document)
