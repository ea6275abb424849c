"""A preview that is served while a block runs, for a browser to look at."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lti_app.database import close_connections
from tests.content_preview.scene import Scene
from tests.content_preview.serving import Preview
from tests.served import serve_app

PACK = Path(__file__).parents[2] / "content" / "achieving-permanence"


@contextmanager
def serve_preview(folder: Path) -> Iterator[tuple[str, Scene]]:
    """The address of a preview of the whole pack, and the scene behind it."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    preview = Preview(PACK, folder, address="http://127.0.0.1")
    assert preview.scene is not None, preview.watched.faults
    settings = preview.scene.app.extensions["settings"]
    try:
        with serve_app(preview) as address:
            # A form of a signed link is taken from the service's own address alone, which is known only now.
            preview.scene.app.extensions["settings"] = replace(settings, public_url=address)
            yield address, preview.scene
    finally:
        with preview.scene.app.app_context():
            close_connections()
