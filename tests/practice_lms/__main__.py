"""Starts the practice LMS: `python -m tests.practice_lms --port 9400 --tool http://127.0.0.1:8000`."""

import argparse
import tempfile
import webbrowser
from pathlib import Path

from lti_app.clock import read_offset
from tests.practice_lms.serving import Server
from tests.practice_lms.world import Settings


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.practice_lms", description=__doc__)
    parser.add_argument("--port", type=int, default=9400)
    parser.add_argument("--tool", default="http://127.0.0.1:8000", help="the tool's address")
    parser.add_argument(
        "--data", type=Path, help="folder that keeps course, grades and keys; else a temporary one"
    )
    parser.add_argument("--client-id", default="practice-client")
    parser.add_argument("--deployment", default="1")
    parser.add_argument("--public-url", default="", help="its address, where a proxy gives it another")
    parser.add_argument(
        "--storage-target",
        choices=("", "_parent", "lti_storage", "lti_silent"),
        default="",
        help="not Moodle: keep data for tools, in the course page or a frame of it; lti_silent never answers",
    )
    parser.add_argument("--clock-offset", type=read_offset, default="0", help="as the tool's CLOCK_OFFSET")
    parser.add_argument("--clock-offset-file", type=Path, help="as the tool's CLOCK_OFFSET_FILE")
    parser.add_argument("--open-as", metavar="PERSON", help="open a browser, acting as this person")
    return parser.parse_args()


def main() -> None:
    """Serve until told to stop."""
    asked = _read_arguments()
    settings = Settings(
        port=asked.port,
        tool_url=asked.tool.rstrip("/"),
        folder=asked.data or Path(tempfile.mkdtemp(prefix="practice-lms-")),
        client_id=asked.client_id,
        deployment=asked.deployment,
        public_url=asked.public_url.rstrip("/"),
        storage_target=asked.storage_target,
        clock_offset=asked.clock_offset,
        clock_offset_file=asked.clock_offset_file,
    )

    def say_ready() -> None:
        print(f"Practice LMS ready at {settings.issuer}, for the tool at {settings.tool_url}", flush=True)
        if asked.open_as:
            webbrowser.open(f"{settings.issuer}/as/{asked.open_as}")

    Server(settings, say_ready).run()


if __name__ == "__main__":
    main()
