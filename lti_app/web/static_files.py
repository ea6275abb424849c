"""The static files, each under an address that holds its digest, so that a browser may keep it for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

STATIC_FOLDER = Path(__file__).parent / "static"
STATIC_PREFIX = "/static/"
ICON = "favicon.svg"
COMPRESSED = frozenset({".br", ".gz"})


def make_addresses(folder: Path = STATIC_FOLDER) -> dict[str, str]:
    """The address of each file of `folder` by its name: `service.css` → `/static/service.<digest>.css`."""
    addresses = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in COMPRESSED:
            continue
        name = path.relative_to(folder).as_posix()
        stem, dot, ending = name.rpartition(".")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        addresses[name] = f"{STATIC_PREFIX}{stem}.{digest}{dot}{ending}"
    return addresses


def init_static(app: Flask) -> None:
    """Serve the static files ahead of `app`, and give templates `static_url(name)`.

    Where a file lies beside its `.br` or `.gz`, whoever takes that gets it.
    """
    addresses = make_addresses()
    served = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=_never_changes,
        add_headers_function=_let_icon_be_shown,
    )
    for name, address in addresses.items():
        served.add_file_to_dictionary(address, str(STATIC_FOLDER / name))
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["static_url"] = addresses.__getitem__


def _let_icon_be_shown(headers: Headers, path: str, _url: str) -> None:
    """A course page shows the icon beside each link that was picked; browsers would keep it back from another site."""
    if Path(path).name == ICON:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _never_changes(_path: str, _url: str) -> bool:
    return True
