"""The service: `create_app` makes it; everything else is where docs/map.md says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from lti_app.programme.model import Programme
    from lti_app.settings import Settings


def create_app(settings: Settings | None = None, *, programme: Programme | None = None) -> Flask:
    """The WSGI application, set up as `settings` say (the environment's where None).

    `programme` is what the settings' pack holds, for a caller that has read it already.
    """
    # Whoever wants one file of this package, as the practice LMS its clock, need not wait for all the others.
    from lti_app.assembly import assemble_app
    from lti_app.settings import read_settings

    return assemble_app(settings or read_settings(), programme=programme)
