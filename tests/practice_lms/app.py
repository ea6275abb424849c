"""The practice LMS's Flask app, assembled."""

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lti_app.clock import set_clock
from tests.practice_lms import (
    adding_pages,
    authorisation,
    bench,
    call_keeping,
    copies_pages,
    deep_linking,
    entry,
    grade_pages,
    pages,
    registration,
    registration_pages,
    services,
    tokens,
)
from tests.practice_lms.course import follow_the_tool
from tests.practice_lms.faults import Faults
from tests.practice_lms.keys import PlatformKey
from tests.practice_lms.people import seed_people
from tests.practice_lms.request_log import RequestLog
from tests.practice_lms.storage import Storage
from tests.practice_lms.tool_keys import ToolKeys
from tests.practice_lms.world import COURSE_TITLE, Settings, World, the_world

SERVICES = ("/mod/lti/services.php", "/mod/lti/token.php", "/mod/lti/certs.php", "/mod/lti/openid-")


def create_app(settings: Settings) -> Flask:
    """Return the app of one practice LMS, with its data folder opened."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    set_clock(offset=settings.clock_offset, file=settings.clock_offset_file)
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["practice_lms"] = World(
        settings=settings,
        storage=Storage(settings.folder / "practice-lms.sqlite3"),
        key=PlatformKey(settings.folder / "platform-key.pem"),
        tool_keys=ToolKeys(settings.tool_keys_url),
        faults=Faults(),
        log=RequestLog(),
    )
    seed_people(the_world_of(app).storage)
    follow_the_tool(the_world_of(app).storage, settings.tool_url)
    registration.activate_again(app)
    call_keeping.install(app)
    app.before_request(_at_the_door)
    told = {"course_title": COURSE_TITLE, "storage_target": settings.storage_target}
    app.context_processor(lambda: told)
    for part in (
        adding_pages,
        authorisation,
        bench,
        copies_pages,
        deep_linking,
        entry,
        grade_pages,
        pages,
        registration,
        registration_pages,
        services,
        tokens,
    ):
        app.register_blueprint(part.blueprint)
    return app


def the_world_of(app: Flask) -> World:
    """Return the world of an app, outside a request."""
    with app.app_context():
        return the_world()


def _at_the_door() -> Response | AnyResponse | None:
    """Refuse services when the LMS is down; send pages asked for by number to the site's own name."""
    world = the_world()
    if request.path.startswith(SERVICES):
        return services.answer_when_down(world)
    by_number = request.host.startswith("127.0.0.1")
    if by_number and request.method == "GET" and not request.path.startswith(("/practice/", "/static/")):
        return redirect(f"{world.settings.issuer}{request.full_path.rstrip('?')}", 302)
    return None
