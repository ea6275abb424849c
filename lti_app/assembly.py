"""The service, assembled from its parts."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_app.clock import set_clock
from lti_app.commands import add_commands
from lti_app.database import init_database
from lti_app.jobs import init_jobs
from lti_app.programme.model import Programme
from lti_app.programme.overlays import load_overlaid
from lti_app.programme.reader import load_programme
from lti_app.protocol import FrameOrigins, init_protocol
from lti_app.settings import Settings
from lti_app.web.doors import add_pages
from lti_app.web.errors import init_errors
from lti_app.web.filters import init_filters
from lti_app.web.keepable import init_keepable
from lti_app.web.logs import init_logs
from lti_app.web.security import init_security
from lti_app.web.service import Service
from lti_app.web.static_files import init_static


def assemble_app(settings: Settings, *, programme: Programme | None) -> Flask:
    """The WSGI application that `create_app` promises."""
    set_clock(offset=settings.clock_offset, file=settings.clock_offset_file)
    app = Service("lti_app", static_folder=None, template_folder="web/templates")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_form_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_form_bytes
    app.extensions["settings"] = settings
    app.extensions["programme"] = programme or load_programme(settings.programme_dir)
    app.extensions["overlaid"] = load_overlaid(settings.programme_dir, settings.overlays_dir)
    init_logs(app)
    init_database(app, url=settings.database_url, data_keys=settings.data_keys)
    init_protocol(app, settings)
    init_jobs(app)
    init_static(app)
    init_filters(app)
    init_keepable(app)
    init_security(app, frame_origins=FrameOrigins(settings.frame_origins_lifetime))
    init_errors(app)
    add_pages(app)
    add_commands(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app
