"""The preview as one WSGI application: the real service on a throw-away database, and an author's links in front."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from werkzeug.wrappers import Request as PlainRequest
from werkzeug.wrappers import Response as PlainResponse

from lti_app import create_app
from lti_app.cohort.role_rules import Role
from lti_app.errors import NotHere
from lti_app.programme.model import Programme
from lti_app.public_address import LOOPBACK_HOSTS
from lti_app.settings import read_settings
from lti_app.web import entry
from lti_app.web.current import BROWSER_COOKIE, make_csrf_token
from lti_app.web.security import get_csp_nonce
from tests.content_preview.doing import bring_to
from tests.content_preview.samples import RECOGNISABLE
from tests.content_preview.scene import Scene, make_scene, open_everything
from tests.content_preview.states import State, list_lines
from tests.content_preview.watching import Watched

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HERE = Path(__file__).parent
LOADER = FileSystemLoader(HERE / "templates")


class Preview:
    """The pack in `pack`, with an overlay where there is one; what it makes for itself is kept under `folder`."""

    def __init__(self, pack: Path, folder: Path, *, overlay: Path | None = None, address: str) -> None:
        self._pack, self._folder, self._address = pack, folder, address
        self.scene: Scene | None = None
        self.watched = Watched(pack, overlay, tell=self._take)
        self.watched.look()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request of this machine's own browser."""
        asked = PlainRequest(environ)
        if urlsplit(f"//{asked.host}").hostname not in LOOPBACK_HOSTS:
            return PlainResponse("Only on this machine.", 403)(environ, start_response)
        match asked.path:
            case "/preview/version":
                return PlainResponse(str(self.watched.version))(environ, start_response)
            case "/preview/reload.js":
                script = (HERE / "reload.js").read_text()
                return PlainResponse(script, mimetype="text/javascript")(environ, start_response)
        if self.watched.faults or self.scene is None:
            return self._show_faults()(environ, start_response)
        environ["HTTP_COOKIE"] = f"{BROWSER_COOKIE}={self.scene.secret}"
        return self.scene.app(environ, start_response)

    def _take(self, programme: Programme) -> None:
        """Show `programme` from now on; the service is made when the pack can first be read."""
        if self.scene is None:
            self.scene = self._make()
        self.scene.app.extensions["programme"] = programme
        with self.scene.app.app_context():
            open_everything(self.scene)

    def _make(self) -> Scene:
        settings = read_settings(
            {
                "INSTANCE_DIR": str(self._folder),
                "PROGRAMME_DIR": str(self._pack),
                "PUBLIC_URL": self._address,
                "VISIT_IDLE": "172800",
            }
        )
        settings.instance_dir.mkdir(parents=True, exist_ok=True)
        app = create_app(settings)
        with app.app_context():
            scene = make_scene(app)
        _add_pages(app, scene, self.watched)
        return scene

    def _show_faults(self) -> PlainResponse:
        nonce = secrets.token_urlsafe(16)
        template = Environment(loader=LOADER, autoescape=True).get_template("preview_faults.html")
        page = template.render(faults=self.watched.faults)
        shown = PlainResponse(_with_script(page, nonce, self.watched.version), 500, mimetype="text/html")
        shown.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; connect-src 'self'"
        )
        return shown


def _with_script(page: str, nonce: str, version: int) -> str:
    script = f'<script nonce="{nonce}" src="/preview/reload.js" data-version="{version}"></script>'
    return page.replace("</body>", f"{script}</body>")


def _add_pages(app: Flask, scene: Scene, watched: Watched) -> None:
    app.jinja_loader = ChoiceLoader([*([app.jinja_loader] if app.jinja_loader else []), LOADER])

    @entry.anyone
    def show_list() -> str:
        return render_template(
            "preview_list.html", programme=scene.programme, modules=list_lines(scene.programme), page=None
        )

    @entry.anyone
    def show_state(state: str, way: str) -> Any:
        return _show(scene, State(state), way)

    def add_script(response: Response) -> Response:
        if (
            response.mimetype == "text/html"
            and not response.direct_passthrough
            and "nonce-" not in str(response.location)
        ):
            response.set_data(_with_script(response.get_data(as_text=True), get_csp_nonce(), watched.version))
        return response

    app.add_url_rule("/", "preview_list", show_list)
    app.add_url_rule(f"/preview/<any({', '.join(State)}):state>/<path:way>", "preview_state", show_state)
    app.after_request(add_script)


def _show(scene: Scene, state: State, way: str) -> Any:
    """Lead to the page that `way` names, as somebody new finds it in `state`."""
    activity_key, _, rest = way.partition("/")
    kind, _, key = rest.partition("/")
    role = Role.TRAINER if state is State.TRAINER else Role.PARTICIPANT
    activity = scene.programme.find_activity(activity_key)
    visited = activity.key if activity is not None else None
    visit = scene.enter(role=role, closed=state is State.CLOSED, activity=visited)
    if activity is None:
        if rest or activity_key not in {
            "programme",
            "evidence",
            "portfolio",
            "cohort",
            "complaints",
            "places",
        }:
            raise NotHere("no such page in the preview")
        return redirect(f"/v/{visit.id}/{activity_key}", 303)
    task = activity.find_task(key) if kind == "task" else None
    if kind and task is None and not (kind == "part" and activity.find_part(key)):
        raise NotHere("no such page in the preview")
    if kind != "part":
        bring_to(scene, visit, activity, task, state)
    address = f"/v/{visit.id}/activity/{way}"
    if state not in {State.ERROR, State.NOTICED}:
        return redirect(address, 303)
    return _post(scene, visit.id, address, {"text": RECOGNISABLE} if state is State.NOTICED else {})


def _post(scene: Scene, visit_id: str, address: str, form: dict[str, str]) -> Response:
    """The answer to a form sent too early, as the page that it is."""
    token = make_csrf_token(visit_id=visit_id, browser_secret=scene.secret)
    sent = {"csrf_token": token, "version": "0", "editor": "preview", "do": "submit", **form}
    cookie = f"{BROWSER_COOKIE}={scene.secret}"
    with scene.app.test_client(use_cookies=False) as client:
        answer = client.post(address, data=sent, headers={"Cookie": cookie, "Host": request.host})
    return Response(answer.get_data(as_text=True), 200, mimetype="text/html")
