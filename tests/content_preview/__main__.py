"""Runs the preview until Ctrl-C: `python -m tests.content_preview`, on this machine alone."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from werkzeug.serving import make_server

from lti_app.programme.faults import describe_faults
from tests.content_preview.serving import Preview

PACK = Path(__file__).parents[2] / "content" / "achieving-permanence"
HOST = "127.0.0.1"


def _ask() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make content-preview", description="Shows a pack while it is written."
    )
    parser.add_argument("--pack", type=Path, default=PACK, help="the pack's folder")
    parser.add_argument("--overlay", type=Path, default=None, help="an organisation's own folder over it")
    parser.add_argument("--port", type=int, default=8010)
    return parser.parse_args()


def main() -> None:
    """Serve until Ctrl-C."""
    asked = _ask()
    address = f"http://{HOST}:{asked.port}"
    with tempfile.TemporaryDirectory() as folder:
        preview = Preview(asked.pack, Path(folder), overlay=asked.overlay, address=address)
        if preview.watched.faults:
            print(describe_faults(preview.watched.faults))
        server = make_server(HOST, asked.port, preview, threaded=True)
        preview.watched.watch()
        print(f"Open {address}\nCtrl-C ends it; nothing is kept.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nEnded.")
        finally:
            preview.watched.end()


if __name__ == "__main__":
    main()
