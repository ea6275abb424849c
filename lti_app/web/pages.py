"""The plain pages that anyone may read: accessibility, privacy, help."""

from __future__ import annotations

from flask import Blueprint, render_template

from lti_app.web import entry

pages = Blueprint("web", __name__)


@pages.get("/accessibility")
@entry.anyone
def show_accessibility() -> str:
    """The accessibility statement."""
    return render_template("plain/accessibility.html")


@pages.get("/privacy")
@entry.anyone
def show_privacy() -> str:
    """Who holds what, and who reads what."""
    return render_template("plain/privacy.html")


@pages.get("/help")
@entry.anyone
def show_help() -> str:
    """Where support is found."""
    return render_template("plain/help.html")
